"""From submission to gradebook and feedback, through nbgrader's own converters."""

import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output

from grader.folders import ROOT, Classroom, release_notebook
from grader.gradebook import all_marks
from grader.graded_notebook import verdict_outputs
from grader.nbgrader_plugin import clean_html, clean_markdown
from grader.nbgrader_run import NbgraderFailed
from grader.nbgrader_settings import database_url, settings
from grader.verdict import Outcome, Verdict
from tests.grader.class_of_five import (
    AUTOMATIC,
    CY,
    NAME,
    POINTS,
    SCRIPT,
    hand_in,
    hostile,
    make,
    solution,
)

WRITTEN = "written-forget-bias"


def marks(classroom):
    return {row.student: row for row in all_marks(classroom, NAME)}


def automatic(row):
    return sum(mark.automatic for name, mark in row.marks.items() if name != WRITTEN)


def page(classroom, student):
    path = classroom.feedback / student / NAME / f"{NAME}.html"
    return path.read_text(encoding="utf-8")


def autograded(classroom, student):
    path = classroom.autograded / student / NAME / f"{NAME}.ipynb"
    return {cell.id: cell for cell in nbformat.read(path, as_version=4).cells}


def test_every_mark_is_in_the_gradebook(graded_class):
    rows = marks(graded_class)
    assert {student: automatic(row) for student, row in rows.items()} == AUTOMATIC
    assert all(row.possible == 100 for row in rows.values())
    assert rows["bo"].marks["cell_update-check"].automatic == 0


def test_a_written_answer_waits_for_a_person_and_an_empty_one_does_not(graded_class):
    rows = marks(graded_class)
    assert rows["ana"].marks[WRITTEN].automatic is None
    assert rows["ana"].marks[WRITTEN].needs_manual
    assert rows["nemo"].marks[WRITTEN].automatic == 0
    assert not rows["nemo"].marks[WRITTEN].needs_manual


def test_nothing_of_a_submission_was_run_outside_the_sandbox(graded_class):
    assert not (graded_class.folder / "executed").exists()


def test_no_file_outside_of_a_submission_is_copied(graded_class):
    for folder in (graded_class.autograded, graded_class.feedback):
        names = {path.name for path in folder.rglob("*") if path.is_file()}
        assert names <= {f"{NAME}.ipynb", f"{NAME}.html"}


def test_check_cells_show_the_verdict_and_the_points(graded_class):
    cells = autograded(graded_class, "bo")
    verdict, points = cells["cell_update-check"].outputs
    assert "The input and forget gates are swapped." in verdict.data["text/html"]
    assert "The input and forget gates are swapped." in verdict.data["text/plain"]
    assert points.data == {"text/html": f"0 of {POINTS['cell_update']} points", "text/plain": "0.0"}
    assert cells["lstm_step-check"].outputs[1].data["text/plain"] == f"{POINTS['lstm_step']:.1f}"


def test_answer_cells_show_what_they_printed_and_how_they_stopped(graded_class):
    printed, error = autograded(graded_class, CY)["forget_gate"].outputs
    assert printed.text == f"{SCRIPT}\n"
    assert (error.ename, error.evalue) == ("OSError", SCRIPT)


def test_flags_are_told_on_top_of_the_notebook(graded_class):
    first = next(iter(autograded(graded_class, "nemo").values()))
    assert first.id == "about-this-submission"
    assert "not a Jupyter notebook" in first.source.replace("\\", "")
    assert "about-this-submission" not in autograded(graded_class, "ana")


@pytest.mark.parametrize("student", AUTOMATIC)
def test_no_script_of_a_student_is_in_the_feedback(graded_class, student):
    soup = BeautifulSoup(page(graded_class, student), "html.parser")
    for tag in soup.find_all():
        assert not [name for name in tag.attrs if name.startswith("on")], tag
        assert not str(tag.get("href", "")).lower().startswith("javascript"), tag
        assert "position" not in str(tag.get("style", ""))
        assert tag.name not in {"script", "iframe", "object", "embed", "form", "svg", "img"}
        assert not {"src", "srcset", "poster", "background"} & set(tag.attrs), tag


def test_hostile_text_is_shown_as_text(graded_class):
    assert SCRIPT in BeautifulSoup(page(graded_class, CY), "html.parser").get_text()
    assert "onerror" in BeautifulSoup(page(graded_class, "mallory"), "html.parser").get_text()


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>x()</script>",
        "<SCRIPT SRC=//a.b/c></SCRIPT>",
        "<img src=x onerror=x()>",
        "<a href='#' onclick='x()'>y</a>",
        "<svg/onload=x()>",
        "<a href='javascript:x()'>y</a>",
        "[y](javascript:x())",
        "<iframe src='//a.b'></iframe>",
        "<style>body { display: none }</style>",
        "<div style='background: url(//a.b)'>y</div>",
        "<math><mtext><table><mglyph><style><img src=x onerror=x()>",
        "```mermaid\n<script>x()</script>\n```",
        "$<script>x()</script>$",
    ],
)
@pytest.mark.parametrize("clean", [clean_html, clean_markdown])
def test_nothing_that_can_run_or_fetch_gets_through(clean, hostile):
    soup = BeautifulSoup(clean(hostile), "html.parser")
    for tag in soup.find_all():
        assert tag.name in {"p", "a", "div", "pre", "code", "span", "table", "tbody"}
        assert set(tag.attrs) <= {"class", "style", "href", "title"}
        assert not tag.get("style")
        assert tag.get("href", "#").startswith("#")


