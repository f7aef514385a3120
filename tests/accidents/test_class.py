"""Accidents in a class: nobody else notices, and no mark that somebody gave is lost."""

import pytest

from grader.classroom import grade
from grader.folders import Classroom
from grader.gradebook import all_marks
from tests.accidents.test_accidents import named
from tests.grader.test_classroom import WRITTEN, mark_by_hand
from tests.hostile.judging import hand_in
from tests.hostile.submissions import NAME, Desk

MEMBERS = ("truncated", "empty_file", "cells_duplicated", "cells_deleted", "wrong_name")
MEMBERS += ("two_notebooks", "format_3", "another_kernel", "cells_retyped", "windows_line_ends")


@pytest.fixture(scope="module")
def desk():
    return Desk()


@pytest.fixture(scope="module")
def classroom(tmp_path_factory, desk):
    classroom = Classroom(tmp_path_factory.mktemp("accidents") / "class")
    for name in MEMBERS:
        hand_in(classroom, name, named(name).build(desk))
    assert grade(classroom, NAME, jobs=2).failures == {}
    return classroom


def rows(classroom):
    return {row.student: row.marks for row in all_marks(classroom, NAME)}


def automatic(marks):
    return sum(mark.automatic for name, mark in marks.items() if name != WRITTEN)


def test_everybody_gets_what_is_deserved(classroom, desk):
    found = {student: automatic(marks) for student, marks in rows(classroom).items()}
    assert found == {name: named(name).honest_mark(desk.points) for name in MEMBERS}


def test_a_resubmission_replaces_automatic_marks_and_keeps_manual_ones(classroom, desk):
    mark_by_hand(classroom, "format_3", WRITTEN, 7)
    mark_by_hand(classroom, "another_kernel", WRITTEN, 5)
    better, worse = named("two_notebooks").build(desk), named("truncated").build(desk)
    hand_in(classroom, "truncated", better[f"{NAME}.ipynb"])
    hand_in(classroom, "format_3", worse)
    assert grade(classroom, NAME, jobs=2).failures == {}
    after = rows(classroom)
    assert automatic(after["truncated"]) == sum(desk.points.values())
    assert automatic(after["format_3"]) == 0
    assert after["format_3"][WRITTEN].manual == 7
    assert after["another_kernel"][WRITTEN].score == 5
    assert automatic(after["another_kernel"]) == sum(desk.points.values())
