"""`python -m grader grade` leaves what plain `nbgrader autograde` leaves, row by row."""

import copy
import json
import shutil
from datetime import timedelta

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook
from nbgrader.plugins import LateSubmissionPlugin

from grader import desk, gradebook, intake, nbgrader_run
from grader import nbgrader_settings as usual
from grader.classroom import grade
from grader.folders import Classroom
from grader.gradebook import ensure_assignment
from grader.nbgrader_settings import database_url
from tests.grader.class_of_five import ALL, GATES_SWAPPED, NAME, hand_in, make, solution
from tests.grader.state import gradebook_rows, graded_files, verdicts

WRITTEN = "written-forget-bias"
DUE = "2026-05-01 12:00:00"


class HalfThePoints(LateSubmissionPlugin):
    """Takes half of the points, of one student more than there are, of another less than none."""

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        assert total_seconds_late > 0
        return {"greedy": 1000.0, "giver": -5.0, "spared": None}.get(student_id, score / 2)


def settings(classroom=None, **options):
    config = usual.settings(classroom, **options)
    config.AssignLatePenalties.plugin_class = HalfThePoints
    return config


@pytest.fixture
def classes(tmp_path, monkeypatch):
    """Two classes that are the same, but for who grades them."""
    for module in (desk, gradebook):
        monkeypatch.setattr(module, "settings", settings)
    plain, ours = Classroom(tmp_path / "plain"), Classroom(tmp_path / "ours")
    make(plain)
    hand_in_late(plain)
    (plain.folder / "course.key").write_text("5" * 64)
    shutil.copytree(plain.folder, ours.folder, symlinks=True)
    # A link in the class of five leads to its gradebook: what it is called does not matter.
    for classroom in (plain, ours):
        ensure_assignment(classroom, NAME)
        with Gradebook(database_url(classroom)) as book:
            book.update_or_create_assignment(NAME, duedate=DUE)
    return plain, ours


def hand_in_late(classroom):
    for student in ("in-time", "late", "greedy", "giver", "spared", "extended", "no-answer"):
        right = solution() if student != "no-answer" else solution(**{WRITTEN: released_text()})
        hand_in(classroom, student, right)
        time = "2026-05-01 11:59 UTC" if student == "in-time" else "2026-05-01 15:00 +0200"
        timestamp(classroom, student, time)
    folder = classroom.notebook(NAME, "late").parent
    (folder / "data").mkdir()
    (folder / "data" / "notes.txt").write_text("notes")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "x.pyc").write_bytes(b"x")
    (folder / "other.ipynb").write_text("{}")
    chatty = solution(cell_update="for line in range(2000):\n    print(line)\n" + GATES_SWAPPED)
    chatty.cells.insert(3, new_code_cell("print('mine')\nraise ValueError('ö  <b>')"))
    hand_in(classroom, "chatty", chatty)
    double = solution()
    double.cells.append(copy.deepcopy(next(c for c in double.cells if c.id == "cell_update")))
    double.cells[-1].id = "copy"
    double.cells = [cell for cell in double.cells if cell.id != "lstm_step-check"]
    hand_in(classroom, "double", double)
    (classroom.submitted / "nothing" / NAME).mkdir(parents=True)


def released_text():
    from grader.released import release

    return next(cell.source for cell in release(NAME).cells if cell.get("id") == WRITTEN)


def timestamp(classroom, student, time):
    classroom.notebook(NAME, student).with_name("timestamp.txt").write_text(time)


def autograde(classroom):
    """Grade as `nbgrader autograde --force` does."""
    # nbgrader itself does not see a folder without a notebook, and leaves old marks in place.
    for student in intake.students(classroom, NAME):
        intake.tidy(classroom, NAME, student)
    config = settings(classroom)
    config.Autograde.force = True
    nbgrader_run.run("Autograde", config, NAME)


def compare(plain, ours):
    assert gradebook_rows(ours) == gradebook_rows(plain)
    there, here = graded_files(plain), graded_files(ours)
    assert here.keys() == there.keys()
    for name in there:
        assert here[name] == there[name], name
    assert verdicts(ours) == verdicts(plain)


def by_hand(classroom):
    """Do what a person does in the formgrader."""
    with Gradebook(database_url(classroom)) as book:
        grade = book.find_grade(WRITTEN, NAME, NAME, "ana")
        grade.manual_score, grade.needs_manual_grade = 7, False
        grade.extra_credit = 1.5
        grade = book.find_grade("lstm_step-check", NAME, NAME, "bo")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 3, 0.5, False
        book.find_grade("cell_update-check", NAME, NAME, "late").extra_credit = 2
        book.find_comment(WRITTEN, NAME, NAME, "ana").manual_comment = "Well said."
        book.find_submission(NAME, "extended").extension = timedelta(days=2)
        book.find_submission_notebook(NAME, NAME, "bo").flagged = True
        book.db.commit()


def test_the_gradebook_and_the_graded_notebooks_are_the_same(classes):
    plain, ours = classes
    autograde(plain)
    assert grade(ours, NAME, jobs=2, feedback=False).failures == {}
    compare(plain, ours)
    rows = [json.loads(row) for row in gradebook_rows(ours)["submitted_notebook"]]
    assert sorted(row["late_submission_penalty"] or 0 for row in rows)[-3:] == [
        ALL / 2,
        ALL / 2,
        ALL,
    ]
    assert len(rows) == len(intake.students(ours, NAME))

    # Then people mark, and students hand in again, better, worse and not at all.
    for classroom in (plain, ours):
        by_hand(classroom)
        hand_in(classroom, "ana", solution(forget_gate=""))
        hand_in(classroom, "bo", solution())
        hand_in(classroom, "nemo", solution(cell_update=GATES_SWAPPED))
        hand_in(classroom, "mallory", b"")
        timestamp(classroom, "nemo", "2026-06-01 00:00:00.25")
        timestamp(classroom, "in-time", "2026-05-01 12:30 UTC")
        timestamp(classroom, "extended", "2026-05-02 12:30 UTC")
        hand_in(classroom, "late", solution(lstm_step=""))
        shutil.rmtree(classroom.notebook(NAME, "late").parent / "data")
        classroom.notebook(NAME, "double").unlink()
        (classroom.notebook(NAME, "greedy").with_name("timestamp.txt")).unlink()
        hand_in(classroom, "newcomer", nbformat.v4.new_notebook(cells=solution().cells[:9]))
    autograde(plain)
    assert grade(ours, NAME, jobs=2, feedback=False).failures == {}
    compare(plain, ours)


def test_what_one_way_has_marked_the_other_way_takes_for_marked(classes):
    plain, _ = classes
    autograde(plain)
    before = gradebook_rows(plain), graded_files(plain)
    assert grade(plain, NAME, feedback=False).marked == []
    assert (gradebook_rows(plain), graded_files(plain)) == before
