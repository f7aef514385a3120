"""The source of gru: the numbers in its text."""

from functools import cache

import numpy as np

from grader.exercises import load_exercise
from tests.exercises.every import cells
from tests.exercises.examples import examples_of_questions, functions
from unrolled.activations import sigmoid
from unrolled.gru import gru_gates, gru_gates_reset_after, gru_step
from unrolled.layers import GRU, LSTM, SimpleRNN

EXERCISE = load_exercise("gru")
CELLS = cells("gru")


def test_numbers_of_the_example_of_the_gates():
    v = after("gru_gates_and_candidate")
    a_z, a_r = (
        v["x_t"] @ v[f"W_x{gate}"] + v["h_prev"] @ v[f"W_h{gate}"] + v[f"b_{gate}"] for gate in "zr"
    )
    text = "of the update gate are {:g} and {:g}, those of the reset gate {:g} and {:g}"
    assert_says("gru_gates_and_candidate", text.format(*a_z[0], *a_r[0]))
    assert sigmoid(a_r[0, 0]) == 0.5  # "half of the first unit's old state"
    assert_says("gru_gates_and_candidate", f"{100 * sigmoid(a_r[0, 1]):.0f} % of the second one's")


def test_numbers_of_the_example_of_the_step():
    x_t, h_prev, *weights = arguments_of_the_step()
    z_t, r_t, h_tilde = gru_gates(x_t, h_prev, *weights)
    sums = np.log(z_t / (1 - z_t)), np.log(r_t / (1 - r_t)), np.arctanh(h_tilde)
    assert_says("gru_step", "sums are {:g}, {:g} and {:g}.".format(*numbers(*sums)))
    z, r, h = (f"{number:.4f}".rstrip("0") for number in numbers(z_t, r_t, h_tilde))
    assert_says("gru_step", f"$z_t$ = {z}, $r_t$ = {r} and $\\tilde h_t$ = {h}")
    assert_says("gru_step", f"So {100 * (1 - z_t.item()):.0f} % of the new state is old")
    assert_says("gru_step", f"and {100 * z_t.item():.0f} % comes from the candidate")
    # "The first step is the one that was computed there."
    v = after("gru_sequence")
    assert np.array_equal(v["x"][:, 0], x_t)
    assert np.array_equal(v["h_0"], h_prev)


def test_numbers_of_the_example_of_keras():
    x_t, h_prev, kernel, recurrent_kernel, bias = arguments_of_the_step()
    b = after("gru_step_keras")["two_biases"]
    z_t, r_t, h_tilde, m_t = gru_gates_reset_after(x_t, h_prev, kernel, recurrent_kernel, b)
    here = gru_gates(x_t, h_prev, kernel, recurrent_kernel, bias)
    assert np.allclose([z_t, r_t, h_tilde], here)  # "the same as in question 2"
    assert_says("gru_step_keras", f"$m_t$ = {m_t.item():g}")
    terms = (x_t @ kernel)[0, 2], -b[0, 2], r_t.item(), m_t.item(), np.arctanh(h_tilde).item()
    assert_says("gru_step_keras", "`{:g} - {:g} + {:g} * {:g} = {:g}`".format(*terms))
    assert_says("gru_step_keras", f"now {100 * z_t.item():.0f} % of it is old")


def test_numbers_of_the_example_of_changing_the_form():
    x_t, h_prev, *weights = arguments_of_the_step()
    z_t, _, h_tilde = numbers(*gru_gates(x_t, h_prev, *weights))
    state = z_t * h_prev.item() + (1 - z_t) * h_tilde
    assert_says("change_form", f"$z_t$ = {z_t:.4f} and $\\tilde h_t$ = {h_tilde:.4f}")
    line = f"`{z_t:.4f} * {h_prev.item()} + {1 - z_t:.4f} * {h_tilde:.4f} = {state:.4f}`"
    assert_says("change_form", line)


def test_numbers_of_parameters_in_the_text_and_in_the_model_answer():
    plain, lstm, first, keras = map(
        count, (SimpleRNN(3), LSTM(3), GRU(3, reset_after=False), GRU(3))
    )
    assert_says("gru_parameter_counts", f"{5 * 3} + {3 * 3} + {3} = {plain} parameters")
    assert_says("gru_parameter_counts", f"an LSTM {lstm}.")
    answer = words("written-lstm")
    assert f"there are {first}, and {lstm} in the LSTM" in answer
    assert f"The default of Keras has {keras}," in answer
    assert first / lstm == 3 / 4  # "saves a quarter of the parameters"
    assert f"{first} against {lstm}, or {keras} against {lstm}" in answer


def test_counting_in_the_model_answer():
    cell_state = hidden_state = 0.0
    for _ in range(40):
        cell_state = 1 * cell_state + 0.1 * 0.8
        hidden_state = (1 - 0.1) * hidden_state + 0.1 * 0.8
    assert f"it reaches {cell_state:.1f} after 40 steps that write 0.8" in words("written-lstm")
    assert hidden_state < 0.8  # "stays below 0.8"


def test_conversion_that_the_text_calls_impossible_is_possible_for_diagonal_weights_only():
    rng = np.random.default_rng(0)
    h, r, W = rng.normal(size=(2, 3)), rng.random((2, 3)), rng.normal(size=(3, 3))
    diagonal = np.diag(np.diag(W))
    assert np.allclose((r * h) @ diagonal, r * (h @ diagonal))
    assert not np.isclose((r * h) @ W, r * (h @ W)).any()


@cache
def names_after_each_question():
    return examples_of_questions(EXERCISE, functions(EXERCISE.name))


def after(question):
    """Return the names that the examples have defined when that of ``question`` has run."""
    return names_after_each_question()[question]


def arguments_of_the_step():
    names = "x_t", "h_prev", "kernel", "recurrent_kernel", "bias"
    arguments = [after("gru_step")[name] for name in names]
    assert gru_step(*arguments).round(4).item() == 0.7304
    return arguments


def numbers(*arrays):
    return [round(array.item(), 12) for array in arrays]


def count(layer):
    layer.build((None, None, 5))
    return sum(weight.size for weight in layer.get_weights())


def words(cell):
    return " ".join(CELLS[cell].source.split())


def assert_says(question, text):
    assert text in words(f"about-{question}")
