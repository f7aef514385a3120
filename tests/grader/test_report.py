import csv
import io
import re
from dataclasses import replace

import numpy as np
import pytest
from bs4 import BeautifulSoup

from grader import report
from grader.exercise import UnknownExercise
from grader.folders import Classroom
from grader.misconceptions import misconception_of
from grader.report import NothingToReport, as_page, as_question_table, as_table, gather, write
from grader.sandbox.launch import READABLE
from tests.grader.class_of_five import ALL, AUTOMATIC, CY, NAME, POINTS


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
    assert (bo["lstm_step"], bo["lstm_step: outcome"]) == (f"{POINTS['lstm_step']:.1f}", "passed")
    assert bo["possible"] == "100.0"
    assert bo["written-forget-bias"] == "0.0"
    assert bo["to be marked by hand"] == "1"


def test_flags_and_protection_are_in_the_table(table):
    (nemo,) = (row for row in table if row["student"] == "nemo")
    assert "not a Jupyter notebook" in nemo["flags"]
    assert all(row["protection"] in READABLE for row in table)


def test_every_question_counts_its_endings(page):
    rows = page.find("h2", string="How each question went").find_next("table").tbody("tr")
    counts = {
        row.th.get_text(): [cell.get_text(strip=True) for cell in row("td")[4:]] for row in rows
    }
    assert list(counts) == list(POINTS)
    assert counts["cell_update"] == ["2", "·", "1", "1", "1"]
    assert counts["forget_gate"] == ["2", "·", "·", "2", "1"]


