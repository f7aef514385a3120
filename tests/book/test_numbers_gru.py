"""The numbers that readers see on the pages of the GRU, each computed here a second time."""

import math
from itertools import permutations

import numpy as np
import pytest

from experiments import record
from tests.book.test_numbers import NOTES_X
from unrolled.lesson import power_of_ten

GATES = "book/gru/two-gates.html"
FORMS = "book/gru/other-form.html"
GRADIENT = "book/gru/gradient.html"
CURVES = "book/gru/as-good.html"


def _sigma(a):
    return 1 / (1 + math.exp(-a))


def _notes_gru(keeps):
    """All weights are 0.1 and all units equal, so plain numbers are enough."""
    h = 0.0
    for x_t in NOTES_X:
        z = r = _sigma(0.1 * sum(x_t) + 3 * 0.1 * h)
        candidate = math.tanh(0.1 * sum(x_t) + 3 * 0.1 * r * h)
        h = z * h + (1 - z) * candidate if keeps else (1 - z) * h + z * candidate
    return h


def _rows(page):
    """The rows of all tables of a page whose first cell is a heading: name -> texts of the rest."""
    rows = [row for row in page.select("tbody tr") if row.th]
    return {row.th.get_text(): [cell.get_text() for cell in row.find_all("td")] for row in rows}


def test_the_example_of_the_notes_in_both_conventions(pages):
    takes, keeps = (f"{_notes_gru(keeps):.6f}" for keeps in (False, True))
    assert (takes, keeps) == ("0.638929", "0.485856")
    assert f"last hidden state: {takes}" in pages[GATES].get_text()
    text = pages[FORMS].get_text()
    assert f"Keras: {keeps}" in text
    assert f"as they are  {takes}\nflipped      {keeps}\nback         {takes}" in text


def test_the_parameter_counts(pages):
    features, units = 5, 3
    block = features * units + units * units
    expected = {
        "plain RNN": (block + units, block + 2 * units),
        "GRU, reset after": (3 * (block + 2 * units), 3 * (block + 2 * units)),
        "LSTM": (4 * (block + units), 4 * (block + 2 * units)),
    }
    rows = _rows(pages[FORMS])
    for name, counts in expected.items():
        assert [rows[name][0], rows[name][2]] == [str(count) for count in counts]
    assert rows["GRU, reset before"][0] == str(3 * (block + units)) == "81"


def test_the_half_lives(pages):
    rows = _rows(pages[GRADIENT])
    for b_z in (0, 1, 2, 3, 5):
        keep = _sigma(b_z)
        half_life = math.log(0.5) / math.log(keep)
        expected = [f"{keep:.3f}", power_of_ten(keep**100, 1), f"{half_life:.1f}"]
        assert rows[f"b_z = {b_z}"] == expected


@pytest.mark.parametrize("name", ["adding", "temporal_order"])
def test_the_table_of_the_learning_curves(pages, name):
    measured, limit = record.read(name), {"adding": 0.01, "temporal_order": 0.1}[name]
    title = {"adding": "adding", "temporal_order": "order"}[name]
    rows = _rows(pages[CURVES])
    for kind, by_rate in measured["results"].items():
        for rate, curves in by_rate.items():
            looks = [next((i for i, loss in enumerate(c) if loss < limit), None) for c in curves]
            solved = {100 * i for i in looks if i is not None}
            count, steps, _ = rows[f"{title}, {kind}, {rate}"]
            assert count == f"{sum(i is not None for i in looks)} of {len(curves)}"
            ends = sorted({min(solved), max(solved)}) if solved else ["none"]
            assert steps == " to ".join(map(str, ends))


def test_the_share_of_chance_of_the_adding_problem(pages):
    """Five against five without overlap: 2 of the 252 splits. Counted on small numbers first."""
    orders = list(permutations("aabb"))
    apart = sum("".join(order) in ("aabb", "bbaa") for order in orders) / len(orders)
    assert apart == pytest.approx(2 / math.comb(4, 2))
    assert f"{2 / math.comb(10, 5):.4f}" in pages[CURVES].get_text()


def test_the_baselines(pages):
    text = pages[CURVES].get_text()
    grid = (np.arange(1000) + 0.5) / 1000
    variance = np.mean((grid[:, np.newaxis] + grid - 1) ** 2)
    assert f"derived: {variance:.4f}" in text
    assert f"about {10 * math.log(8) / 70:.3f}" in text


def test_no_stream_of_errors_and_no_warning_is_shown(pages):
    for page in (GATES, FORMS, GRADIENT, CURVES):
        assert not pages[page].select(".stderr, .traceback")
        assert "Warning" not in pages[page].find("article").get_text()
