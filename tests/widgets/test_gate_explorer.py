"""The explorer calls the learner's function, and tells in words what is wrong with it."""

import numpy as np
import pytest
from bs4 import BeautifulSoup

from unrolled.gru import gru_step, gru_step_reset_after
from unrolled.lstm import lstm_gates, lstm_step
from unrolled.widgets import gate_explorer


def rows(explorer):
    """The cells of the table, row by row."""
    table = BeautifulSoup(explorer.report, "html.parser")
    return [
        [cell.get_text() for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")
    ][1:]


def said(function, **options):
    """What the figure says instead of values."""
    explorer = gate_explorer(function, **options)
    assert set(explorer.ends.values()) == {"?"}
    return BeautifulSoup(explorer.report, "html.parser").get_text()


def no_tanh(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    _, c_t = lstm_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias)
    return lstm_gates(x_t, h_prev, kernel, recurrent_kernel, bias)[3] * c_t, c_t


def test_a_right_function_is_the_same_everywhere():
    explorer = gate_explorer(lstm_step)
    for c_prev in (-3.0, 0.0, 2.5):
        explorer.c_prev = c_prev
        assert [row[-1] for row in rows(explorer)] == ["= the same"] * 2
        assert "≠" not in "".join(explorer.ends.values())


def test_a_wrong_value_is_named_with_its_sign_and_its_distance():
    explorer = gate_explorer(no_tanh)
    (_, yours, right, comparison), cell_state = rows(explorer)
    assert comparison == f"≠ too large by {float(yours) - float(right):.3f}"
    assert cell_state[-1] == "= the same"
    assert explorer.ends == {"h_t": f"≠ {yours}", "c_t": cell_state[1]}
    explorer.c_prev = -3.0
    assert rows(explorer)[0][-1].startswith("≠ too small by")
    explorer.bias = [-8.0, -8.0, 0.0, 0.0]  # nothing is kept or written: tanh does nothing
    assert rows(explorer)[0][-1] == "= the same"


def test_a_difference_that_three_decimals_hide_is_still_told():
    def nearly(*arguments):
        h_t, c_t = lstm_step(*arguments)
        return h_t + 3e-4, c_t

    assert rows(gate_explorer(nearly))[0][-1] == "≠ too large by less than 0.001"


def test_single_precision_and_lists_are_right():
    def single(*arguments):
        return [array.astype(np.float32).tolist() for array in lstm_step(*arguments)]

    assert [row[-1] for row in rows(gate_explorer(single))] == ["= the same"] * 2


def test_every_change_of_an_input_calls_the_function():
    explorer = gate_explorer(lstm_step)
    seen = {explorer.report}
    changes = {"x_t": -1.0, "h_prev": 0.9, "c_prev": -2.0, "bias": [1.0, -1.0, 2.0, 0.5]}
    for name, value in changes.items():
        setattr(explorer, name, value)
        seen.add(explorer.report)
    assert len(seen) == 5


@pytest.mark.parametrize(
    ("cell", "right", "other"),
    [("gru", gru_step, "gru-keras"), ("gru-keras", gru_step_reset_after, "gru")],
)
def test_a_step_of_the_gru(cell, right, other):
    explorer = gate_explorer(right, cell, h_prev=0.7)
    assert [row[-1] for row in rows(explorer)] == ["= the same"]
    explorer.x_t = -2.0
    assert [row[-1] for row in rows(explorer)] == ["= the same"]

    def of_the_other_form(x_t, h_prev, kernel, recurrent_kernel, bias):
        bias = bias[0] if other == "gru" else np.stack([bias, 0 * bias])
        step = gru_step if other == "gru" else gru_step_reset_after
        return step(x_t, h_prev, kernel, recurrent_kernel, bias)

    assert rows(gate_explorer(of_the_other_form, cell, h_prev=0.7))[0][-1].startswith("≠")


def test_an_error_is_told_with_its_line():
    def my_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
        return x_t @ np.ones((5, 5)), c_prev  # five features

    text = said(my_step)
    assert text.startswith("No values. my_step raised ValueError: matmul")
    assert "in the line: return x_t @ np.ones((5, 5)), c_prev" in text


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        (lambda *a: None, "must return 2 arrays, h_t and c_t, but it returned None"),
        (lambda *a: a[0], "but it returned one array of shape (1, 1)."),
        (lambda *a: (a[0],) * 4, "but it returned 4 values."),
        (lambda *a: (a[0], a[3]), "c_t must have the shape (batch, units), which is (1, 1) here"),
        (lambda *a: (a[0].item(), a[0]), "h_t must have the shape (batch, units)"),
        (lambda *a: (a[0], "a"), "c_t must hold numbers, but it is a str."),
        (lambda *a: (a[0], a[0] * np.nan), "c_t is not a finite number: it is nan."),
        (lambda x_t: x_t, "raised TypeError"),
    ],
)
def test_what_cannot_be_compared_is_told_in_a_sentence(function, sentence):
    assert sentence in said(function)


def test_a_message_is_text_and_never_markup():
    def my_step(*arguments):
        raise RuntimeError("<img src=x>")

    assert "<img" not in gate_explorer(my_step).report
    assert "<img src=x>" in said(my_step)


def test_a_function_that_failed_is_called_again():
    def careful(x_t, *others):
        if x_t > 1:
            raise ValueError
        return lstm_step(x_t, *others)

    explorer = gate_explorer(careful, x_t=2.0)
    assert "careful raised ValueError" in explorer.report
    explorer.x_t = 0.5
    assert [row[-1] for row in rows(explorer)] == ["= the same"] * 2


def test_a_function_that_writes_into_its_arguments_changes_no_input():
    def greedy(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
        states = lstm_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias)
        for array in (x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
            array[...] = 7
        return states

    explorer = gate_explorer(greedy)
    inputs = explorer.inputs()
    explorer.c_prev = 2.0
    assert explorer.inputs()["kernel"] == inputs["kernel"]
    assert [row[-1] for row in rows(explorer)] == ["= the same"] * 2


def test_what_is_no_function_is_refused():
    with pytest.raises(TypeError, match="without brackets after its name, but it was given a int"):
        gate_explorer(3)
    with pytest.raises(ValueError, match="cell must be one of lstm, gru, gru-keras"):
        gate_explorer(lstm_step, "rnn")


def test_in_the_book_it_is_a_picture_with_a_table():
    page = BeautifulSoup(gate_explorer(no_tanh).to_html(), "html.parser")
    assert not page.figure.has_attr("data-widget") and page.script is None
    assert "≠ too large" in page.table.get_text()