def test_misconceptions_come_with_message_lesson_and_names(page):
    (finding,) = page.find("h2", string=re.compile("Misconceptions")).find_next_siblings(
        lambda tag: "finding" in tag.get("class", []) and "of 5" in tag.get_text()
    )
    text = " ".join(finding.get_text().split())
    title = misconception_of("cell_update", "gates-swapped").title
    swapped = f"1 of 5 in cell_update, {title}: The input and forget gates are swapped."
    assert text.startswith(swapped)
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
            student, rows[student].marks, {"forget_gate": other}, (), "bubblewrap", 0.1
        )
    rows["mallory"] = report.StudentRow(
        "mallory", rows["mallory"].marks, {"cell_update": swapped}, (), "bubblewrap", 0.1
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
    assert [link["href"] for link in links] == [
        "../_build/html/book/misconceptions/place-of-a-gate.html",
        "../_build/html/book/lstm/gate-by-gate.html#lstm-cell-update",
    ]


def test_the_page_escapes_names_and_loads_nothing(page):
    names = [cell.get_text() for cell in page.find_all("th", scope="row")]
    assert CY in names
    assert page.find("b") is None
    assert not page(["script", "link", "img", "iframe"])
    policy = page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policy["content"].startswith("default-src 'none'; style-src 'unsafe-inline';")
    for style in page("style"):
        assert "url(" not in style.string
        assert "@import" not in style.string
    for address in (tag.get("href") or tag.get("xlink:href") for tag in page.find_all()):
        assert not address or address.startswith("#")


def test_every_question_has_its_pass_rate_and_discrimination(gathered, page):
    (row,) = (row for row in gathered.questions if row.question.name == "cell_update")
    assert row.pass_rate == 2 / 5
    # All but mallory and nemo have the other questions right, but for one of cy's.
    others = ALL - POINTS["cell_update"]
    rest = [others - POINTS["forget_gate"], others, others, 0, 0]
    assert row.discrimination == pytest.approx(np.corrcoef([1, 1, 0, 0, 0], rest)[0, 1])
    rows = page.find("h2", string="How each question went").find_next("table").tbody("tr")
    cells = {row.th.get_text(): [cell.get_text() for cell in row("td")] for row in rows}
    assert cells["cell_update"][1:3] == ["40 %", f"{row.discrimination:.2f}"]
    assert [misconception.name for misconception in row.misconceptions] == ["gates-swapped"]


def test_where_all_do_the_same_the_discrimination_is_undefined(gathered, graded_class):
    alike = replace(gathered.questions[0], discrimination=None)
    changed = replace(gathered, questions=[alike, *gathered.questions[1:]])
    assert "undefined" in as_page(changed, graded_class.reports)
    (first, *_) = csv.DictReader(io.StringIO(as_question_table(changed)))
    assert first["discrimination"] == ""


def test_the_table_of_questions_holds_what_the_page_shows(gathered):
    rows = {
        row["question"]: row for row in csv.DictReader(io.StringIO(as_question_table(gathered)))
    }
    row = rows["cell_update"]
    assert (row["pass rate"], row["right"], row["wrong"], row["stopped"]) == ("0.4", "2", "1", "1")
    assert (row["most common misconception"], row["made by"]) == ("gates-swapped", "1")
    assert rows["lstm_step"]["most common misconception"] == ""


def test_a_mark_that_is_still_missing_has_no_part_in_the_discrimination(gathered):
    rows = gathered.students
    written = {**rows[1].marks.marks["written-forget-bias"].__dict__, "score": 10.0}
    marks = {**rows[1].marks.marks, "written-forget-bias": report.Mark(**written)}
    changed = replace(rows[1], marks=replace(rows[1].marks, marks=marks))
    question = gathered.exercise.questions[0]
    others = [row for row in rows if row is not rows[1]]
    before = report._rest_of_the_marks(question, [rows[1], *others])
    assert report._rest_of_the_marks(question, [changed, *others]) == before


def test_figures_and_tables_can_be_read_without_seeing_them(page):
    figures = page("svg", class_="figure")
    assert len(figures) == 2
    assert figures[0]["aria-label"].startswith("How many submissions have how many points: 2 from")
    assert "cell_update: 40%" in figures[1]["aria-label"]
    for table in page("table"):
        assert all(cell.get("scope") == "col" for cell in table.thead("th"))
        assert all(row.th["scope"] == "row" for row in table.tbody("tr"))
        assert all(cell.get_text(strip=True) for cell in table.thead("th"))
    assert all(bar["aria-label"] for bar in page("div", class_="bar"))
    assert page.html["lang"] == "en"


def test_time_and_protection_are_told(gathered, page, graded_class):
    assert all(row.seconds > 0 for row in gathered.students)
    assert "Every answer was run in the sandbox" in page.get_text()
    unsafe = replace(gathered.students[0], protection="limits only")
    changed = replace(gathered, students=[unsafe, *gathered.students[1:]])
    text = " ".join(
        BeautifulSoup(as_page(changed, graded_class.reports), "html.parser").get_text().split()
    )
    assert "1 of 5 judged without the sandbox (limits only)" in text
    assert f"an answer could read {READABLE['limits only']}" in text
    assert "Every answer was run in the sandbox" not in text


def test_flags_are_listed_by_student(page):
    text = page.find("h2", string="What is unusual").find_next("div").parent.get_text()
    assert "unreadable: The file is not a Jupyter notebook." in text
    assert "file set aside" in text


def test_written_files_are_what_was_gathered(graded_class, gathered):
    html, table = write(graded_class, NAME)
    assert html.read_text(encoding="utf-8") == as_page(gathered, graded_class.reports)
    assert table.read_text(encoding="utf-8-sig") == as_table(gathered)
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    questions = table.with_name(f"{NAME}-questions.csv")
    assert questions.read_text(encoding="utf-8-sig") == as_question_table(gathered)


def test_without_marks_there_is_nothing_to_report(tmp_path):
    with pytest.raises(NothingToReport, match="python -m grader grade lstm-gates"):
        write(Classroom(tmp_path), NAME)
    with pytest.raises(UnknownExercise):
        write(Classroom(tmp_path), "no-such-exercise")
