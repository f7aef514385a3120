"""The numbers that readers see on the pages of the LSTM, each computed here a second time."""

import math

import pytest

PATH = "book/lstm/gradient-path.html"
VARIANTS = "book/lstm/variants.html"
PRICE = "book/lstm/price.html"


def _sigma(a):
    return 1 / (1 + math.exp(-a))


def _text(pages, page):
    """The text of a page, with single spaces, also between the cells of a table."""
    return " ".join(pages[page].find("article").get_text(" ").split())


@pytest.mark.parametrize("forget_bias", [0, 1, 2, 3, 5])
def test_the_table_of_half_lives(pages, forget_bias):
    keep = _sigma(forget_bias)
    row = f"{forget_bias} {keep:.3f} {keep**100:.1e} {math.log(0.5) / math.log(keep):.1f}"
    assert row in _text(pages, PATH)


@pytest.mark.parametrize("half_life", [2, 10, 60, 100, 1000])
def test_the_bias_of_a_half_life_by_halving_an_interval(pages, half_life):
    low, high = -1.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _sigma(middle) ** half_life < 0.5 else (low, middle)
    line = f"half-life {half_life}: b_f = {low:.2f}, after {half_life} steps 0.50 is left"
    assert line in _text(pages, PATH)


def test_the_parameter_counts(pages):
    one_block = 5 * 3 + 3 * 3 + 3
    assert f"plain RNN: {one_block} LSTM: {4 * one_block}" in _text(pages, PRICE)
    around = 1000 * 5 + 3 * 1000 + 1000
    line = f"whole model: {around + one_block} with a plain RNN, {around + 4 * one_block} with"
    assert line in _text(pages, PRICE)


@pytest.mark.parametrize(
    ("blocks", "more", "weights"), [(4, 0, 6), (3, 0, 6), (4, 3 * 3, 7), (4, 2 * 12 + 2 * 3, 10)]
)
def test_the_parameters_of_the_variants(pages, blocks, more, weights):
    parameters = blocks * (5 * 3 + 3 * 3 + 3) + more
    line = f"{parameters} parameters; the {weights} gradients agree"
    assert line in _text(pages, VARIANTS)


def test_the_operations_of_one_step(pages):
    features = units = 64
    forward = 2 * units * (features + units)
    text = _text(pages, PRICE)
    assert f"plain RNN, forward {forward:,} " in text
    assert f"LSTM, forward {4 * forward:,} " in text
    assert f"plain RNN, back {2 * forward:,} " in text
