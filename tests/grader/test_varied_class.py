"""A class does three questions of an exercise that an instructor chose: every way to the marks."""

import csv
import json
import os
import shutil
import subprocess
import sys

import pytest

from grader.folders import ROOT

CHOICE = """\
# Three of the questions, and what they count.
questions:
  forget_gate: 10
  lstm_step: 40
  written-forget-bias: 50
"""
WRITTEN = "written-forget-bias"

# Runs where the copy of the course is the course.
SCRIPT = r"""
import json
import sys

import nbformat

from grader.classroom import grade
from grader.feedback import page
from grader.folders import ROOT, Classroom, instructor_notebook, release_notebook
from grader.autograded import graded_notebook
from grader.gradebook import all_marks
from grader.nbgrader_run import run
from grader.nbgrader_settings import settings
from grader.notebooks import generate, outdated
from grader.rehearsal import NotARehearsal, rehearse
from grader.replay import replay
from grader.report import write

NAME = "lstm-gates"
TANH = '''
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    return np.tanh(x_t @ W_xf + h_prev @ W_hf + b_f)
'''


def submissions():
    solved = nbformat.read(instructor_notebook(NAME), as_version=4)
    yield "right", solved
    yield "untouched", nbformat.read(release_notebook(NAME), as_version=4)
    for cell in solved.cells:
        cell.source = TANH if cell.id == "forget_gate" else cell.source
    yield "mistaken", solved


def hand_in(name):
    classroom = Classroom(ROOT / name)
    for student, notebook in submissions():
        path = classroom.notebook(NAME, student)
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    return classroom


def marks(classroom):
    return {
        row.student: {name: [mark.automatic, mark.possible] for name, mark in row.marks.items()}
        for row in all_marks(classroom, NAME)
    }


def refusal():
    try:
        rehearse(folder=ROOT / "rehearsal")
    except NotARehearsal as error:
        return str(error)


generate(NAME)
ours, theirs = hand_in("ours"), hand_in("theirs")
graded = grade(ours, NAME, jobs=2)
run("Autograde", settings(theirs), NAME)
_, table = write(ours, NAME)
notebook = nbformat.read(graded_notebook(ours, NAME, "mistaken"), as_version=4)
print(
    json.dumps(
        {
            "root": str(ROOT),
            "outdated": [str(path) for path in outdated(NAME)],
            "failures": graded.failures,
            "ours": marks(ours),
            "theirs": marks(theirs),
            "table": table.read_text(encoding="utf-8-sig"),
            "feedback": page(ours, NAME, "mistaken", notebook),
            "pages": sorted(path.parts[-3] for path in ours.feedback.rglob("*.html")),
            "refusal": refusal(),
            "replay": [
                replay(ours, NAME, "mistaken", question).same
                for question in ("forget_gate", "lstm_step")
            ],
        }
    )
)
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    course = tmp_path_factory.mktemp("course")
    shutil.copytree(ROOT / "grader", course / "grader")
    shutil.copytree(ROOT / "src", course / "src")
    (course / "solutions").mkdir()
    shutil.copy(ROOT / "solutions" / "lstm-gates.md", course / "solutions")
    (course / "solutions" / "lstm-gates.yml").write_text(CHOICE)
    (course / ".runtime").symlink_to(ROOT / ".runtime")
    path = os.pathsep.join([str(course), str(course / "src")])
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT],
        cwd=course,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["root"] == str(course)
    return told


EXPECTED = {
    "right": {"forget_gate-check": [10, 10], "lstm_step-check": [40, 40], WRITTEN: [None, 50]},
    "untouched": {"forget_gate-check": [0, 10], "lstm_step-check": [0, 40], WRITTEN: [0, 50]},
    "mistaken": {"forget_gate-check": [0, 10], "lstm_step-check": [40, 40], WRITTEN: [None, 50]},
}


def test_the_class_runner_gives_the_points_of_the_choice(seen):
    assert seen["failures"] == {}
    assert seen["ours"] == EXPECTED


def test_nbgraders_own_autograde_gives_the_same(seen):
    assert seen["theirs"] == EXPECTED


def test_both_notebooks_belong_to_the_choice(seen):
    assert seen["outdated"] == []


def test_the_report_has_the_kept_questions_alone(seen):
    heading, *rows = csv.reader(seen["table"].splitlines())
    assert heading[4:9] == [
        *("forget_gate", "lstm_step", "written-forget-bias"),
        *("forget_gate: outcome", "lstm_step: outcome"),
    ]
    assert [[row[0], *map(float, row[1:3])] for row in rows] == [
        ["mistaken", 40, 100],
        ["right", 50, 100],
        ["untouched", 0, 100],
    ]


def test_the_feedback_numbers_the_questions_anew(seen):
    assert "2. The whole step" in seen["feedback"]
    assert "40 of 40 points" in seen["feedback"]
    assert "The cell update" not in seen["feedback"]
    assert seen["pages"] == ["mistaken", "right", "untouched"]


def test_a_verdict_can_be_repeated(seen):
    assert seen["replay"] == [True, True]


def test_the_rehearsal_says_that_it_needs_the_whole_exercise(seen):
    assert "Move solutions/lstm-gates.yml to another place" in seen["refusal"]
