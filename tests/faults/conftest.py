"""A class, and what an undisturbed run makes of it: every disturbed one must come to the same."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from grader.classroom import grade
from grader.folders import ROOT, Classroom
from grader.gradebook import ensure_assignment
from tests.grader.class_of_five import GATES_SWAPPED, NAME, hand_in, make, solution
from tests.grader.state import state
from tests.long import EVERY

DRIVER = Path(__file__).with_name("driver.py")

# `make test-all` asks for all of them, `make test` for a sample.
ENDS = 100 if EVERY else 6
MANY = 1000 if EVERY else 30


def fill(classroom: Classroom, size: int) -> None:
    """Hand in for ``size`` students, each a text of his own, more or less right."""
    kinds = [
        solution(),
        solution(cell_update=GATES_SWAPPED),
        solution(forget_gate="raise ValueError('no')", lstm_step=""),
        solution(lstm_sequence="import os\nos._exit(1)"),
    ]
    for number in range(size):
        notebook = kinds[number % len(kinds)]
        notebook.cells[0].source = f"Number {number}."
        hand_in(classroom, f"student-{number:04}", nbformat.writes(notebook).encode())


def started(classroom: Classroom, jobs=2, *more) -> subprocess.Popen:
    """Start a run in a process of its own."""
    return subprocess.Popen(
        [sys.executable, DRIVER, str(classroom.folder), str(jobs), *map(str, more)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="session")
def submitted(tmp_path_factory):
    """The class as it was handed in, with its key and a gradebook that knows the exercise."""
    classroom = Classroom(tmp_path_factory.mktemp("submitted") / "class")
    make(classroom)
    fill(classroom, 7)
    link = classroom.notebook(NAME, "mallory").with_name("gradebook.csv")
    link.unlink()
    link.symlink_to("/nowhere/gradebook.db")
    timestamp = classroom.notebook(NAME, "ana").with_name("timestamp.txt")
    timestamp.write_text("2026-05-01 12:00 UTC")
    classroom.key.write_text("7" * 64)
    ensure_assignment(classroom, NAME)
    return classroom


@pytest.fixture
def classroom(submitted, tmp_path):
    """A copy of that class, to be graded."""
    return copy_of(submitted, tmp_path / "class")


def copy_of(classroom, folder):
    shutil.copytree(classroom.folder, folder, symlinks=True)
    return Classroom(folder)


@pytest.fixture(scope="session")
def undisturbed(submitted, tmp_path_factory):
    """What an undisturbed run leaves."""
    classroom = copy_of(submitted, tmp_path_factory.mktemp("undisturbed") / "class")
    assert grade(classroom, NAME, jobs=2, feedback=False).failures == {}
    return state(classroom)


def finish(classroom: Classroom) -> dict:
    """Grade the rest, and return what there is."""
    assert grade(classroom, NAME, jobs=2, feedback=False).failures == {}
    return state(classroom)


@pytest.fixture
def chance(request):
    """Chance that is the same in every run of a test."""
    return random.Random(request.node.nodeid)
