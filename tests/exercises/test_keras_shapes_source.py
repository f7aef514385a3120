"""The source of keras-shapes: the numbers in its text."""

import re

import numpy as np

from grader.exercises import load_exercise
from tests.exercises.every import cells
from tests.exercises.examples import examples_of_questions, functions
from unrolled import layers
from unrolled.activations import sigmoid
from unrolled.lstm import lstm_step
from unrolled.tf32 import round_to_tf32
from unrolled.unroll import unroll

EXERCISE = load_exercise("keras-shapes")
CELLS = cells("keras-shapes")
WRITTEN = CELLS["written-last-row"].source
NOTES_X = np.array(
    [[[0.1, 4.2, 1.5, 1.1, 2.8], [1, 3.1, 2.5, 0.7, 1.1], [0.3, 2.1, 1.5, 2.1, 0.1]]
     + [[2.2, 1.4, 0.5, 0.9, 1.1]]]
)  # fmt: skip
NOTES_WEIGHTS = np.full((5, 12), 0.1), np.full((3, 12), 0.1), np.repeat([0.0, 1, 0, 0], 3)


def says(question, words):
    return words in " ".join(CELLS[f"about-{question}"].source.split())


def in_tf32(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    short = map(round_to_tf32, (x_t, h_prev, kernel, recurrent_kernel))
    x_t, h_prev, kernel, recurrent_kernel = short
    return lstm_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias)


def of_the_notes(step):
    """Return one unit of the notes' forward LSTM at each time step."""
    zeros = np.zeros((1, 3))
    hidden_states, _ = unroll(step, NOTES_X, (zeros, zeros), NOTES_WEIGHTS)
    return hidden_states[0, :, 0]


def test_numbers_in_the_text_of_the_examples():
    after = examples_of_questions(EXERCISE, functions(EXERCISE.name))

    v = after["simple_rnn_layer"]
    kernel, recurrent_kernel, bias = v["weights"]
    forwards = [v["x"][0, t, 0] * kernel.item() for t in (0, 1)]
    state = (v["h_0"] @ recurrent_kernel).item()
    assert bias.item() == 0
    assert says("simple_rnn_layer", f"the first sum is {forwards[0]:g} - {-state:g} = 0.")
    assert says(
        "simple_rnn_layer",
        f"the input {v['x'][0, 1, 0]:g}, and the first sum is "
        f"{forwards[1]:g} - {-state:g} = {forwards[1] + state:g}.",
    )

    # "No row of the sequence holds the cell state."
    v = after["lstm_layer"]
    hidden_states, _, c_T = v["lstm_layer"](v["x"], v["kernel"], v["recurrent_kernel"], v["bias"])
    assert np.abs(hidden_states[0] - c_T).min() > 0.05

    # "The forward weights are those of question 3, so that the first two numbers ... are known."
    sequence = after["bidirectional_lstm"]["sequence"]
    np.testing.assert_array_equal(sequence[:, :2, :1], hidden_states)


def test_numbers_of_the_notes_in_the_text_on_tf32():
    exact, short = of_the_notes(lstm_step), of_the_notes(in_tf32)
    assert abs(exact[-1] - 0.6303139) < 1e-7
    assert abs(short[-1] - 0.6301636) < 1e-7
    assert says("round_to_tf32", "a last hidden state of 0.6303139 and print 0.6301636")
    assert abs(short[0] - 0.35896602) < 1e-7  # what they print for the first step
    assert says("round_to_tf32", f"print for it, {short[0]:.6f}. Without the rounding")
    assert says("round_to_tf32", f"it would be {exact[0]:.6f}.")


def test_lines_in_the_text_on_tf32_give_the_number_that_they_promise():
    (lines,) = re.findall(
        r"```text\n(x_1 = .*?)```", CELLS["about-round_to_tf32"].source, re.DOTALL
    )
    names = functions(EXERCISE.name)
    exec(lines, names)
    assert np.all(np.round(names["h_1"], 6) == 0.358966)


def test_values_in_the_text_on_the_sigmoid():
    given = functions(EXERCISE.name)["sigmoid"]
    a = np.linspace(-40, 40, 81)
    np.testing.assert_allclose(given(a), sigmoid(a), rtol=0, atol=1e-15)


def test_numbers_in_the_model_answer():
    for return_sequences in False, True:
        layer = layers.Bidirectional(layers.LSTM(3, return_sequences=return_sequences))
        layer.set_weights([*NOTES_WEIGHTS, *NOTES_WEIGHTS])
        if return_sequences:
            y = layer(NOTES_X)
        else:
            single = layer(NOTES_X)
    (expression,) = re.findall(r"^`(np\..*)`$", WRITTEN, re.MULTILINE)
    np.testing.assert_array_equal(eval(expression, {"np": np, "y": y}), single)
    wrong, right = y[0, -1, 3], single[0, 3]
    assert f"backward half is {wrong:.3f} in the last row and {right:.3f} in" in " ".join(
        WRITTEN.split()
    )
    assert y[:, -1].shape == single.shape == (1, 6)
