import csv
import io
import re

import pytest
from bs4 import BeautifulSoup

from grader import report
from grader.exercise import UnknownExercise
from grader.folders import Classroom
from grader.report import NothingToReport, as_page, as_table, gather, write
from grader.sandbox.launch import READABLE
from tests.grader.class_of_five import AUTOMATIC, CY, NAME


@pytest.fixture(scope="module")
def gathered(graded_class):
    return gather(graded_class, NAME)


@pytest.fixture(scope="module")
def page(gathered, graded_class):
    return BeautifulSoup(as_page(gathered, graded_class.reports), "html.parser")


@pytest.fixture(scope="module")
def table(gathered):
    return list(csv.DictReader(io.StringIO(as_table(gathered))))


def test_the_table_holds_every_mark(table):
    assert [row["student"] for row in table] == [f"'{CY}", "ana", "bo", "mallory", "nemo"]
    assert {row["student"].lstrip("'"): float(row["score"]) for row in table} == AUTOMATIC
    (bo,) = (row for row in table if row["student"] == "bo")
    assert (bo["cell_update"], bo["cell_update: outcome"]) == ("0.0", "wrong")
    assert (bo["lstm_step"], bo["lstm_step: outcome"]) == ("15.0", "passed")
    assert bo["possible"] == "100.0"
    assert bo["written-forget-bias"] == "0.0"
    assert bo["to be marked by hand"] == "1"


def test_flags_and_protection_are_in_the_table(table):
    (nemo,) = (row for row in table if row["student"] == "nemo")
    assert "not a Jupyter notebook" in nemo["flags"]
    assert all(row["protection"] in READABLE for row in table)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_table_starts_a_formula(start):
    assert report._plain(f"{start}1") == f"'{start}1"
    assert report._plain(f"a{start}1") == f"a{start}1"


def test_every_question_counts_its_endings(page):
    rows = page.find("h2", string="How each question went").find_next("table").tbody("tr")
    counts = {
        row.th.get_text(): [cell.get_text(strip=True) for cell in row("td")[2:]] for row in rows
    }
    assert len(counts) == 8
    assert counts["cell_update"] == ["2", "·", "1", "1", "1"]
    assert counts["forget_gate"] == ["2", "·", "·", "2", "1"]


def test_misconceptions_come_with_message_lesson_and_names(page):
    (finding,) = page.find("h2", string=re.compile("Misconceptions")).find_next_siblings(
        lambda tag: "finding" in tag.get("class", []) and "of 5" in tag.get_text()
    )
    text = " ".join(finding.get_text().split())
    assert text.startswith("1 of 5 in cell_update: The input and forget gates are swapped.")
    assert "Lesson: The LSTM, gate by gate: The cell update" in text
    assert text.endswith("bo")


def test_the_most_common_misconception_comes_first(gathered):
    verdict = gathered.students[2].answers["cell_update"].verdict
    rows = {row.student: row for row in gathered.students}
    swapped = rows["bo"].answers["cell_update"]
    assert swapped.verdict == verdict
    other = report.Answer(
        type(verdict).from_dict(
            {**verdict.to_dict(), "question": "forget_gate", "misconception": "tanh-on-gate"}
        ),
        swapped.mark,
    )
    for student in ("ana", "bo"):
        rows[student] = report.StudentRow(
            student, rows[student].marks, {"forget_gate": other}, (), "bubblewrap"
        )
    rows["mallory"] = report.StudentRow(
        "mallory", rows["mallory"].marks, {"cell_update": swapped}, (), "bubblewrap"
    )
    found = report._misconceptions(gathered.exercise, list(rows.values()))
    assert [(row.question, row.students) for row in found] == [
        ("forget_gate", ["ana", "bo"]),
        ("cell_update", ["mallory"]),
    ]


def test_lessons_are_linked_where_the_book_is_built(gathered, tmp_path):
    (tmp_path / "_build" / "html").mkdir(parents=True)
    (tmp_path / "_build" / "html" / "index.html").touch()
    links = BeautifulSoup(as_page(gathered, tmp_path / "report"), "html.parser")("a")
    expected = "../_build/html/book/lstm/gate-by-gate.html#lstm-cell-update"
    assert [link["href"] for link in links] == [expected]


def test_the_page_escapes_names_and_loads_nothing(page):
    names = [cell.get_text() for cell in page.find_all("th", scope="row")]
    assert CY in names
    assert page.find("b") is None
    assert not page(["script", "link", "img", "iframe"])
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert "url(" not in page.style.string
    assert "@import" not in page.style.string


def test_flags_are_listed_by_student(page):
    text = page.find("h2", string="What is unusual").find_next("div").parent.get_text()
    assert "unreadable: The file is not a Jupyter notebook." in text
    assert "file set aside" in text


def test_written_files_are_what_was_gathered(graded_class, gathered):
    html, table = write(graded_class, NAME)
    assert html.read_text(encoding="utf-8") == as_page(gathered, graded_class.reports)
    assert table.read_text(encoding="utf-8-sig") == as_table(gathered)
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")


def test_without_marks_there_is_nothing_to_report(tmp_path):
    with pytest.raises(NothingToReport, match="python -m grader grade lstm-gates"):
        write(Classroom(tmp_path), NAME)
    with pytest.raises(UnknownExercise):
        write(Classroom(tmp_path), "no-such-exercise")
