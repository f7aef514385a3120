"""The numbers that readers see on the built pages, each computed here a second time."""

import math

import numpy as np
import pytest

LIMITS = "book/limits/why-it-forgets.html"
LSTM = "book/lstm/gate-by-gate.html"


def _sigma(a):
    return 1 / (1 + math.exp(-a))


def _notes_lstm(x, forget_bias):
    """The notes' LSTM, unit by unit: all units are equal, so plain numbers are enough."""
    h = c = 0.0
    for x_t in x:
        a = 0.1 * sum(x_t) + 3 * 0.1 * h
        c = _sigma(a + forget_bias) * c + _sigma(a) * math.tanh(a)
        h = _sigma(a) * math.tanh(c)
    return h


NOTES_X = (
    (0.1, 4.2, 1.5, 1.1, 2.8),
    (1.0, 3.1, 2.5, 0.7, 1.1),
    (0.3, 2.1, 1.5, 2.1, 0.1),
    (2.2, 1.4, 0.5, 0.9, 1.1),
)


@pytest.mark.parametrize("forget_bias", [0, 1])
def test_the_example_of_the_notes(pages, forget_bias):
    forward = _notes_lstm(NOTES_X, forget_bias)
    backward = _notes_lstm(NOTES_X[::-1], forget_bias)
    line = f"forget bias {forget_bias}: forward {forward:.6f}, backward {backward:.6f}"
    assert line in pages[LSTM].get_text()


def test_the_bounds(pages):
    text = pages[LIMITS].get_text()
    assert f"{0.9**100:.1e}" == "2.7e-05" and "2.7 × 10⁻⁵" in text
    assert f"{0.5**60:.0e}" == "9e-19" and "9 × 10⁻¹⁹" in text
    assert f"{1.5**100:.0e}" == "4e+17" and "4 × 10¹⁷" in text


def test_the_network_without_eigenvalues_explodes(pages):
    recurrent_kernel = np.array([[1.25, 1.25], [-1.25, -1.25]])
    jacobian = np.linalg.matrix_power(np.diag([1, 0]) @ recurrent_kernel.T, 50)
    assert f"50 steps: largest singular value of J = {np.linalg.norm(jacobian, 2):.3g}" in (
        pages[LIMITS].get_text()
    )


def test_no_stream_of_errors_and_no_warning_is_shown(pages):
    for page in (LIMITS, LSTM):
        assert not pages[page].select(".stderr, .traceback")
        assert "Warning" not in pages[page].find("article").get_text()
