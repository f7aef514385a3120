"""Every known mistake belongs to exactly one misconception, and each of these has its page."""

from collections import Counter

import pytest

from grader.exercises import NAMES, load_exercise
from grader.folders import ROOT
from grader.misconceptions import MISCONCEPTIONS, misconception_link, misconception_of

MISTAKES = {
    (question.name, mistake.name)
    for name in NAMES
    for question in load_exercise(name).questions
    for mistake in question.mistakes
}
FOLDER = ROOT / "book" / "misconceptions"


def test_every_mistake_has_a_misconception():
    assert not [f"{q}.{m}" for q, m in sorted(MISTAKES) if misconception_of(q, m) is None]


def test_no_mistake_stands_twice_in_the_table():
    entries = Counter(name for each in MISCONCEPTIONS for name in each.mistakes)
    assert [name for name, times in entries.items() if times > 1] == []


def test_no_entry_of_the_table_is_stale():
    names = {f"{q}.{m}" for q, m in MISTAKES}
    # A plain name is used where no entry with the question goes before it.
    entries = {name for each in MISCONCEPTIONS for name in each.mistakes}
    names |= {m for q, m in MISTAKES if f"{q}.{m}" not in entries}
    assert sorted(entries - names) == []


def test_the_question_goes_before_the_plain_name():
    own = misconception_of("input_gate_and_candidate", "weights-swapped")
    assert own.id == "weights-of-another-block"
    assert misconception_of("forget_gate", "weights-swapped").id == "features-and-units"


def test_an_unknown_mistake_has_no_misconception():
    assert misconception_of("forget_gate", "no-such-mistake") is None
    assert misconception_of("forget_gate", None) is None


def test_questions_are_named_once_so_that_a_mistake_is_found_by_its_question():
    names = [question.name for name in NAMES for question in load_exercise(name).questions]
    assert len(names) == len(set(names))


def test_ids_and_titles_are_unique():
    for values in ({each.id for each in MISCONCEPTIONS}, {each.title for each in MISCONCEPTIONS}):
        assert len(values) == len(MISCONCEPTIONS)


def test_there_are_exactly_the_pages_of_the_table():
    pages = {path.stem for path in FOLDER.glob("*.md")}
    assert pages == {each.id for each in MISCONCEPTIONS} | {"index"}


@pytest.mark.parametrize("misconception", MISCONCEPTIONS, ids=lambda each: each.id)
def test_the_page_carries_the_title_of_the_table(misconception):
    text = (ROOT / f"{misconception.page}.md").read_text("utf-8")
    head = f"(misconception-{misconception.id})=\n# {misconception.title}\n"
    assert text.startswith(head)
    assert f"```{{recognized}} {misconception.id}\n```" in text


def test_the_link_leads_to_the_page(tmp_path, monkeypatch):
    order = misconception_of("lstm_step", "blocks-i-f-o-c")
    monkeypatch.delenv("UNROLLED_BOOK", raising=False)
    assert misconception_link(order, tmp_path) is None
    monkeypatch.setenv("UNROLLED_BOOK", "https://example.org/book/")
    assert misconception_link(order) == (
        "https://example.org/book/book/misconceptions/gate-order.html"
    )
