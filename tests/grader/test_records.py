import stat

import pytest

from grader import records, released
from grader.folders import Classroom
from grader.records import KeyDamaged, course_key, judged, kept
from grader.released import NotReleased, release
from grader.submission import SubmissionResult

NAME = "lstm-gates"


@pytest.fixture
def classroom(tmp_path):
    classroom = Classroom(tmp_path)
    hand_in(classroom, b"first")
    return classroom


@pytest.fixture(autouse=True)
def judgements(monkeypatch):
    """The submissions that were judged, in order; judging itself is replaced."""
    seen = []

    def judge(attempt):
        seen.append(attempt.submitted)
        return SubmissionResult(
            attempt.student, attempt.exercise, attempt.seed, "none", (), attempt.flags, {}
        )

    monkeypatch.setattr(records, "judge", judge)
    return seen


def hand_in(classroom, data, student="ana"):
    notebook = classroom.notebook(NAME, student)
    notebook.parent.mkdir(parents=True, exist_ok=True)
    notebook.write_bytes(data)


def test_an_unchanged_submission_is_judged_once(classroom, judgements):
    first = judged(classroom, NAME, "ana")
    assert judged(classroom, NAME, "ana") == first == kept(classroom, NAME, "ana")
    assert judgements == [b"first"]


def test_a_changed_submission_is_judged_again(classroom, judgements):
    judged(classroom, NAME, "ana")
    hand_in(classroom, b"second")
    judged(classroom, NAME, "ana")
    assert judgements == [b"first", b"second"]


@pytest.mark.parametrize("part", ["release_bytes", "grader_digest", "course_key"])
def test_a_change_of_what_the_verdict_depends_on_judges_again(
    classroom, judgements, monkeypatch, part
):
    before = judged(classroom, NAME, "ana")
    original = getattr(records, part)
    monkeypatch.setattr(records, part, lambda *arguments: original(*arguments) + b" ")
    after = judged(classroom, NAME, "ana")
    assert len(judgements) == 2
    assert before.digest != after.digest


def test_new_files_beside_the_notebook_are_noticed(classroom, judgements):
    judged(classroom, NAME, "ana")
    (classroom.notebook(NAME, "ana").parent / "other.ipynb").write_bytes(b"")
    record = judged(classroom, NAME, "ana")
    assert len(judgements) == 2
    assert "other.ipynb" in record.result.flags[0].text


def test_students_with_the_same_bytes_are_judged_apart(classroom, judgements):
    hand_in(classroom, b"first", "bo")
    assert judged(classroom, NAME, "ana").digest != judged(classroom, NAME, "bo").digest
    assert len(judgements) == 2


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"digest": "x"}', b"\xff"])
def test_a_damaged_record_is_made_anew(classroom, judgements, damage):
    first = judged(classroom, NAME, "ana")
    classroom.record(NAME, "ana").write_bytes(damage)
    assert kept(classroom, NAME, "ana") is None
    assert judged(classroom, NAME, "ana") == first
    assert len(judgements) == 2


def test_a_record_is_there_whole_or_not_at_all(classroom, monkeypatch):
    judged(classroom, NAME, "ana")
    hand_in(classroom, b"second")
    before = classroom.record(NAME, "ana").read_bytes()

    def no_space(*_):
        raise OSError("No space left")

    monkeypatch.setattr("pathlib.Path.replace", no_space)
    with pytest.raises(OSError, match="No space"):
        judged(classroom, NAME, "ana")
    assert classroom.record(NAME, "ana").read_bytes() == before
    assert [path.name for path in classroom.record(NAME, "ana").parent.iterdir()] == ["ana.json"]


def test_the_key_is_made_once_secret_and_different_for_every_class(tmp_path):
    one, two = Classroom(tmp_path / "one"), Classroom(tmp_path / "two")
    assert course_key(one) == course_key(one)
    assert len(course_key(one)) == 32
    assert course_key(one) != course_key(two)
    assert stat.S_IMODE(one.key.stat().st_mode) == 0o600


@pytest.mark.parametrize("text", ["", "no key", "ab" * 31, "zz" * 32])
def test_a_damaged_key_is_never_replaced(classroom, text):
    classroom.key.write_text(text)
    with pytest.raises(KeyDamaged, match="64 hexadecimal digits"):
        course_key(classroom)
    assert classroom.key.read_text() == text


def test_an_exercise_without_a_release_says_what_to_run(tmp_path, monkeypatch):
    monkeypatch.setattr(released, "release_notebook", lambda name: tmp_path / "none.ipynb")
    with pytest.raises(NotReleased, match="python -m grader notebooks"):
        release(NAME)
