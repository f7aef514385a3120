"""The numbers of the part "Limits" that readers see, each computed here a second time."""

import math

import pytest

SEQUENCES = "book/limits/sequences.html"
STEP = "book/limits/plain-rnn.html"
THROUGH_TIME = "book/limits/through-time.html"
FORGETS = "book/limits/why-it-forgets.html"


def _text(pages, page):
    return " ".join(pages[page].find("article").get_text().split())


def test_the_echo(pages):
    """x = 1, 0, 0; the first unit feeds the second, the second half of it back to the first."""
    first, second, expected = 0.0, 0.0, []
    for x_t in (1, 0, 0):
        first, second = math.tanh(x_t + 0.5 * second), math.tanh(first)
        expected.append((first, second))
    text = _text(pages, STEP)
    for number in (expected[0][0], expected[1][1], expected[2][0]):
        assert f"{number:.3f}" in text


def test_the_first_loss_of_an_untrained_network(pages):
    assert f"ln V {math.log(26):.3f}" in _text(pages, STEP)
    assert f"{math.log(5000):.2f}" in _text(pages, STEP)


def test_the_scalar_network(pages):
    """Its gradient of u, as the difference of two losses."""

    def loss(u):
        h = 0.4
        for x_t in (0.5, -0.4, 0.3):
            h = math.tanh(0.8 * x_t + u * h)
        return (h + 0.5) ** 2 / 2

    slope = (loss(1.5 + 1e-6) - loss(1.5 - 1e-6)) / 2e-6
    assert f"du = {slope:+.6f}" in _text(pages, THROUGH_TIME)


def test_the_weights_of_a_window(pages):
    text = _text(pages, SEQUENCES)
    assert f"{1000 * 8 * 32 + 32:,}" in text and f"{8 * 32 + 32 * 32 + 32:,}" in text


@pytest.mark.parametrize("window", [5, 40])
def test_the_best_share_of_a_window(pages, window):
    guessed = 0.9**window  # nothing was pressed within the window
    assert f"{1 - guessed / 2:.0%}" in _text(pages, SEQUENCES)


def test_the_steps_to_a_thousandth(pages):
    steps = next(n for n in range(1000) if 0.8**n <= 0.001)
    assert f"that is {steps} steps" in _text(pages, FORGETS)


@pytest.mark.parametrize("page", [SEQUENCES, STEP, THROUGH_TIME])
def test_no_stream_of_errors_and_no_warning_is_shown(pages, page):
    assert not pages[page].select(".stderr, .traceback")
    assert "Warning" not in pages[page].find("article").get_text()
