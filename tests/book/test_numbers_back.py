"""The numbers of the home page, of the tested notes and of the conventions, computed once more."""

import math
import re

import pytest
from bs4 import BeautifulSoup

from tests.book.conftest import ROOT

HOME, NOTES = "book/index.html", "book/notes-tested.html"
NOTES_X = (
    (0.1, 4.2, 1.5, 1.1, 2.8),
    (1.0, 3.1, 2.5, 0.7, 1.1),
    (0.3, 2.1, 1.5, 2.1, 0.1),
    (2.2, 1.4, 0.5, 0.9, 1.1),
)


def sigma(a):
    return 1 / (1 + math.exp(-a))


@pytest.fixture(scope="module")
def printed(pages):
    """What the tested notes print, in one line."""
    return " ".join(pages[NOTES].find("article").get_text().split())


def test_the_moving_picture_shows_one_step():
    picture = (ROOT / "book" / "_static" / "lstm-moving.svg").read_text("utf-8")
    soup = BeautifulSoup(picture, "html.parser")
    shown = {
        tag["data-name"]: float(tag.get_text().replace("−", "-"))
        for tag in soup.select("text[data-name]")
    }
    c = shown["f"] * shown["c_prev"] + shown["i"] * shown["c_tilde"]
    computed = {
        "kept": shown["f"] * shown["c_prev"],
        "written": shown["i"] * shown["c_tilde"],
        "c": c,
        "tanh_c": math.tanh(c),
        "h": shown["o"] * math.tanh(c),
    }
    for name, value in computed.items():
        assert shown[name] == pytest.approx(value, abs=0.0051), name
        words = f"{'minus ' if value < 0 else ''}{abs(shown[name])}"
        assert words in soup.svg["aria-label"], name
    for gate in "fio":
        assert 0 < shown[gate] < 1
    assert -1 < shown["c_tilde"] < 0  # a candidate is no gate


def test_the_text_of_the_home_page_repeats_the_picture(pages):
    equations = [each.get_text() for each in pages[HOME].find("article").find_all("math")]
    assert "0.9⋅2.0+0.5⋅(−0.6)=1.5" in equations
    assert math.isclose(0.9 * 2.0 + 0.5 * -0.6, 1.5)


def test_the_home_page_stands_still_for_readers_who_want_it():
    picture = (ROOT / "book" / "_static" / "lstm-moving.svg").read_text("utf-8")
    before, after = picture.split("@media (prefers-reduced-motion: no-preference)")
    assert "animation" not in before and "animation-duration" in after.split("@media")[0]
    assert "<script" not in picture and "<animate" not in picture
    assert re.search(r"@media print \{[^}]*animation: none", after)


def test_the_counts_of_the_verdicts_add_up(pages):
    table = pages[NOTES].find("article").find("table")
    head, *rows = [[cell.get_text() for cell in row.select("th, td")] for row in table("tr")]
    assert head[-1] == "in all"
    counts = {name: list(map(int, numbers)) for name, *numbers in rows}
    for name, numbers in counts.items():
        assert sum(numbers[:-1]) == numbers[-1], name
    words = pages[NOTES].find("article").find_all("strong")
    verdicts = [word.get_text().lower() for word in words]
    headings = [h.get_text() for h in pages[NOTES].select("article h3")]
    assert [int(heading.split(".")[0]) for heading in headings] == list(range(1, 41))
    total = counts["all statements, each once"]
    assert total[-1] == 40
    for word, number in zip(head[1:-1], total, strict=False):
        # Each verdict once, and the word once more where the list explains it.
        assert verdicts.count(word) == number + 1, word


@pytest.mark.parametrize("forget_bias", [0, 1, 3, 5])
def test_what_is_left_along_the_cell_state(printed, forget_bias):
    assert f"{sigma(forget_bias) ** 100:.1e} (b_f = {forget_bias})" in printed


def test_where_a_gate_is_rounded_to_one(printed):
    # 1 + exp(-a) is 1 as soon as exp(-a) is at most half of the last place of 1.
    first = {bits: math.ceil(10 * bits * math.log(2)) / 10 for bits in (53, 24)}
    assert f"from a = {first[53]} (float64), {first[24]} (float32)" in printed


def test_the_two_values_of_the_gru(printed):
    def last(keeps):
        h = 0.0
        for x in NOTES_X:
            gate = sigma(0.1 * sum(x) + 0.3 * h)  # all weights are 0.1, so z = r
            candidate = math.tanh(0.1 * sum(x) + 0.3 * gate * h)
            h = gate * h + (1 - gate) * candidate if keeps else (1 - gate) * h + gate * candidate
        return h

    assert f"z keeps {last(True):.6f}, z takes {last(False):.6f}" in printed


def test_the_parameters(printed):
    one = 5 * 3 + 3 * 3 + 3
    numbers = f"Keras RNN {one}, LSTM {4 * one}, GRU {3 * (one + 3)} (reset before: {3 * one})"
    assert numbers in printed
    assert f"{one + 3}, {4 * (one + 3)}, {3 * (one + 3)}" in printed


def test_a_cell_without_forget_gate_grows(printed):
    write = sigma(5) * math.tanh(5)
    settled = write / (1 - sigma(1))
    assert f"{1000 * write:.1f} without forget gate, {settled:.2f} with b_f = 1" in printed


def test_the_wrong_orders_that_constant_weights_hide(printed):
    # With equal weights the blocks are equal but for the bias of f: it must stay second.
    assert math.factorial(3) - 1 == 5 and math.factorial(4) - 1 == 23
    assert "5 with b_f = 1, 23 with b_f = 0, 0 with random weights" in printed


def test_the_conventions_agree_after_moving_and_not_before(pages):
    table = pages["book/conventions.html"].find("article").find("table")
    rows = [[cell.get_text() for cell in row.select("th, td")] for row in table("tr")][1:]
    assert len(rows) == 7
    for name, order, *_, moved, ignored in rows:
        assert float(moved) < 1e-12, name
        same = order.replace("\N{NO-BREAK SPACE}", "").replace("g", "c") == "i,f,c,o"
        assert ignored == "none, same order" if same else float(ignored) > 0.1, name
