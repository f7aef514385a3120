"""The form of a lesson: what it promises, asks, shows and ends with."""

import re

import pytest

from tests.book.conftest import ROOT

LESSONS = sorted(
    path
    for part in ("limits", "lstm", "gru", "keras")
    for path in (ROOT / "book" / part).glob("*.md")
)
every_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)


def sections(lesson):
    """The headings of a lesson, and the text below each."""
    parts = re.split(r"^## (.+)$", lesson.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(["top", *parts[1::2]], parts[0::2], strict=True))


def test_there_are_the_lessons_of_four_parts():
    assert len(LESSONS) >= 18


@every_lesson
def test_a_lesson_opens_with_what_it_is_for_and_how_long_it_takes(lesson):
    top = sections(lesson)["top"]
    skills = re.search(r"After this page you can\n\n((?:- .+\n(?:  .+\n)*)+)", top)
    assert 3 <= len(re.findall(r"^- ", skills.group(1), re.MULTILINE)) <= 6
    assert re.search(r"Time: about\s\d+\sminutes", top)


@every_lesson
def test_a_lesson_asks_for_a_prediction_and_shows_a_figure(lesson):
    text = lesson.read_text("utf-8")
    assert "{admonition} Predict" in text
    assert "with drawing(" in text or re.search(r":file: .*\.svg", text)


@every_lesson
def test_a_lesson_ends_with_a_summary_and_three_checkpoints_with_answers(lesson):
    parts = sections(lesson)
    assert "Summary" in parts
    assert list(parts)[-1] == "Checkpoints"
    assert len(re.findall(r"\{dropdown\}", parts["Checkpoints"])) == 3
    assert re.search(r"\]\(|\{ref\}|\{doc\}", parts["Checkpoints"])  # where to go on


@every_lesson
def test_no_warning_and_no_number_slips_through(lesson):
    text = lesson.read_text("utf-8")
    assert "strict()" in text
    assert "def say(" not in text
