import json
import re
import shutil
from dataclasses import asdict, replace

import nbformat
import numpy as np
import pytest
from bs4 import BeautifulSoup

from grader import feedback, records
from grader.autograded import graded_notebook
from grader.exercise import Output
from grader.folders import Classroom
from grader.misconceptions import misconception_of
from grader.nbgrader_run import run
from grader.nbgrader_settings import database_url, settings
from grader.pages import MOST_PROSE, MOST_SHOWN, prose, shown
from grader.pattern import pattern_of
from grader.records import NotJudged
from tests.grader.class_of_five import AUTOMATIC, CY, NAME, POINTS, SCRIPT, solution

WRITTEN = "written-forget-bias"


@pytest.fixture
def classroom(graded_class, tmp_path):
    shutil.copytree(graded_class.folder, tmp_path / "class", symlinks=True)
    return Classroom(tmp_path / "class")


def file(classroom, student):
    return classroom.feedback / student / NAME / f"{NAME}.html"


def page(classroom, student):
    return BeautifulSoup(file(classroom, student).read_text(encoding="utf-8"), "html.parser")


def card(classroom, student, question):
    return page(classroom, student).find("section", id=question)


def words(tag):
    return " ".join(tag.get_text().split())


def test_a_wrong_answer_is_explained(graded_class):
    told, most = words(card(graded_class, "bo", "cell_update")), POINTS["cell_update"]
    # By chance a drawn gate can be as the one beside it, and its entry right.
    wrong = r"(Every entry of c_t is|\d of the 8 entries of c_t are) wrong\."
    assert re.match(rf"3\. The cell update 0 of {most} points ✗ {wrong}", told)
    title = misconception_of("cell_update", "gates-swapped").title
    assert f"Misconception: {title}. The input and forget gates are swapped." in told
    assert "Read: The LSTM, gate by gate: The cell update" in told


def test_what_was_expected_and_returned_is_shown_on_a_public_case(graded_class):
    found = card(graded_class, "bo", "cell_update")
    labels = [words(label) for label in found("p", class_="label")]
    assert labels[:2] == [
        "Expected: c_t, float64, shape (2, 4)",
        "Returned: c_t, float64, shape (2, 4)",
    ]
    (sentence,) = (tag for tag in found("p") if "first difference" in tag.get_text())
    where, expected, returned = (code.get_text() for code in sentence("code"))
    assert where == "c_t[0, 0] (sample 0, unit 0)"
    arrays = [array.get_text() for array in found("pre")]
    first = [float(re.search(r"-?[\d.]+", text)[0]) for text in arrays[:6]]
    assert first[0] == pytest.approx(float(expected), abs=1e-4)
    assert first[1] == pytest.approx(float(returned), abs=1e-4)
    f_t, c_prev, i_t, c_tilde = first[2:6]
    assert f_t * c_prev + i_t * c_tilde == pytest.approx(first[0], abs=1e-4)
    assert i_t * c_prev + f_t * c_tilde == pytest.approx(first[1], abs=1e-4)


def test_nothing_of_the_secret_cases_is_on_the_page(graded_class):
    verdict = records.kept(graded_class, NAME, "bo").result.verdict("cell_update")
    text = page(graded_class, "bo").get_text()
    assert verdict.difference.expected not in text
    assert verdict.difference.got not in text


def test_right_answers_and_all_points_are_listed(graded_class):
    rows = page(graded_class, "bo").table.tbody("tr")
    most = POINTS["forget_gate"]
    assert words(rows[0]) == f"1. The forget gate ✓ right {most} of {most}"
    assert words(rows[2]) == f"3. The cell update ✗ wrong 0 of {POINTS['cell_update']}"
    written = f"{len(POINTS) + 1}. The forget bias, in words not marked yet – of 10"
    assert words(rows[-1]) == written
    marked = f"{AUTOMATIC['bo']} of 100 points. A person still has to mark a part."
    assert marked in page(graded_class, "bo").text


@pytest.mark.parametrize("student", AUTOMATIC)
def test_the_points_are_those_of_the_gradebook(graded_class, student):
    assert f"{AUTOMATIC[student]} of 100 points" in page(graded_class, student).header.get_text()


def test_what_a_cell_printed_and_how_it_stopped_is_told(graded_class):
    folded = {
        words(each.summary): each.pre.get_text()
        for each in card(graded_class, CY, "forget_gate")("details")
    }
    assert folded["What your cell printed"] == f"{SCRIPT}\n"
    assert folded["How your cell stopped"].startswith(f"OSError: {SCRIPT}")
    assert SCRIPT in folded["Your code"]


def test_what_is_unusual_about_the_file_is_told(graded_class):
    assert "not a Jupyter notebook" in page(graded_class, "nemo").get_text()
    assert "About the file" not in page(graded_class, "ana").get_text()


def test_a_lesson_is_linked_where_the_book_is_published(classroom, monkeypatch):
    assert not card(classroom, "bo", "cell_update")("a")
    monkeypatch.setenv("UNROLLED_BOOK", "https://example.org/book")
    notebook = nbformat.read(graded_notebook(classroom, NAME, "bo"), as_version=4)
    html = BeautifulSoup(feedback.page(classroom, NAME, "bo", notebook), "html.parser")
    assert [link["href"] for link in html.find("section", id="cell_update")("a")] == [
        "https://example.org/book/book/misconceptions/place-of-a-gate.html",
        "https://example.org/book/book/lstm/gate-by-gate.html#lstm-cell-update",
    ]