@pytest.mark.parametrize("text", ["> " * 50_000, "<div>" * 15_000, "![x](attachment:x.png)"])
def test_what_is_slow_or_impossible_to_read_is_shown_as_it_was_typed(text):
    html = clean_markdown(text)
    assert html.startswith("<pre>")
    assert BeautifulSoup(html, "html.parser").get_text() == text


def test_a_failure_comes_back_from_another_process_as_it_was():
    failed = pickle.loads(pickle.dumps(NbgraderFailed("It is so.", "The log.")))
    assert (str(failed), failed.log) == ("It is so.", "The log.")


def test_pages_made_with_the_courses_settings_run_nothing_of_an_output():
    cell = new_code_cell(outputs=[new_output("display_data", {"text/html": f"{SCRIPT}<b>x</b>"})])
    html, _ = HTMLExporter(config=settings()).from_notebook_node(new_notebook(cells=[cell]))
    soup = BeautifulSoup(html, "html.parser")
    assert not [tag for tag in soup("script") if "alert(1)" in str(tag)]
    assert soup.find("b", string="x")


def test_text_and_formulas_get_through():
    html = clean_markdown("Since $0<f<1$, it *keeps* `c < 1`.\n\n| a |\n|---|\n| 1 |\n\n- x")
    text = BeautifulSoup(html, "html.parser").get_text()
    assert "$0<f<1$" in text
    assert "c < 1" in text
    assert {tag.name for tag in BeautifulSoup(html, "html.parser").find_all()} >= {
        *("p", "em", "code", "table", "td", "ul", "li")
    }


@pytest.mark.parametrize("share", [float("nan"), -0.1, 1.1])
def test_a_share_that_nbgrader_would_take_for_full_points_is_refused(share):
    with pytest.raises(ValueError, match="not from 0 to 1"):
        verdict_outputs(Verdict("q", Outcome.WRONG, share, "Wrong."), 10.0)


@pytest.mark.parametrize(
    ("share", "points", "text"),
    [(0, 10, "0.0"), (1, 15, "15.0"), (5 / 6, 15, "12.5"), (1 / 3, 10, "3.33"), (1, 1 / 3, "0.33")],
)
def test_points_are_the_share_of_the_cells_points(share, points, text):
    verdict = Verdict("q", Outcome.WRONG, share, "Wrong.", lesson="")
    earned = verdict_outputs(verdict, float(points))[1].data["text/plain"]
    assert earned == text
    assert 0 <= float(earned) <= points


def nbgrader(classroom, *words):
    """Run nbgrader as an instructor does, for another class than the course's own."""
    step = os.path.relpath
    options = {
        "CourseDirectory.release_directory": step(classroom.folder / "release", ROOT),
        "CourseDirectory.submitted_directory": step(classroom.submitted, ROOT),
        "CourseDirectory.autograded_directory": step(classroom.autograded, ROOT),
        "CourseDirectory.feedback_directory": step(classroom.feedback, ROOT),
        "CourseDirectory.db_url": database_url(classroom),
        "TransplantExporter.classroom": str(classroom.folder),
        "WriteVerdicts.classroom": str(classroom.folder),
        "FeedbackExporter.classroom": str(classroom.folder),
    }
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *words]
        + [f"--{name}={value}" for name, value in options.items()],
        cwd=ROOT / "grader",
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_plain_nbgrader_gives_the_same_marks_and_runs_nothing(tmp_path):
    classroom = Classroom(tmp_path / "class")
    make(classroom)
    for student in ("bo", CY):
        shutil.rmtree(classroom.submitted / student)
    done = nbgrader(classroom, "autograde", NAME)
    assert done.returncode == 0, done.stderr
    found = {student: automatic(row) for student, row in marks(classroom).items()}
    assert found == {student: AUTOMATIC[student] for student in ("ana", "mallory", "nemo")}
    assert not (classroom.folder / "executed").exists()
    assert not (classroom.autograded / "mallory" / NAME / "gradebook.csv").exists()

    # A resubmission replaces the marks, even by worse ones.
    hand_in(classroom, "ana", hostile(classroom.folder / "executed"))
    done = nbgrader(classroom, "autograde", NAME, "--force", "--student=ana")
    assert done.returncode == 0, done.stderr
    assert automatic(marks(classroom)["ana"]) == 0

    done = nbgrader(classroom, "generate_feedback", NAME)
    assert done.returncode == 0, done.stderr
    assert SCRIPT not in page(classroom, "mallory")


def test_plain_nbgrader_releases_the_same_notebook(tmp_path):
    classroom = Classroom(tmp_path)
    done = nbgrader(classroom, "generate_assignment", NAME)
    assert done.returncode == 0, done.stderr
    (made,) = (path for path in (tmp_path / "release").rglob("*") if path.is_file())
    assert made.name == f"{NAME}.ipynb"
    assert made.read_bytes() == release_notebook(NAME).read_bytes()


def test_a_submission_that_cannot_be_prepared_stops_nbgrader_before_it_copies(tmp_path):
    classroom = Classroom(tmp_path / "class")
    hand_in(classroom, "ana", solution())
    link = classroom.notebook(NAME, "ana").parent / "secret"
    link.symlink_to("/etc/hostname")
    classroom.set_aside.write_text("in the way")  # so that nothing can be set aside
    done = nbgrader(classroom, "autograde", NAME)
    assert done.returncode != 0
    assert "Grading stops at" in done.stderr
    assert not (classroom.autograded / "ana").exists()
