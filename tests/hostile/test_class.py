"""A class with hostile members, graded as every class is: nobody else notices."""

import csv
import io
import os
import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

from grader.classroom import grade
from grader.folders import ROOT, Classroom
from grader.gradebook import all_marks
from grader.nbgrader_settings import database_url
from grader.report import write
from tests.hostile.judging import hand_in
from tests.hostile.submissions import NAME, Desk, submissions
from tests.long import long

MEMBERS = (
    *("script_in_every_text", "prose_that_is_slow_to_read", "forged_results", "checks_hidden"),
    *("deeper_than_any_stack", "magics_that_are_slow_to_read", "steers_the_terminal"),
    *(
        "looks_for_other_submissions",
        "leaves_with_a_good_word",
        "files_that_python_runs_at_its_start",
    ),
)
# Names that are formulas, tags, or neither.
NAMES = ("=cmd|' &C calc'!A0", "+1", "-2+3", "@x", "<script>alert(1)</script>", "a\tb", "'; --")


@pytest.fixture(scope="module")
def desk():
    return Desk()


@pytest.fixture(scope="module")
def members():
    return {each.name: each for each in submissions() if each.name in MEMBERS}


@pytest.fixture(scope="module")
def classroom(request, tmp_path_factory, desk, members):
    """The class, graded: hostile members, strange names, strange folders, and honest Zoe."""
    classroom = Classroom(tmp_path_factory.mktemp("hostile-class") / "class")
    request.addfinalizer(lambda: remove(classroom))
    for member in members.values():
        hand_in(classroom, member.name, member.build(desk))
    right = members["prose_that_is_slow_to_read"].build(desk)
    for name in NAMES:
        hand_in(classroom, name.replace("/", "&"), b"")
    hand_in(classroom, "zoe", right)
    deep_folder(classroom, "digger", right)
    linked(classroom, "linker", right)
    graded = grade(classroom, NAME, jobs=2)
    assert graded.failures == {}
    write(classroom, NAME)
    return classroom


def remove(classroom):
    """Remove folders that are too deep for Python, and so for pytest."""
    subprocess.run(["rm", "-rf", classroom.folder], check=True)


def deep_folder(classroom, student, notebook):
    hand_in(classroom, student, notebook)
    here = os.open(classroom.notebook(NAME, student).parent, os.O_RDONLY)
    for _ in range(1500):  # deeper than Python's stack, longer than any path
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)


def linked(classroom, student, notebook):
    hand_in(classroom, student, notebook)
    folder = classroom.notebook(NAME, student).parent
    (folder / "marks.db").symlink_to(classroom.gradebook)
    (folder / "others").symlink_to(classroom.submitted)
    (folder / f"{NAME}.ipynb").unlink()
    (folder / f"{NAME}.ipynb").symlink_to(classroom.notebook(NAME, "zoe"))


def automatic(classroom):
    return {
        row.student: sum(mark.automatic or 0 for mark in row.marks.values())
        for row in all_marks(classroom, NAME)
    }


def test_everybody_gets_what_is_deserved(classroom, members, desk):
    marks = automatic(classroom)
    for name, member in members.items():
        assert marks[name] == member.honest_mark(desk.points), name
    assert marks["zoe"] == marks["digger"] == sum(desk.points.values())
    assert marks["linker"] == 0
    assert all(marks[name.replace("/", "&")] == 0 for name in NAMES)


def test_no_page_runs_anything(classroom):
    pages = [*classroom.feedback.rglob("*.html"), *classroom.reports.glob("*.html")]
    assert len(pages) == len(MEMBERS) + len(NAMES) + 3 + 1
    for page in pages:
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        assert not [tag for tag in soup("script") if "alert" in tag.get_text()], page
        for tag in soup.find_all():
            assert not [name for name in tag.attrs if name.startswith("on")], (page, tag)
            assert not str(tag.get("href", "")).lower().startswith("javascript"), (page, tag)


def test_no_name_is_a_formula_in_a_table(classroom):
    tables = [
        list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        for path in classroom.reports.glob("*.csv")
    ]
    assert 1 + len(MEMBERS) + len(NAMES) + 3 in [len(rows) for rows in tables]
    for row in (row for rows in tables for row in rows):
        for cell in row:
            number = cell.removeprefix("-").replace(".", "", 1).isdecimal()
            assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r")), row


@long
def test_plain_nbgrader_grades_such_a_class_too(request, tmp_path, desk, members):
    classroom = Classroom(tmp_path / "class")
    request.addfinalizer(lambda: remove(classroom))
    right = members["prose_that_is_slow_to_read"].build(desk)
    deep_folder(classroom, "digger", right)
    hand_in(classroom, "leaver", members["leaves_with_a_good_word"].build(desk))
    hand_in(classroom, "zoe", right)
    options = {
        "CourseDirectory.submitted_directory": os.path.relpath(classroom.submitted, ROOT),
        "CourseDirectory.autograded_directory": os.path.relpath(classroom.autograded, ROOT),
        "CourseDirectory.db_url": database_url(classroom),
        "TransplantExporter.classroom": str(classroom.folder),
        "WriteVerdicts.classroom": str(classroom.folder),
    }
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", NAME]
        + [f"--{name}={value}" for name, value in options.items()],
        cwd=ROOT / "grader",
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    honest = members["leaves_with_a_good_word"].honest_mark(desk.points)
    most = sum(desk.points.values())
    assert automatic(classroom) == {"digger": most, "leaver": honest, "zoe": most}
