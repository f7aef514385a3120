"""The exercise lstm-gates: its references agree with the course's own LSTM."""

import numpy as np
import pytest

from grader.exercises import load_exercise
from grader.exercises.lstm_gates.gradient import backward_in_lines
from grader.exercises.lstm_gates.sequence import sequence_in_parts
from grader.exercises.lstm_gates.step import step_in_lines
from grader.exercises.wrong_parts import hard_sigmoid
from unrolled.activations import sigmoid
from unrolled.layers import LSTM, SimpleRNN
from unrolled.lstm import lstm_gates, lstm_step, lstm_step_backward

SEEDS = range(5)
EXERCISE = load_exercise("lstm-gates")


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
def test_what_mistakes_are_made_from_is_right_itself(seed):
    for arguments in _arguments("lstm_step", seed):
        _agree(step_in_lines(*arguments), lstm_step(*arguments))
    for arguments in _arguments("lstm_sequence", seed):
        _agree(sequence_in_parts()(*arguments), _reference("lstm_sequence")(*arguments))
    for arguments in _arguments("lstm_step_backward", seed):
        _agree(backward_in_lines(*arguments), lstm_step_backward(*arguments))


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


def _agree(values, expected):
    if not isinstance(expected, (tuple, list)):
        values, expected = [values], [expected]
    for value, right in zip(values, expected, strict=True):
        np.testing.assert_allclose(value, right, rtol=1e-12)
