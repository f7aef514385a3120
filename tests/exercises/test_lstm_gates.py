"""The exercise lstm-gates: its references agree with the course's own LSTM."""

import numpy as np
import pytest

from grader.exercises import load_exercise
from grader.exercises.lstm_gates.forget_bias import bias_in_lines
from grader.exercises.lstm_gates.gradient import backward_in_lines
from grader.exercises.lstm_gates.limits import limits_in_lines
from grader.exercises.lstm_gates.sequence import sequence_in_parts
from grader.exercises.lstm_gates.step import step_in_lines
from grader.exercises.lstm_gates.through_time import through_time_in_parts
from grader.exercises.wrong_parts import hard_sigmoid
from unrolled.activations import sigmoid
from unrolled.gradcheck import check_gradients
from unrolled.layers import LSTM, SimpleRNN
from unrolled.lstm import lstm_gates, lstm_step, lstm_step_backward

SEEDS = range(5)
EXERCISE = load_exercise("lstm-gates")
PARTS = {
    "gates_at_their_limits": limits_in_lines,
    "lstm_step": step_in_lines,
    "lstm_sequence": sequence_in_parts(),
    "lstm_step_backward": backward_in_lines,
    "lstm_backward": through_time_in_parts(),
    "forget_bias": bias_in_lines,
}


@pytest.mark.parametrize("seed", SEEDS)
def test_questions_on_single_gates_agree_with_the_step(seed):
    for x_t, h_prev, c_prev, *fused in _arguments("lstm_step", seed):
        i, f, c, o = zip(*[np.split(array, 4, axis=-1) for array in fused], strict=True)
        i_t, f_t, c_tilde, o_t = lstm_gates(x_t, h_prev, *fused)
        h_t, c_t = lstm_step(x_t, h_prev, c_prev, *fused)
        _agree(_reference("forget_gate")(x_t, h_prev, *f), f_t)
        _agree(
            _reference("input_gate_and_candidate")(x_t, h_prev, *i, *c),
            (i_t, c_tilde),
        )
        _agree(_reference("cell_update")(f_t, c_prev, i_t, c_tilde), c_t)
        _agree(
            _reference("output_gate_and_hidden_state")(x_t, h_prev, c_t, *o),
            (o_t, h_t),
        )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", PARTS)
def test_what_mistakes_are_made_from_is_right_itself(name, seed):
    for arguments in _arguments(name, seed):
        _agree(PARTS[name](*arguments), _reference(name)(*arguments))


def test_step_and_its_gradient_are_those_of_the_course():
    assert _reference("lstm_step") is lstm_step
    assert _reference("lstm_step_backward") is lstm_step_backward


@pytest.mark.parametrize("seed", SEEDS)
def test_limits_are_what_the_step_gives_with_sums_that_large(seed):
    for c_prev, c_tilde in _arguments("gates_at_their_limits", seed):
        sums = [  # i, f, c, o
            (-1000, 1000, np.arctanh(c_tilde), -1000),
            (1000, -1000, np.arctanh(c_tilde), 1000),
            (1000, 1000, np.arctanh(c_tilde), 1000),
            (0, 0, 0, 0),
            (1000, 1000, -1000, 1000),
        ]
        expected = []
        for blocks in sums:
            a = np.hstack([np.broadcast_to(block, c_prev.shape) for block in blocks])
            h_prev, kernel = np.zeros_like(c_prev), np.eye(a.shape[1])
            weights = kernel, np.zeros((c_prev.shape[1], a.shape[1])), np.zeros(a.shape[1])
            expected += lstm_step(a, h_prev, c_prev, *weights)[::-1]
        _agree(_reference("gates_at_their_limits")(c_prev, c_tilde), expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_gradient_of_a_sequence_agrees_with_the_layer(seed):
    for *upstream, x, h_0, c_0, kernel, recurrent_kernel, bias in _arguments("lstm_backward", seed):
        layer = LSTM(len(recurrent_kernel), return_sequences=True, return_state=True)
        layer.build(x.shape)
        layer.set_weights([kernel, recurrent_kernel, bias])
        layer(x, (h_0, c_0), training=True)
        expected = *layer.backward(*upstream), *layer.gradients
        given = *upstream, x, h_0, c_0, kernel, recurrent_kernel, bias
        _agree(_reference("lstm_backward")(*given), expected, rtol=1e-9)


def test_gradient_of_a_sequence_agrees_with_central_differences():
    def sequence(x, h_0, c_0, *weights):
        return _reference("lstm_sequence")(x, *weights, h_0, c_0)

    for case in EXERCISE.question("lstm_backward").draw(np.random.default_rng(0)):
        arguments = dict(list(case.arguments.items())[3:])
        check_gradients(sequence, _reference("lstm_backward"), arguments)


@pytest.mark.parametrize("seed", SEEDS)
def test_with_the_forget_bias_one_half_is_left_after_the_half_life(seed):
    for (half_life,) in _arguments("forget_bias", seed):
        _agree(sigmoid(_reference("forget_bias")(half_life)) ** half_life, 0.5 + 0 * half_life)


def test_sequence_agrees_with_the_layer():
    for x, *weights_and_states in _arguments("lstm_sequence", seed=0):
        weights, states = weights_and_states[:3], weights_and_states[3:]
        layer = LSTM(len(weights[1]), return_sequences=True, return_state=True)
        layer.build(x.shape)
        layer.set_weights(weights)
        _agree(_reference("lstm_sequence")(x, *weights, *states), layer(x, states or None))


def test_parameter_counts_agree_with_the_layers():
    for features, units in _arguments("parameter_counts", seed=0):
        counts = []
        for layer in SimpleRNN(units), LSTM(units):
            layer.build((2, 3, features))
            counts.append(sum(weight.size for weight in layer.get_weights()))
        assert _reference("parameter_counts")(features, units) == tuple(counts)


def test_hard_sigmoid_is_as_far_from_the_sigmoid_as_its_message_says():
    a = np.linspace(-5, 5, 1001)
    assert np.max(np.abs(hard_sigmoid(a, 1 / 5) - sigmoid(a))) == pytest.approx(0.08, abs=0.005)


def _arguments(name, seed):
    cases = EXERCISE.question(name).draw(np.random.default_rng(seed))
    return [case.arguments.values() for case in cases]


def _reference(name):
    return EXERCISE.question(name).reference


def _agree(values, expected, rtol=1e-12):
    if not isinstance(expected, (tuple, list)):
        values, expected = [values], [expected]
    for value, right in zip(values, expected, strict=True):
        np.testing.assert_allclose(value, right, rtol=rtol, atol=1e-13)
