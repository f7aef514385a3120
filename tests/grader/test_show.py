from dataclasses import replace
from html.parser import HTMLParser

import pytest

from grader.lessons import SECTIONS, section_link, section_name
from grader.misconceptions import misconception_of
from grader.show import as_html, as_text
from grader.verdict import Difference, Outcome, Verdict

HOSTILE = '<script>alert("x")</script>'

WRONG = Verdict(
    "forget_gate",
    Outcome.WRONG,
    0.0,
    f"Every entry of f_t is wrong. {HOSTILE}",
    f"This is what you get when {HOSTILE}.",
    misconception="tanh-gate",
    lesson="lstm-forget-gate",
    difference=Difference(f"f_t[0, 0] {HOSTILE}", "0.5", HOSTILE),
    case="batch 2",
    notes=(HOSTILE,),
)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.names = []

    def handle_starttag(self, tag, attrs):
        self.names.append(tag)


def test_html_is_balanced_and_holds_no_script():
    parser = Tags()
    page = as_html(WRONG)
    parser.feed(page)
    assert "script" not in parser.names
    assert page.count("<div") == page.count("</div>") == 1


def test_text_and_html_say_the_same():
    for words in ("Every entry of f_t", "0.5", "batch 2", "The forget gate"):
        assert words in as_text(WRONG)
        assert words in as_html(WRONG)


def test_a_passed_verdict_sends_nobody_to_a_lesson():
    passed = Verdict("f", Outcome.PASSED, 1.0, "f is right.", lesson="lstm-step")
    assert "Read:" not in as_text(passed)
    assert "Read:" not in as_html(passed)


def test_right_values_without_all_points_are_not_shown_as_finished():
    partial = Verdict("f", Outcome.PASSED, 0.9, "f changes arrays.", lesson="lstm-step")
    assert as_text(partial).startswith("◐")
    assert "The whole step" in as_html(partial)


def test_verdicts_survive_json():
    assert Verdict.from_dict(WRONG.to_dict()) == WRONG
    with pytest.raises(ValueError, match="not a valid Outcome"):
        Verdict.from_dict({**WRONG.to_dict(), "outcome": "excellent"})


def test_a_known_mistake_leads_to_the_page_of_its_misconception(monkeypatch):
    monkeypatch.setenv("UNROLLED_BOOK", "https://example.org/book")
    known = replace(WRONG, misconception="tanh-on-gate")
    title = misconception_of("forget_gate", "tanh-on-gate").title
    page = "https://example.org/book/book/misconceptions/sigmoid-and-tanh.html"
    assert f"Misconception: {title}" in as_text(known)
    assert f'<a href="{page}" target="_blank">{title}</a>' in as_html(known)
    assert f"Misconception: {title}<" in as_html(known, link=False)
    for shown in (as_text(WRONG), as_html(WRONG)):
        assert "Misconception" not in shown  # the table does not know this mistake


def test_lesson_link_points_into_the_built_book(tmp_path, monkeypatch):
    monkeypatch.delenv("UNROLLED_BOOK", raising=False)
    assert section_link("lstm-step", tmp_path) is None
    (tmp_path / "_build/html").mkdir(parents=True)
    (tmp_path / "_build/html/index.html").touch()
    folder = tmp_path / "book/exercises"
    folder.mkdir(parents=True)
    link = section_link("lstm-step", folder)
    assert link == "../../_build/html/book/lstm/gate-by-gate.html#lstm-step"
    monkeypatch.setenv("UNROLLED_BOOK", "https://example.org/book/")
    assert section_link("lstm-step", folder).startswith("https://example.org/book/book/lstm")


def test_every_section_has_a_name():
    assert all(section_name(lesson) for lesson in SECTIONS)
