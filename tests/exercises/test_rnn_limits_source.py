"""The source of rnn-limits: the numbers in its text."""

import numpy as np

from grader.exercises import load_exercise
from tests.exercises.every import cells
from tests.exercises.examples import examples_of_questions, functions
from unrolled.clipping import global_norm

EXERCISE = load_exercise("rnn-limits")
CELLS = cells("rnn-limits")
WRITTEN = CELLS["written-first-word"].source


def test_numbers_in_the_text_of_the_examples():
    after = examples_of_questions(EXERCISE, functions(EXERCISE.name))

    v = after["rnn_step"]
    from_input, from_state = v["x_t"] @ v["kernel"], v["h_prev"] @ v["recurrent_kernel"]
    assert_says("rnn_step", f"`x_t @ kernel` is `{plain(from_input)}`")
    assert_says("rnn_step", f"`h_prev @ recurrent_kernel` is `{plain(from_state)}`")
    assert_says("rnn_step", f"the sum is `{plain(from_input + from_state + v['bias'])}`")

    v = after["softmax_readout"]
    scores = v["h_t"] @ v["W_y"] + v["b_y"]
    assert_says("softmax_readout", "scores are {:g}, {:g} and {:g}.".format(*scores[0]))
    assert_says("softmax_readout", "they are {:g}, {:g} and {:g}:".format(*scores[0] + 1000))

    v = after["rnn_step_backward"]
    a_t = v["x_t"] @ v["kernel"] + v["h_prev"] @ v["recurrent_kernel"] + v["bias"]
    slope = 1 - v["h_t"].item() ** 2
    assert_says("rnn_step_backward", f"sum in the step is {a_t.item():g}")
    assert_says("rnn_step_backward", f"there is {slope:.2f}")

    # "The first step is the one that was computed there."
    assert after["rnn_backward"]["x"][:, 0].tolist() == v["x_t"].tolist()
    assert after["rnn_backward"]["h_0"].tolist() == v["h_prev"].tolist()

    # "the network and the pulse of the example in question 2"
    pulse, v = after["rnn_sequence"], after["gradient_norms"]
    assert v["recurrent_kernel"].tolist() == pulse["recurrent_kernel"].tolist()
    assert v["hidden_states"].tolist() == pulse["hidden_states"].round(4).tolist()
    norms = functions(EXERCISE.name)["gradient_norms"](
        v["dh_T"], v["hidden_states"], v["recurrent_kernel"]
    )
    assert 0.4 < norms[0, 1] < 0.5  # "less than a half"
    assert 0.24 < norms[0, 0] < 0.27  # "about a quarter"

    v = after["clip_by_global_norm"]
    gradients = v["dkernel"], v["drecurrent_kernel"], v["dbias"]
    squares = sorted(entry**2 for each in gradients for entry in each.ravel() if entry)
    assert_says("clip_by_global_norm", "0 are {:g}, {:g} and {:g}".format(*squares))
    assert_says("clip_by_global_norm", f"the norm is {global_norm(gradients):g}.")


def test_the_gradients_of_the_example_can_be_measured_as_the_text_says():
    names = examples_of_questions(EXERCISE, functions(EXERCISE.name))["rnn_backward"]
    arrays = [names[name] for name in ("x", "kernel", "recurrent_kernel", "bias", "h_0")]
    dx, dh_0, *dweights = names["gradients"]

    def loss():
        hidden_states, _ = names["rnn_sequence"](*arrays)
        return np.sum(names["dhidden_states"] * hidden_states)

    for array, gradient in zip(arrays, [dx, *dweights, dh_0], strict=True):
        np.testing.assert_allclose(names["measured_gradient"](loss, array), gradient, rtol=1e-7)


def test_numbers_in_the_written_question_and_its_answer():
    assert r"$0.9^{60} = 0.0018$" in WRITTEN
    assert f"{0.9**60:.4f}" == "0.0018"
    assert 0.8 * 0.9 == 0.7200000000000001  # "$0.72^{60}$"
    assert f"{0.72**60:.1e}" == "2.8e-09"
    assert r"$0.72^{60} = 2.8 \cdot 10^{-9}$" in WRITTEN
    assert 10**-3.5 < 0.9**60 < 10**-2.5  # "$10^{-3}$ is exact enough"


def assert_says(question, words):
    assert words in " ".join(CELLS[f"about-{question}"].source.split())


def plain(array):
    """Return the array as text, with whole numbers written without a point."""
    rows = [", ".join(f"{entry:g}" for entry in row) for row in array]
    return f"[[{'], ['.join(rows)}]]"