def test_where_the_public_example_differs_is_told_and_drawn(classroom):
    differs = np.zeros((2, 4), bool)
    differs[1] = True
    path = classroom.record(NAME, "bo")
    record = json.loads(path.read_text())
    for verdict in record["result"]["verdicts"]:
        if verdict["question"] == "cell_update":
            found = pattern_of(Output("c_t", ("batch", "units")), differs)
            verdict["example"]["pattern"] = asdict(found)
            # What is known of the secret cases is not on the page.
            verdict["pattern"] = asdict(replace(found, words="In c_t, a secret is wrong."))
    path.write_text(json.dumps(record))
    notebook = nbformat.read(graded_notebook(classroom, NAME, "bo"), as_version=4)
    html = feedback.page(classroom, NAME, "bo", notebook)
    told = BeautifulSoup(html, "html.parser").find("section", id="cell_update")
    assert "In c_t, sample 1 is wrong in every unit." in words(told)
    (picture,) = told("div", role="img")
    assert picture["aria-label"] == "In c_t, sample 1 is wrong in every unit."
    assert picture("svg")
    assert "secret is wrong" not in html


def test_marks_and_comments_of_people_are_on_the_page(classroom):
    from nbgrader.api import Gradebook

    with Gradebook(database_url(classroom)) as gradebook:
        grade = gradebook.find_grade(WRITTEN, NAME, NAME, "ana")
        grade.manual_score, grade.needs_manual_grade = 7.5, False
        comment = gradebook.find_comment(WRITTEN, NAME, NAME, "ana")
        comment.manual_comment = f"*Well* said. {SCRIPT}"
        gradebook.db.commit()
    config = settings(classroom)
    config.GenerateFeedback.force = True
    run("GenerateFeedback", config, NAME, "ana")
    told = card(classroom, "ana", WRITTEN)
    assert "7.5 of 10 points" in words(told)
    assert told.find("em", string="Well")
    assert not told("script")
    assert f"{AUTOMATIC['ana'] + 7.5} of 100 points" in page(classroom, "ana").get_text()


def test_a_page_is_not_made_of_marks_and_verdicts_that_do_not_belong_together(classroom):
    notebook = nbformat.read(graded_notebook(classroom, NAME, "bo"), as_version=4)
    notebook.metadata.unrolled.digest = "another"
    with pytest.raises(NotJudged, match="python -m grader grade lstm-gates"):
        feedback.page(classroom, NAME, "bo", notebook)
    classroom.record(NAME, "bo").unlink()
    with pytest.raises(NotJudged):
        feedback.page(classroom, NAME, "bo", notebook)


def test_cells_of_ones_own_are_shown_as_text(graded_class):
    html = page(graded_class, "mallory")
    (added,) = (each for each in html("section") if each.h2.text == "Cells that you added")
    assert "pathlib" in added.pre.get_text()


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>x()</script>",
        "<img src=x onerror=x()>",
        "<svg/onload=x()>",
        "[y](javascript:x())",
        "![y](https://a.b/c.png)",
        "<a href='javascript:x()' onclick='x()'>y</a>",
        "<style>body { display: none }</style>",
        "<p style='position: fixed' class='card right'>y</p>",
        "<meta http-equiv=refresh content='0; url=//a.b'>",
        "<base href='//a.b'><form action='//a.b'><input></form>",
        "<link rel=stylesheet href='//a.b'><iframe src='//a.b'></iframe>",
        "<math><mtext><table><mglyph><style><img src=x onerror=x()>",
        "</div></section><section class='card right' id='x'>100 of 100",
    ],
)
def test_prose_can_neither_run_nor_load_nor_pretend(hostile):
    for tag in BeautifulSoup(prose(hostile), "html.parser").find_all():
        assert tag.name in {"p", "a", "table", "tbody", "pre", "code", "em"}
        assert set(tag.attrs) <= {"href", "title"}
        assert tag.get("href", "#").startswith("#")


def test_prose_and_formulas_are_shown():
    html = str(prose("Since $0<f<1$, it *keeps*:\n\n| a |\n|---|\n| 1 |"))
    text = BeautifulSoup(html, "html.parser").get_text()
    assert "$0<f<1$" in text
    assert "<em>keeps</em>" in html
    assert "<td>" in html


@pytest.mark.parametrize("long", ["*" * 100_000, "[" * 100_000, "a\n\n" * 9000, "<b>" * 6000])
def test_a_text_of_any_size_is_shown_quickly_and_in_part(long):
    html = str(prose(long))
    assert len(html) < 5 * MOST_PROSE
    assert "<b>" not in html


def test_texts_are_cut_and_control_characters_replaced():
    assert shown("a\x00\x1b[2Jb\tc\nd") == "a��[2Jb\tc\nd"
    assert shown("x" * (MOST_SHOWN + 5)).endswith("\n... 5 more characters")


def test_parts_without_a_verdict_for_them_are_left_out(classroom):
    notebook = solution()
    record = records.kept(classroom, NAME, "ana")
    marks, comments = feedback.marks_and_comments(classroom, NAME, "ana")
    found = feedback.parts(notebook, record.result, marks.marks, comments)
    assert [part.name for part in found][:2] == ["forget_gate", "input_gate_and_candidate"]
    fewer = replace(marks, marks={WRITTEN: marks.marks[WRITTEN]})
    assert len(feedback.parts(notebook, record.result, fewer.marks, comments)) == 1
