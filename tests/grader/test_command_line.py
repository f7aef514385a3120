import pytest
from typer.testing import CliRunner

from grader import __main__ as command_line
from grader.exercise import UnknownExercise
from grader.mutants import Tally


def run(*words):
    return CliRunner().invoke(command_line.app, words, env={"COLUMNS": "120"})


def test_help_names_every_command():
    said = run("--help").output
    for command in ("notebooks", "rehearse", "grade", "report", "mutants", "doctor", "where"):
        assert command in said


def test_an_unknown_exercise_is_answered_with_the_known_ones():
    result = run("grade", "no-such-exercise")
    assert result.exit_code == 1
    assert "The exercises are: lstm-gates" in result.stderr


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
    monkeypatch.setattr("grader.mutants.tally", lambda question, draws: bad)
    result = run("mutants", "--draws", "1")
    assert result.exit_code == 1
    assert "swapped is judged right" in result.stderr
    assert "no-bias gets another message" in result.stderr


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
