import numpy as np
import pytest

from grader.compare import compare
from grader.exercise import Output

GATE = Output("f_t", ("batch", "units"))
STATES = Output("hidden_states", ("batch", "time", "units"))
EXPECTED = np.array([[0.25, 0.5, 0.75], [0.1, 0.2, 0.3]])


def finding(got, output=GATE, expected=EXPECTED):
    return compare(output, expected, got, rtol=1e-4, atol=1e-5)


def test_agreement_within_float32_is_right():
    assert finding(EXPECTED.astype(np.float32)) is None
    assert finding(EXPECTED + 9e-6) is None
    assert finding(EXPECTED + 2e-4) is not None


@pytest.mark.parametrize(
    ("got", "words"),
    [
        ("a str", "must be an array of shape (batch, units), but a str came back"),
        (EXPECTED.astype(complex), "complex"),
        (EXPECTED.T, "The axes are transposed."),
        (EXPECTED[0], "(batch, units) = (2, 3)"),
        (EXPECTED[None], "one axis too many"),
        (np.where(EXPECTED > 0.7, np.nan, EXPECTED), "nan"),
        (np.where(EXPECTED > 0.7, np.inf, EXPECTED), "infinity"),
        (np.zeros((2, 3), dtype=int), "whole numbers"),
        (EXPECTED + 1, "Every entry"),
        (EXPECTED + [[0, 0, 1], [0, 0, 0]], "1 of the 6 entries"),
    ],
)
def test_each_difference_has_its_own_sentence(got, words):
    assert words in finding(got).sentence


def test_missing_batch_axis_is_named():
    assert "batch axis is missing" in finding(np.ones(3), expected=np.ones((2, 3))).sentence


def test_first_difference_is_placed():
    difference = finding(EXPECTED + [[0, 0, 0], [0, 1, 0]]).difference
    assert difference.where == "f_t[1, 1] (sample 1, unit 1)"
    assert (difference.expected, difference.got) == ("0.2", "1.2")


@pytest.mark.parametrize(
    ("first", "words"),
    [
        (0, "from time step 0 on"),
        (1, "Time step 0 is right; the first wrong time step is 1."),
        (3, "The time steps 0 to 2 are right; the first wrong time step is 3."),
    ],
)
def test_first_wrong_time_step_is_named(first, words):
    expected = np.zeros((2, 5, 3))
    got = expected.copy()
    got[1, first:] = 1
    assert words in finding(got, STATES, expected).sentence


def test_a_plain_number_is_compared_too():
    count = Output("lstm")
    assert compare(count, np.asarray(108), np.asarray(108.0), 0, 0) is None
    wrong = compare(count, np.asarray(108), np.asarray(120), 0, 0)
    assert wrong.sentence == "The value of lstm is wrong."
    assert (wrong.difference.expected, wrong.difference.got) == ("108", "120")


@pytest.mark.parametrize(
    ("axes", "index", "where"),
    [
        (("4 units",), 5, "dbias[5] (block f, unit 1)"),
        (("2 units",), 5, "dbias[5] (half 2 (backward), unit 1)"),
        (("5 units",), 5, "dbias[5] (column 5)"),
        (("batch", "units"), 5, "dbias[5] (entry 5)"),
    ],
)
def test_an_entry_is_placed_by_its_block_and_without_names_by_its_number(axes, index, where):
    expected = np.zeros({"4 units": 16, "5 units": 16}.get(axes[0], 8))
    got = expected.copy()
    got[index] = 1
    assert finding(got, Output("dbias", axes), expected).difference.where == where


def test_a_number_that_comes_as_an_array_is_told_plainly():
    sentence = finding(np.ones(1), Output("lstm"), np.asarray(1)).sentence
    assert sentence == "lstm must be a single number, but it has the shape (1,)."


def test_more_axes_than_the_question_names_are_compared_too():
    steps = Output("y", ("batch", "time"))
    expected = np.zeros((2, 3, 4))
    assert finding(expected, steps, expected) is None
    assert (
        "1 of the 24"
        in finding(expected + np.eye(1, 24).reshape(2, 3, 4), steps, expected).sentence
    )
    assert "one axis too many" in finding(expected[None], steps, expected).sentence
