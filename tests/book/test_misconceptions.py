"""The pages of the misconceptions: their form, and the checks that they tell a learner to run."""

import re

import pytest

from grader.exercises import NAMES, load_exercise
from grader.lessons import SECTIONS
from grader.misconceptions import MISCONCEPTIONS, misconception_of
from tests.book.conftest import ROOT

QUESTIONS = {
    question.name: question for name in NAMES for question in load_exercise(name).questions
}
HEADINGS = [
    "Why it is easily made",
    "Why it is wrong",
    "How to see it",
    "Where the grader recognizes it",
]
every_page = pytest.mark.parametrize("misconception", MISCONCEPTIONS, ids=lambda each: each.id)


def text(misconception):
    return (ROOT / f"{misconception.page}.md").read_text("utf-8")


def checks(misconception):
    """Return the code of the page, which a learner runs after an answer."""
    return "\n".join(re.findall(r"```python\n(.*?)```", text(misconception), re.DOTALL))


def run(code, replaced=None):
    """Run a page's check with the references as answers, one of them replaced."""
    answers = {name: question.reference for name, question in QUESTIONS.items()}
    exec(code, {**answers, **(replaced or {})})


def asked(misconception):
    """Return the questions whose answers the page's check calls, and which it is about."""
    called = set(re.findall(r"\w+", checks(misconception)))
    return [
        question
        for name, question in QUESTIONS.items()
        if name in called and mistakes(misconception, question)
    ]


def mistakes(misconception, question):
    return [
        mistake
        for mistake in question.mistakes
        if misconception_of(question.name, mistake.name) is misconception
    ]


@every_page
def test_a_page_says_what_why_and_how_to_see_it(misconception):
    page = text(misconception)
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == HEADINGS
    words = re.sub(r"```.*?```", "", page, flags=re.DOTALL).split()
    assert 120 <= len(words) <= 300, len(words)


@every_page
def test_a_page_names_an_equation_and_a_section_that_puts_it_right(misconception):
    page = text(misconception)
    assert re.search(r"\{eq\}`[\w-]+`", page)
    assert set(re.findall(r"\{ref\}`([\w-]+)`", page)) & set(SECTIONS)


@every_page
def test_a_line_of_a_check_has_room_on_the_page(misconception):
    assert max(map(len, checks(misconception).splitlines())) <= 88


@every_page
def test_the_check_of_a_page_finds_right_answers_right(misconception):
    assert asked(misconception), "The check calls no answer that the page is about."
    run(checks(misconception))


CASES = [
    (misconception, question, mistake)
    for misconception in MISCONCEPTIONS
    for question in asked(misconception)
    for mistake in mistakes(misconception, question)
]


@pytest.mark.parametrize(
    ("misconception", "question", "mistake"),
    CASES,
    ids=[f"{page.id}: {question.name}: {mistake.name}" for page, question, mistake in CASES],
)
def test_the_check_of_a_page_sees_the_mistake(misconception, question, mistake):
    # Some mistakes stop the check with an error of their own, such as a shape that does not fit.
    with pytest.raises(Exception):  # noqa: B017
        run(checks(misconception), {question.name: mistake.function})
