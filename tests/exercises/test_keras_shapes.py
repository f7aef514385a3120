"""The exercise keras-shapes: its references agree with the course's own layers."""

from itertools import product

import numpy as np
import pytest

from grader.exercises import load_exercise
from grader.exercises.keras_shapes import lstm, masked, simple_rnn
from grader.exercises.keras_shapes.bidirectional import both_in_lines
from grader.exercises.keras_shapes.counts import counting
from grader.exercises.keras_shapes.output_shapes import shapes_in_lines
from grader.exercises.keras_shapes.per_gate import cut_in_parts
from grader.exercises.keras_shapes.tf32 import rounding
from grader.exercises.keras_shapes.time_distributed import scores_in_lines
from unrolled import layers
from unrolled.conventions import from_gates, to_torch
from unrolled.lstm import lstm_step
from unrolled.rnn import rnn_step
from unrolled.unroll import unroll

SEEDS = range(5)
EXERCISE = load_exercise("keras-shapes")


def arguments(name, seed):
    cases = EXERCISE.question(name).draw(np.random.default_rng(seed))
    return [list(case.arguments.values()) for case in cases]


def reference(name):
    return EXERCISE.question(name).reference


def agree(values, expected):
    if not isinstance(expected, tuple):
        values, expected = (values,), (expected,)
    for value, right in zip(values, expected, strict=True):
        np.testing.assert_allclose(value, right, rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "made_of_parts"),
    [
        ("simple_rnn_layer", simple_rnn.layer_in_parts()),
        ("lstm_layer", lstm.layer_in_parts()),
        ("bidirectional_lstm", both_in_lines),
        ("masked_rnn", masked.masked_in_parts()),
        ("time_distributed", scores_in_lines),
        ("lstm_weights_per_gate", cut_in_parts()),
        ("round_to_tf32", rounding()),
    ],
)
def test_what_mistakes_are_made_from_is_right_itself(name, made_of_parts):
    for seed in SEEDS:
        for given in arguments(name, seed):
            agree(made_of_parts(*given), reference(name)(*given))


def test_references_that_are_made_of_parts_are_those_of_the_questions():
    assert reference("output_shapes") is shapes_in_lines
    assert reference("keras_parameter_counts")(7, 11) == counting()(7, 11)


@pytest.mark.parametrize("kind", ["SimpleRNN", "GRU", "LSTM"])
def test_shapes_are_those_of_the_layers_for_all_options(kind):
    for return_sequences, return_state, bidirectional in product((False, True), repeat=3):
        layer = getattr(layers, kind)(
            4, return_sequences=return_sequences, return_state=return_state
        )
        layer = layers.Bidirectional(layer) if bidirectional else layer
        values = layer(np.zeros((2, 5, 3)))
        values = values if isinstance(values, tuple) else (values,)
        shapes = [list(value.shape) for value in values]
        options = return_sequences, return_state, bidirectional
        said = reference("output_shapes")(kind, 2, 5, 3, 4, *options)
        assert said == (len(shapes), shapes[0], shapes[-1])


def test_layers_are_loops_of_the_readable_steps():
    for seed in SEEDS:
        for x, kernel, recurrent_kernel, bias, go_backwards, *given in arguments(
            "simple_rnn_layer", seed
        ):
            weights = kernel, recurrent_kernel, bias
            h_0 = given[0] if given else np.zeros((len(x), len(bias)))
            steps = x[:, ::-1] if go_backwards else x
            hidden_states, (last,) = unroll(rnn_step, steps, (h_0,), weights)
            said = reference("simple_rnn_layer")(x, *weights, go_backwards, *given)
            agree(said, (hidden_states, last))
        for x, kernel, recurrent_kernel, bias, *given in arguments("lstm_layer", seed):
            weights = kernel, recurrent_kernel, bias
            zeros = np.zeros((len(x), len(recurrent_kernel)))
            hidden_states, last = unroll(lstm_step, x, given or (zeros, zeros), weights)
            agree(reference("lstm_layer")(x, *weights, *given), (hidden_states, *last))


def test_a_masked_sample_is_what_its_real_steps_alone_give():
    for seed in SEEDS:
        for x, mask, *weights_and_state in arguments("masked_rnn", seed):
            weights, state = weights_and_state[:3], weights_and_state[3:]
            hidden_states, h_T = reference("masked_rnn")(x, mask, *weights, *state)
            for n, real in enumerate(mask):
                h_0 = state[0][n : n + 1] if state else np.zeros((1, len(weights[2])))
                alone = np.zeros((1, 0, len(weights[2])))
                if real.any():
                    alone, _ = unroll(rnn_step, x[n : n + 1, real], (h_0,), weights)
                states = np.concatenate([h_0, alone[0]])
                agree(hidden_states[n], states[np.cumsum(real)])
                agree(h_T[n], states[-1])


def test_counts_are_those_of_the_layers_and_of_the_weights_in_pytorch():
    for features, units in arguments("keras_parameter_counts", 0):
        kinds = {
            "rnn": layers.SimpleRNN(units),
            "lstm": layers.LSTM(units),
            "gru": layers.GRU(units),
            "before": layers.GRU(units, reset_after=False),
        }
        for layer in kinds.values():
            layer.build((None, None, features))
        weights = {kind: layer.get_weights() for kind, layer in kinds.items()}
        keras = [sum(array.size for array in arrays) for arrays in weights.values()]
        torch = [
            sum(array.size for array in to_torch(kind, weights[kind]).values())
            for kind in ("lstm", "gru")
        ]
        assert reference("keras_parameter_counts")(features, units) == (*keras, *torch)


def test_weights_of_all_gates_together_are_the_list():
    for *weights, _ in arguments("lstm_weights_per_gate", 0):
        gates = {}
        for gate in "ifco":
            W_x, W_h, b = reference("lstm_weights_per_gate")(*weights, gate)
            gates |= {f"W_x{gate}": W_x, f"W_h{gate}": W_h, f"b_{gate}": b}
        agree(tuple(from_gates("lstm", gates)), tuple(weights))
