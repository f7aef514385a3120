import shutil

import pytest

from grader import protection, records
from grader.folders import Classroom
from grader.nbgrader_plugin import before_grading
from grader.sandbox.launch import SandboxUnavailable
from tests.grader.class_of_five import NAME

WHY = "bubblewrap is not installed. Install it with: sudo apt install bubblewrap"


@pytest.fixture
def no_sandbox(monkeypatch):
    for module in ("grader.protection", "grader.sandbox.session", "grader.sandbox.nursery"):
        monkeypatch.setattr(f"{module}.available", lambda: (False, WHY), raising=False)


@pytest.fixture
def required(monkeypatch):
    monkeypatch.setenv(protection.VARIABLE, "1")


@pytest.fixture
def classroom(graded_class, tmp_path):
    """A copy of the graded class with one student left."""
    shutil.copytree(graded_class.submitted / "bo", tmp_path / "submitted" / "bo")
    shutil.copy(graded_class.key, tmp_path / "course.key")
    return Classroom(tmp_path)


@pytest.mark.parametrize(("value", "is_required"), [("", False), ("0", False), ("1", True)])
def test_the_variable_decides(monkeypatch, value, is_required):
    monkeypatch.setenv(protection.VARIABLE, value)
    assert protection.is_required() is is_required


def test_where_it_is_required_the_missing_sandbox_is_named_with_its_cure(no_sandbox, required):
    with pytest.raises(SandboxUnavailable, match="sudo apt install bubblewrap") as refusal:
        protection.refuse_without_sandbox()
    assert "Nothing was graded" in str(refusal.value)


def test_where_it_is_not_required_nothing_is_refused(no_sandbox):
    protection.refuse_without_sandbox()


def test_no_answer_is_judged_without_the_required_sandbox(classroom, no_sandbox, required):
    with pytest.raises(SandboxUnavailable, match="bubblewrap"):
        records.judged(classroom, NAME, "bo")
    assert not classroom.record(NAME, "bo").exists()


def test_what_was_judged_without_the_sandbox_is_judged_again_where_it_is_required(
    classroom, monkeypatch
):
    with monkeypatch.context() as patch:
        for module in ("grader.sandbox.session", "grader.sandbox.nursery"):
            patch.setattr(f"{module}.available", lambda: (False, WHY), raising=False)
        first = records.judged(classroom, NAME, "bo")
    assert first.result.protection != "bubblewrap"
    assert records.judged(classroom, NAME, "bo").result.protection == first.result.protection
    monkeypatch.setenv(protection.VARIABLE, "1")
    again = records.judged(classroom, NAME, "bo")
    assert again.result.protection == "bubblewrap"
    assert again.result.verdicts == first.result.verdicts


def test_plain_nbgrader_stops_before_it_copies_anything(classroom, no_sandbox, required):
    notebook = classroom.notebook(NAME, "bo")
    with pytest.raises(SystemExit, match="sudo apt install bubblewrap"):
        before_grading(NAME, "bo", [str(notebook)])
    assert not classroom.gradebook.exists()
