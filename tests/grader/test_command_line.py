import pytest
from typer.testing import CliRunner

from grader import __main__ as command_line
from grader.exercise import UnknownExercise
from grader.exercises import NAMES
from grader.mutants import Tally


def run(*words):
    return CliRunner().invoke(command_line.app, words, env={"COLUMNS": "120"})


def test_help_names_every_command():
    said = run("--help").output
    commands = ("notebooks", "rehearse", "grade", "report", "mutants", "doctor", "where")
    for command in (*commands, "export", "replay"):
        assert command in said


def test_an_unknown_exercise_is_answered_with_the_known_ones():
    result = run("grade", "no-such-exercise")
    assert result.exit_code == 1
    assert "The exercises are: lstm-gates" in " ".join(result.stderr.split())


def test_a_class_without_submissions_is_told_where_they_belong(tmp_path, monkeypatch):
    monkeypatch.setattr("grader.folders.Classroom.__init__.__defaults__", (tmp_path,))
    result = run("grade", "lstm-gates")
    assert result.exit_code == 1
    assert "Nobody has handed in lstm-gates" in result.stderr


def test_a_report_without_marks_says_what_to_do_first(tmp_path, monkeypatch):
    monkeypatch.setattr("grader.folders.Classroom.__init__.__defaults__", (tmp_path,))
    result = run("report")
    assert result.exit_code == 1
    assert "python -m grader grade" in result.stderr


def test_an_escaped_mistake_ends_with_status_1(monkeypatch):
    bad = Tally("lstm_step", 3, ("swapped",), ("no-bias",), True)
    monkeypatch.setattr("grader.mutants.tallies", lambda exercises, draws: [bad])
    result = run("mutants", "--draws", "1")
    assert result.exit_code == 1
    assert "swapped is judged right" in result.stderr
    assert "no-bias gets another message" in result.stderr


def test_mistakes_of_one_exercise_are_judged_alone(monkeypatch):
    judged = []
    monkeypatch.setattr("grader.mutants.tallies", lambda chosen, draws: judged.extend(chosen) or [])
    assert run("mutants", "gru").exit_code == 0
    assert [exercise.name for exercise in judged] == ["gru"]
    judged.clear()
    assert run("mutants").exit_code == 0
    assert [exercise.name for exercise in judged] == list(NAMES)


def test_notebooks_of_one_exercise_are_made_alone(monkeypatch):
    made = []
    monkeypatch.setattr("grader.notebooks.generate", lambda name: made.append(name) or [])
    assert run("notebooks", "gru", "rnn-limits").exit_code == 0
    assert made == ["gru", "rnn-limits"]
    assert run("notebooks").exit_code == 0
    assert made[2:] == list(NAMES)


@pytest.mark.parametrize("command", ["mutants", "notebooks"])
def test_an_exercise_that_does_not_exist_is_not_made_or_judged(command):
    result = run(command, "no-such-exercise")
    assert result.exit_code == 1
    assert "There is no exercise called 'no-such-exercise'" in " ".join(result.stderr.split())


def test_a_known_error_is_one_message_and_no_traceback():
    with pytest.raises(command_line.typer.Exit), command_line.told(UnknownExercise):
        raise UnknownExercise("There is none.")


def test_the_doctor_names_what_is_missing(monkeypatch):
    monkeypatch.setattr("grader.doctor.shutil.which", lambda name: None)
    monkeypatch.setattr("grader.doctor.available", lambda: (False, "bubblewrap is not installed."))
    result = run("doctor")
    assert result.exit_code == 0  # the course works without both
    assert "sandbox: bubblewrap is not installed." in result.output
    assert "browser: Install Chromium" in result.output
    assert "--require-sandbox" in result.output


@pytest.fixture
def class_of_five(graded_class, monkeypatch):
    monkeypatch.setattr("grader.folders.Classroom.__init__.__defaults__", (graded_class.folder,))


def test_a_verdict_is_replayed(class_of_five):
    result = run("replay", "bo", "cell_update")
    assert result.exit_code == 0, result.stderr
    assert "This is the verdict on record." in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nobody", "cell_update"), "There is no submission of lstm-gates by 'nobody'"),
        (("bo", "no_question"), "has no question called 'no_question'"),
        (("bo", "cell_update", "no-exercise"), "The exercises are: lstm-gates"),
    ],
)
def test_a_replay_of_what_is_not_there_is_answered_with_what_is(class_of_five, words, said):
    result = run("replay", *words)
    assert result.exit_code == 1
    assert said in " ".join(result.stderr.split())


@pytest.mark.parametrize("form", ["canvas", "moodle", "csv"])
def test_marks_are_exported(class_of_five, tmp_path, form):
    result = run("export", "--format", form, "--to", str(tmp_path / "marks.csv"))
    assert result.exit_code == 0, result.stderr
    assert "still wait for a person" in result.output
    assert '"ana"' in (tmp_path / "marks.csv").read_text(encoding="utf-8")


def test_an_identifier_that_the_platform_does_not_know_is_answered_with_those_it_knows(
    class_of_five, tmp_path
):
    to = ("--to", str(tmp_path / "marks.csv"))
    result = run("export", "--format", "canvas", "--identifier", "nickname", *to)
    assert result.exit_code == 1
    assert "SIS User ID" in result.stderr
    assert not (tmp_path / "marks.csv").exists()


def test_an_export_without_marks_says_what_to_do_first(tmp_path, monkeypatch):
    monkeypatch.setattr("grader.folders.Classroom.__init__.__defaults__", (tmp_path,))
    result = run("export")
    assert result.exit_code == 1
    assert "python -m grader grade" in result.stderr


@pytest.mark.parametrize("words", [("grade", "lstm-gates"), ("replay", "bo", "cell_update")])
def test_without_the_required_sandbox_nothing_is_graded(class_of_five, monkeypatch, words):
    monkeypatch.setenv("UNROLLED_REQUIRE_SANDBOX", "")  # what the option sets is undone with it
    monkeypatch.setattr("grader.protection.available", lambda: (False, "bubblewrap is missing."))
    result = run(*words, "--require-sandbox")
    assert result.exit_code == 1
    assert "bubblewrap is missing." in " ".join(result.stderr.split())
    assert "Nothing was graded." in " ".join(result.stderr.split())
