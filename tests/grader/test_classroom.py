import shutil

import pytest

from grader import desk, records
from grader.autograded import graded_notebook
from grader.classroom import NoSubmissions, grade
from grader.desk import ClassRun
from grader.exercise import UnknownExercise
from grader.folders import Classroom
from grader.gradebook import GradebookConflict, all_marks
from grader.marking import Marker
from grader.records import KeyDamaged
from tests.grader.class_of_five import AUTOMATIC, GATES_SWAPPED, NAME, POINTS, hand_in, solution

WRITTEN = "written-forget-bias"


@pytest.fixture
def classroom(graded_class, tmp_path):
    """A copy of the graded class, to be changed."""
    shutil.copytree(graded_class.folder, tmp_path / "class", symlinks=True)
    return Classroom(tmp_path / "class")


def rows(classroom):
    return {row.student: row.marks for row in all_marks(classroom, NAME)}


def mark_by_hand(classroom, student, name, score):
    from nbgrader.api import Gradebook

    from grader.nbgrader_settings import database_url

    with Gradebook(database_url(classroom)) as gradebook:
        grade = gradebook.find_grade(name, NAME, NAME, student)
        grade.manual_score, grade.needs_manual_grade = score, False
        gradebook.db.commit()


def times(classroom):
    folders = (classroom.records, classroom.autograded, classroom.feedback)
    return {
        path: path.stat().st_mtime_ns
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_second_run_does_nothing_twice(classroom):
    before, marks = times(classroom), rows(classroom)
    again = grade(classroom, NAME)
    assert again == ClassRun(sorted(AUTOMATIC), [], {})
    assert times(classroom) == before
    assert rows(classroom) == marks


def test_a_resubmission_replaces_its_marks_and_no_others(classroom):
    mark_by_hand(classroom, "ana", WRITTEN, 7)
    mark_by_hand(classroom, "bo", WRITTEN, 8)
    before = rows(classroom)
    hand_in(classroom, "ana", solution(cell_update=GATES_SWAPPED, forget_gate=""))
    hand_in(classroom, "nemo", solution())
    assert grade(classroom, NAME).marked == ["ana", "nemo"]
    after = rows(classroom)
    assert after["ana"]["forget_gate-check"].automatic == 0
    assert after["ana"]["cell_update-check"].automatic == 0
    assert after["ana"]["lstm_step-check"].automatic == POINTS["lstm_step"]
    assert after["nemo"]["lstm_step-check"].automatic == POINTS["lstm_step"]
    assert after["bo"] == before["bo"]
    # A mark that a person gave stays, and the new answer waits for a person.
    assert after["ana"][WRITTEN].manual == after["ana"][WRITTEN].score == 7
    assert after["ana"][WRITTEN].needs_manual


@pytest.mark.parametrize("worse", [b"", b"broken", None])
def test_an_unreadable_or_missing_resubmission_replaces_a_good_one(classroom, worse):
    if worse is None:
        classroom.notebook(NAME, "ana").unlink()
    else:
        hand_in(classroom, "ana", worse)
    assert grade(classroom, NAME).marked == ["ana"]
    marks = rows(classroom)["ana"]
    assert [mark.automatic for mark in marks.values()] == [0] * (len(POINTS) + 1)  # one by hand


def test_a_run_that_is_stopped_goes_on_where_it_was(graded_class, tmp_path, monkeypatch):
    classroom = Classroom(tmp_path / "class")
    students = ["ana", "bo", "nemo"]
    for student in students:
        shutil.copytree(graded_class.submitted / student, classroom.submitted / student)
    shutil.copy(graded_class.key, classroom.key)
    put_graded = desk.put_graded

    def stopped(classroom, assignment, student, *rest):
        if student == "bo":
            raise KeyboardInterrupt
        put_graded(classroom, assignment, student, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(desk, "put_graded", stopped)
        patch.setattr(desk, "MARKS_AT_ONCE", 1)
        with pytest.raises(KeyboardInterrupt):
            grade(classroom, NAME)
    before = times(classroom)
    assert graded_notebook(classroom, NAME, "ana") in before

    rest = grade(classroom, NAME)
    assert rest == ClassRun(students, ["bo", "nemo"], {})
    after = times(classroom)
    assert {path for path in before if after[path] != before[path]} == {
        classroom.record(NAME, "bo")
    }
    # One process here, two there: every mark, every verdict and every seed is the same.
    for student in students:
        assert rows(classroom)[student] == rows(graded_class)[student]
        here, there = (records.kept(room, NAME, student) for room in (classroom, graded_class))
        assert here.result == there.result
        assert (classroom.feedback / student / NAME / f"{NAME}.html").is_file()


def test_a_lost_gradebook_is_filled_again(classroom):
    before = rows(classroom)
    classroom.gradebook.unlink()
    for student in set(AUTOMATIC) - {"bo"}:
        shutil.rmtree(classroom.submitted / student)
    assert grade(classroom, NAME).marked == ["bo"]
    assert rows(classroom) == {"bo": before["bo"]}


def test_a_submission_that_cannot_be_marked_is_named_and_keeps_its_marks(classroom, monkeypatch):
    before = rows(classroom)["ana"]
    write = Marker.write

    def fail_for_ana(marker, batch):
        if "ana" in (student for student, *_ in batch):
            raise ValueError("Something is strange.")
        write(marker, batch)

    monkeypatch.setattr(Marker, "write", fail_for_ana)
    for student in ("ana", "bo"):
        hand_in(classroom, student, solution(cell_update=""))
    again = grade(classroom, NAME)
    assert again.marked == ["bo"]
    assert again.failures == {"ana": "ValueError: Something is strange."}
    assert rows(classroom)["ana"] == before
    monkeypatch.undo()
    assert grade(classroom, NAME).marked == ["ana"]
    assert rows(classroom)["ana"] != before


def test_a_submission_that_cannot_be_taken_in_is_named_and_stops_nobody(classroom):
    link = classroom.notebook(NAME, "ana").parent / "link"
    link.symlink_to("/etc/hostname")
    (classroom.set_aside / "ana").write_text("in the way")  # so that nothing can be set aside
    hand_in(classroom, "bo", solution(cell_update=""))
    again = grade(classroom, NAME)
    assert again.marked == ["bo"]
    assert set(again.failures) == {"ana"}
    assert not (classroom.autograded / "ana" / NAME / "link").exists()


def test_a_name_that_nbgrader_takes_for_a_pattern_is_refused_in_words(classroom):
    hand_in(classroom, "di [1]", solution())
    again = grade(classroom, NAME)
    assert set(again.failures) == {"di [1]"}
    assert "Rename the folder" in again.failures["di [1]"]


def test_progress_counts_every_step(classroom):
    steps = []
    hand_in(classroom, "ana", solution(cell_update=""))
    grade(classroom, NAME, progress=lambda *step: steps.append(step))
    for name in ("judged", "marked"):
        assert [step for step in steps if step[0] == name] == [
            (name, done, 5) for done in range(1, 6)
        ]
    assert steps[-1] == ("explained", 1, 1)
    assert len(steps) == 11


def test_what_prevents_grading_is_said_before_anything_is_graded(tmp_path):
    classroom = Classroom(tmp_path)
    with pytest.raises(UnknownExercise):
        grade(classroom, "no-such-exercise")
    with pytest.raises(NoSubmissions, match="Nobody has handed in"):
        grade(classroom, NAME)
    hand_in(classroom, "ana", solution())
    classroom.key.write_text("damaged")
    with pytest.raises(KeyDamaged):
        grade(classroom, NAME)
    assert not classroom.records.exists()


def test_marks_of_another_version_of_the_exercise_are_never_mixed(classroom):
    from nbgrader.api import Gradebook

    from grader.nbgrader_settings import database_url

    with Gradebook(database_url(classroom)) as gradebook:
        notebook = gradebook.find_notebook(NAME, NAME)
        gradebook.db.delete(next(c for c in notebook.grade_cells if c.name == "lstm_step-check"))
        gradebook.db.delete(next(c for c in notebook.source_cells if c.name == "lstm_step-check"))
        gradebook.db.commit()
    with pytest.raises(GradebookConflict, match="move the gradebook to another place"):
        grade(classroom, NAME)
