"""What the built book says of the grader: the messages of each misconception, and the tables."""

import pytest

from grader.exercises import NAMES, load_exercise
from grader.misconceptions import MISCONCEPTIONS, misconception_of
from tests.exercises.every import variants

EXERCISES = [load_exercise(name) for name in NAMES]


def told(question, misconception=None):
    """The messages of a question, as a page shows them."""
    return [
        mistake.message.replace("`", "")
        for mistake in question.mistakes
        if misconception in (None, misconception_of(question.name, mistake.name))
    ]


def items(soup):
    return [" ".join(item.get_text().split()) for item in soup.find_all("li")]


@pytest.mark.parametrize("misconception", MISCONCEPTIONS, ids=lambda each: each.id)
def test_a_page_lists_its_messages_and_leads_to_their_questions(pages, misconception):
    section = pages[f"{misconception.page}.html"].find(id="where-the-grader-recognizes-it")
    questions = [
        question
        for exercise in EXERCISES
        for question in exercise.questions
        if told(question, misconception)
    ]
    assert items(section) == [line for each in questions for line in told(each, misconception)]
    links = [link for link in section.select("p a") if "headerlink" not in link.get("class", [])]
    assert len(links) == len(questions)
    assert all("/exercises/" in link["href"] and "#" in link["href"] for link in links)


def test_the_index_leads_to_every_page(pages):
    article = pages["book/misconceptions/index.html"].find("article")
    links = [link["href"].removesuffix(".html") for link in article.select("li a")]
    assert links == [each.id for each in MISCONCEPTIONS]


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda each: each.name)
def test_the_table_counts_what_is_known_caught_named_and_accepted(pages, exercise):
    section = pages["book/recognized.html"].find(id=f"recognized-{exercise.name}")
    rows = [[cell.get_text() for cell in row.find_all("td")] for row in section.select("tbody tr")]
    styles = {name: len(answers) for name, answers in variants(exercise).items()}
    assert rows == [
        [
            question.name,
            *[str(len(question.mistakes))] * 3,
            f"{styles[question.name]} of {styles[question.name]}",
        ]
        for question in exercise.questions
    ]
    assert items(section) == [line for question in exercise.questions for line in told(question)]
