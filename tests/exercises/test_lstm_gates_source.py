"""The source of lstm-gates: the numbers in its text."""

import re

import numpy as np

from grader.exercises import load_exercise
from tests.exercises.every import cells
from tests.exercises.examples import examples_of_questions, functions
from unrolled.activations import sigmoid
from unrolled.lstm import lstm_gates

EXERCISE = load_exercise("lstm-gates")
CELLS = cells("lstm-gates")
WRITTEN = CELLS["written-forget-bias"].source


def test_numbers_in_the_text_of_the_examples():
    after = examples_of_questions(EXERCISE, functions(EXERCISE.name))

    v = after["forget_gate"]
    assert_says("forget_gate", f"`x_t @ W_xf` is `{whole(v['x_t'] @ v['W_xf'])}`")
    assert_says("forget_gate", f"`h_prev @ W_hf` is `{whole(v['h_prev'] @ v['W_hf'])}`")
    a_f = sum_of_terms(v, "f")
    assert_says("forget_gate", f"the sum is `{whole(a_f)}`")
    assert_says("forget_gate", f"second one keeps {100 * sigmoid(a_f[0, 1]):.0f} %")

    v = after["input_gate_and_candidate"]
    assert_says("input_gate_and_candidate", f"sigmoid is {sum_in_words(v, 'i')}")
    assert_says("input_gate_and_candidate", f"tanh is {sum_in_words(v, 'c')}")

    v = after["output_gate_and_hidden_state"]
    assert_says("output_gate_and_hidden_state", f"sigmoid is {sum_in_words(v, 'o')}")
    c_t = v["c_t"].item()
    assert_says("output_gate_and_hidden_state", f"tanh({c_t:g}) is {np.tanh(c_t):.4f}")

    v = after["lstm_step"]
    weights = v["kernel"], v["recurrent_kernel"], v["bias"]
    a = v["x_t"] @ weights[0] + v["h_prev"] @ weights[1] + weights[2]
    assert_says("lstm_step", "sums are {:g}, {:g}, {:g} and {:g}".format(*a[0]))
    i_t, f_t, c_tilde, o_t = (
        f"{gate.item():.4f}".rstrip("0") for gate in lstm_gates(v["x_t"], v["h_prev"], *weights)
    )
    assert_says("lstm_step", f"$i_t$ = {i_t}, $f_t$ = {f_t}, $\\tilde c_t$ = {c_tilde}")
    assert_says("lstm_step", f"$o_t$ = {o_t}")

    # "The first step is the one that was computed there."
    assert after["lstm_sequence"]["x"][:, 0].tolist() == v["x_t"].tolist()
    assert after["lstm_sequence"]["h_0"].tolist() == v["h_prev"].tolist()
    assert after["lstm_sequence"]["c_0"].tolist() == v["c_prev"].tolist()

    v = after["lstm_backward"]
    from_above, last = v["dhidden_states"].item(-1), v["dh_T"].item()
    assert_says("lstm_backward", f"here {from_above:g} + {last:g} = {from_above + last:g} arrives")

    half_life = after["forget_bias"]["half_life"]
    assert_says("forget_bias", "is left after {:g}, {:g} and {:g} steps".format(*half_life))

    assert_says("parameter_counts", f"{5 * 3} + {3 * 3} + {3} = {5 * 3 + 3 * 3 + 3} parameters")


def assert_says(question, words):
    assert words in " ".join(CELLS[f"about-{question}"].source.split())


def whole(array):
    assert np.array_equal(array, array.astype(int))
    return array.astype(int).tolist()


def terms(v, letter):
    return v["x_t"] @ v[f"W_x{letter}"], v["h_prev"] @ v[f"W_h{letter}"], v[f"b_{letter}"]


def sum_of_terms(v, letter):
    return sum(terms(v, letter))


def sum_in_words(v, letter):
    """Return the sum as a text such as "2 - 1 + 1 = 2"."""
    first, *others = (term.item() for term in terms(v, letter))
    signed = [f"{'-' if term < 0 else '+'} {abs(term):g}" for term in others]
    return f"{first:g} {' '.join(signed)} = {sum_of_terms(v, letter).item():g}"


def test_the_gradients_of_the_example_can_be_measured_as_the_text_says():
    names = examples_of_questions(EXERCISE, functions(EXERCISE.name))["lstm_backward"]
    arguments = {
        name: names[name] for name in ("x", "h_0", "c_0", "kernel", "recurrent_kernel", "bias")
    }
    above = names["dhidden_states"], names["dh_T"], names["dc_T"]

    def loss(x, h_0, c_0, *weights):
        returned = names["lstm_sequence"](x, *weights, h_0, c_0)
        return sum(np.sum(g * value) for g, value in zip(above, returned, strict=True))

    for (name, array), gradient in zip(arguments.items(), names["gradients"], strict=True):
        for index in np.ndindex(array.shape):
            moved = [arguments | {name: array + d * _one(array, index)} for d in (1e-6, -1e-6)]
            up, down = (loss(*values.values()) for values in moved)
            np.testing.assert_allclose((up - down) / 2e-6, gradient[index], rtol=1e-7)


def _one(array, index):
    """Return zeros of the shape of ``array``, with a one at ``index``."""
    ones = np.zeros(array.shape)
    ones[index] = 1
    return ones


def test_table_of_situations_names_every_pair_and_says_what_is_not_given():
    text = CELLS["about-gates_at_their_limits"].source
    assert re.findall(r"^\| ([A-Z]) \|.*\| \? \| \? \|$", text, re.MULTILINE) == list("ABCDE")
    outputs = [output.name for output in EXERCISE.question("gates_at_their_limits").outputs]
    assert outputs == [f"{state}_{letter}" for letter in "ABCDE" for state in "ch"]


def test_numbers_in_the_messages_on_the_half_life():
    gate = 0.5 ** (1 / 2)  # half of the square
    assert f"{gate:.0%}" == "71%"
    assert f"{np.exp(-1):.0%}" == f"{(1 - 1 / 200) ** 200:.0%}" == "37%"
    assert f"{-np.log(np.log(2)):.2f}" == "0.37"  # ln(n) + 0.37


def test_numbers_in_the_model_answer():
    with_0, with_1 = sigmoid(0.0) ** 100, sigmoid(1.0) ** 100
    assert rf"0.5^{{100}} = {as_tex(with_0)}" in WRITTEN
    assert rf"{sigmoid(1.0):.3f}^{{100}} = {as_tex(with_1)}" in WRITTEN
    assert f"{with_1 / with_0:.0e}" == "3e+16"
    assert r"$3 \cdot 10^{16}$ times" in WRITTEN
    assert f"after {np.log(0.5) / np.log(sigmoid(1.0)):.1f} steps" in WRITTEN
    assert f"with $b_f = 5$ the factor is {sigmoid(5.0) ** 100:.2f}" in WRITTEN
    assert round(np.log10(with_0)) == -30
    assert round(np.log10(with_1)) == -14


def as_tex(number):
    mantissa, exponent = f"{number:.1e}".split("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"
