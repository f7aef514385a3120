import json
import shutil

import pytest

from grader import replay as replays
from grader.exercise import UnknownExercise, UnknownQuestion
from grader.folders import Classroom
from grader.records import NotJudged
from grader.replay import SubmissionChanged, UnknownStudent, replay
from grader.replay_text import lines
from tests.grader.class_of_five import CY, NAME, hand_in, solution


@pytest.fixture
def classroom(graded_class, tmp_path):
    shutil.copytree(graded_class.folder, tmp_path / "class", symlinks=True)
    return Classroom(tmp_path / "class")


def test_a_wrong_answer_is_shown_with_its_inputs_and_both_results(graded_class):
    again = replay(graded_class, NAME, "bo", "cell_update")
    assert again.same
    assert not again.grader_changed
    assert len(again.calls) == 7
    assert not any(call.right for call in again.calls)
    f_t, c_prev, i_t, c_tilde = again.calls[0].case.arguments.values()
    assert (again.calls[0].expected[0] == f_t * c_prev + i_t * c_tilde).all()
    assert (again.calls[0].reply.values[0] == i_t * c_prev + f_t * c_tilde).all()
    text = "\n".join(lines(again))
    for words in ("called with:", "expected:", "returned:", "c_tilde (float64, shape (2, 4))"):
        assert words in text
    assert "This is the verdict on record." in text
    assert text.count("call ") == 1


def test_every_call_is_shown_on_request(graded_class):
    again = replay(graded_class, NAME, "ana", "cell_update")
    text = "\n".join(lines(again, every_call=True))
    assert text.count("called with:") == 7
    assert "Calls: ✓✓✓✓✓✓✓" in text


def test_an_answer_that_was_never_called_is_replayed_too(graded_class):
    again = replay(graded_class, NAME, CY, "forget_gate")
    assert again.same
    assert [call.right for call in again.calls] == [False]


def test_another_verdict_than_the_one_on_record_is_told(classroom):
    path = classroom.record(NAME, "bo")
    record = json.loads(path.read_bytes())
    record["result"]["verdicts"][2]["headline"] = "It was another one."
    path.write_text(json.dumps(record))
    again = replay(classroom, NAME, "bo", "cell_update")
    assert not again.same
    text = "\n".join(lines(again))
    assert "This is not the verdict on record" in text
    assert "It was another one." in text
    assert "does not do the same at every run" in text


def test_a_changed_grader_is_told(graded_class, monkeypatch):
    monkeypatch.setattr("grader.records.grader_digest", lambda: b"another")
    again = replay(graded_class, NAME, "bo", "cell_update")
    assert again.same
    assert any("have changed since" in line for line in lines(again))


def test_a_changed_submission_is_not_replayed(classroom):
    hand_in(classroom, "bo", solution())
    with pytest.raises(SubmissionChanged, match="python -m grader grade lstm-gates"):
        replay(classroom, NAME, "bo", "cell_update")


def test_unknown_names_are_answered_with_known_ones(graded_class):
    with pytest.raises(UnknownStudent, match="Did you mean mallory"):
        replay(graded_class, NAME, "malory", "cell_update")
    with pytest.raises(UnknownQuestion, match="cell_update"):
        replay(graded_class, NAME, "bo", "cell")
    with pytest.raises(UnknownExercise, match="lstm-gates"):
        replay(graded_class, "lstm", "bo", "cell_update")


def test_without_a_record_there_is_nothing_to_replay(classroom):
    classroom.record(NAME, "bo").unlink()
    with pytest.raises(NotJudged, match="python -m grader grade lstm-gates"):
        replay(classroom, NAME, "bo", "cell_update")


def test_nothing_reaches_the_terminal_that_commands_it(graded_class):
    again = replay(graded_class, NAME, CY, "forget_gate")
    raised = replays.replace(again.verdict, headline="\x1b[2Jgone\x07")
    text = "\n".join(lines(replays.replace(again, verdict=raised)))
    assert "\x1b" not in text
    assert "?[2Jgone?" in text
