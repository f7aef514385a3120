"""Exercises lead to their lessons, question by question, and every lesson leads to its exercise."""

import re

import pytest

from grader.exercises import NAMES, load_exercise
from grader.lessons import SECTIONS
from tests.book.conftest import ROOT
from tests.exercises.every import cells

PARTS = {"limits": "rnn-limits", "lstm": "lstm-gates", "gru": "gru", "keras": "keras-shapes"}
LESSONS = {
    part: sorted(path.stem for path in (ROOT / "book" / part).glob("*.md")) for part in PARTS
}
QUESTIONS = [(name, question) for name in NAMES for question in load_exercise(name).questions]


@pytest.mark.parametrize("part", PARTS)
def test_the_exercise_of_a_part_names_and_links_all_its_lessons(part):
    text = "\n".join(cell.source for cell in cells(PARTS[part]).values())
    for lesson in LESSONS[part]:
        title = re.search(r"^# (.+)$", _lesson(part, lesson), re.MULTILINE)[1]
        link = rf"\[{re.escape(title)}\]\(../../{part}/{lesson}\.md\)"
        assert re.search(link.replace(r"\ ", r"\s+"), text), lesson


@pytest.mark.parametrize(
    ("name", "question"), QUESTIONS, ids=[question.name for _, question in QUESTIONS]
)
def test_a_question_names_and_links_the_section_that_teaches_it(name, question):
    about = cells(name)[f"about-{question.name}"].source
    section = SECTIONS[question.lesson]
    linked = {
        target: " ".join(title.split())
        for title, target in re.findall(r"\[([^]]+)\]\(([^)]+)\)", about)
    }
    assert linked.get(f"#{question.lesson}") == section.title
    page = f"../../{section.page.removeprefix('book/')}.md"
    assert section.title == section.page_title or linked.get(page) == section.page_title


@pytest.mark.parametrize("part", PARTS)
def test_every_lesson_ends_with_a_link_to_the_exercise_of_its_part(part):
    target = f"(../exercises/{PARTS[part]}/{PARTS[part]}.ipynb)"
    for lesson in LESSONS[part]:
        end = _lesson(part, lesson).split("## Checkpoints")[1]
        assert target in end, lesson


def _lesson(part, name):
    return (ROOT / "book" / part / f"{name}.md").read_text("utf-8")
