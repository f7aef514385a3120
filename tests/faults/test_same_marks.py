"""The same submissions get the same marks: with any number of processes, in any order, again."""

import os
import random
import shutil

import pytest

from grader import intake
from grader.classroom import grade
from grader.folders import Classroom
from grader.gradebook import ensure_assignment
from tests.faults.conftest import MANY, copy_of, fill, finish
from tests.grader.class_of_five import NAME
from tests.grader.state import state


@pytest.mark.parametrize("jobs", [1, 8])
def test_the_number_of_processes_changes_no_mark(classroom, undisturbed, jobs):
    assert grade(classroom, NAME, jobs, feedback=False).failures == {}
    assert state(classroom) == undisturbed


@pytest.mark.parametrize("seed", [None, 1, 2])
def test_the_order_of_students_changes_no_mark(classroom, undisturbed, monkeypatch, seed):
    students = intake.students

    def in_another_order(*of):
        names = students(*of)[::-1]
        if seed is not None:
            random.Random(seed).shuffle(names)
        return names

    monkeypatch.setattr(intake, "students", in_another_order)
    assert finish(classroom) == undisturbed


def test_a_class_that_is_graded_twice_gets_the_same_marks(tmp_path):
    first = Classroom(tmp_path / "first")
    fill(first, MANY)
    first.key.write_text("3" * 64)
    ensure_assignment(first, NAME)
    second = copy_of(first, tmp_path / "second")
    for classroom, jobs in ((first, 2), (second, os.cpu_count())):
        graded = grade(classroom, NAME, jobs, feedback=False)
        assert (len(graded.marked), graded.failures) == (MANY, {})
    assert state(second) == state(first)
    # Once more from the submissions and the key alone: every seed is the same.
    for folder in (second.records, second.autograded):
        shutil.rmtree(folder)
    second.gradebook.unlink()
    assert finish(second) == state(first)
