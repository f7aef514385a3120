"""The exercise rnn-limits: its references agree with the course's own layers and gradients."""

import numpy as np
import pytest

from grader.exercises import load_exercise
from grader.exercises.rnn_limits.backward import through_time_in_lines
from grader.exercises.rnn_limits.clipping import clipping_in_lines
from grader.exercises.rnn_limits.norms import norms_in_lines
from grader.exercises.rnn_limits.readout import readout_in_lines
from grader.exercises.rnn_limits.sequence import sequence_in_parts
from grader.exercises.rnn_limits.step import step_in_lines
from grader.exercises.rnn_limits.step_backward import backward_in_lines
from unrolled.clipping import global_norm
from unrolled.gradcheck import check_gradients
from unrolled.layers import Dense, SimpleRNN
from unrolled.rnn import rnn_step

SEEDS = range(5)
EXERCISE = load_exercise("rnn-limits")
PARTS = {
    "rnn_step": step_in_lines,
    "rnn_sequence": sequence_in_parts(),
    "softmax_readout": readout_in_lines,
    "rnn_step_backward": backward_in_lines,
    "rnn_backward": through_time_in_lines,
    "gradient_norms": norms_in_lines,
    "clip_by_global_norm": clipping_in_lines,
}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", PARTS)
def test_what_mistakes_are_made_from_is_right_itself(name, seed):
    for arguments in _arguments(name, seed):
        _agree(PARTS[name](*arguments.values()), _reference(name)(*arguments.values()))


def test_sequence_agrees_with_the_layer():
    for x, *weights_and_state in map(_values, _arguments("rnn_sequence", seed=0)):
        weights, state = weights_and_state[:3], weights_and_state[3:]
        layer = _layer(weights, return_state=True)
        expected = layer(x, initial_state=state[0] if state else None)
        _agree(_reference("rnn_sequence")(x, *weights, *state), expected)


def test_readout_agrees_with_a_dense_layer():
    for h_t, *weights in map(_values, _arguments("softmax_readout", seed=0)):
        layer = Dense(len(weights[1]), activation="softmax")
        layer.set_weights(weights)
        _agree(_reference("softmax_readout")(h_t, *weights), layer(h_t))


def test_gradient_of_a_step_agrees_with_central_differences():
    def backward(dh_t, x_t, h_prev, *weights):
        h_t = rnn_step(x_t, h_prev, *weights)
        return _reference("rnn_step_backward")(dh_t, x_t, h_prev, h_t, *weights[:2])

    for arguments in _arguments("rnn_step", seed=0):
        check_gradients(rnn_step, backward, arguments)


@pytest.mark.parametrize("seed", SEEDS)
def test_gradient_through_time_agrees_with_the_layer(seed):
    for arguments in _arguments("rnn_backward", seed):
        dhidden_states, x, h_0, hidden_states, *matrices = arguments.values()
        layer = _layer([*matrices, _bias(x, h_0, hidden_states, *matrices)])
        _agree(layer(x, initial_state=h_0, training=True), hidden_states)
        dx, dh_0 = layer.backward(dhidden_states)
        gradients = _reference("rnn_backward")(*arguments.values())
        _agree(gradients, (dx, dh_0, *layer.gradients), rtol=1e-9)


def test_norms_agree_with_the_gradients_of_shorter_sequences():
    for dh_T, hidden_states, recurrent_kernel in map(_values, _arguments("gradient_norms", 0)):
        norms = _reference("gradient_norms")(dh_T, hidden_states, recurrent_kernel)
        assert norms.shape == hidden_states.shape[:2]
        _agree(norms[:, -1], np.linalg.norm(dh_T, axis=1))
        for t in range(hidden_states.shape[1] - 1):
            later = hidden_states[:, t + 1 :]
            upstream = np.zeros(later.shape)
            upstream[:, -1] = dh_T
            x, kernel = np.zeros((*later.shape[:2], 1)), np.zeros((1, len(recurrent_kernel)))
            given = upstream, x, hidden_states[:, t], later, kernel, recurrent_kernel
            _agree(norms[:, t], np.linalg.norm(_reference("rnn_backward")(*given)[1], axis=1))


def test_clipped_gradients_have_the_norm_of_the_limit_or_less():
    for *gradients, max_norm in map(_values, _arguments("clip_by_global_norm", seed=0)):
        clipped = _reference("clip_by_global_norm")(*gradients, max_norm)
        assert np.isclose(global_norm(clipped), min(max_norm, global_norm(gradients)))


def _bias(x, h_0, hidden_states, kernel, recurrent_kernel):
    """Return the bias with which these hidden states were computed."""
    sums = np.arctanh(hidden_states[:, 0])
    biases = sums - x[:, 0] @ kernel - h_0 @ recurrent_kernel
    best = np.argmin(np.abs(sums), axis=0)  # where tanh is steepest, the sum is most exact
    return biases[best, range(len(best))].round(3)  # as it was drawn


def _layer(weights, **options):
    layer = SimpleRNN(len(weights[1]), return_sequences=True, **options)
    layer.set_weights(weights)
    return layer


def _values(arguments):
    return arguments.values()


def _arguments(name, seed):
    cases = EXERCISE.question(name).draw(np.random.default_rng(seed))
    return [case.arguments for case in cases]


def _reference(name):
    return EXERCISE.question(name).reference


def _agree(values, expected, rtol=1e-12):
    if not isinstance(expected, (tuple, list)):
        values, expected = [values], [expected]
    for value, right in zip(values, expected, strict=True):
        np.testing.assert_allclose(value, right, rtol=rtol, atol=1e-13)
