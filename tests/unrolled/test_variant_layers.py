"""The layers of the variants: their weights, and the same values and gradients as any layer."""

from functools import partial

import numpy as np
import pytest

from unrolled.gradcheck import check_gradients
from unrolled.layers import LSTM, RNN, Bidirectional
from unrolled.variants import (
    LSTM1997,
    AblatedLSTM,
    CoupledLSTM,
    LayerNormalisedLSTM,
    PeepholeLSTM,
)
from unrolled.variants.ablated import ablated_step, ablated_step_backward
from unrolled.variants.coupled import coupled_step, coupled_step_backward
from unrolled.variants.layer_normalised import (
    layer_normalised_step,
    layer_normalised_step_backward,
)
from unrolled.variants.lstm_1997 import lstm_1997_step, lstm_1997_step_backward
from unrolled.variants.peephole import peephole_step, peephole_step_backward

BATCH, TIME, FEATURES, UNITS = 2, 5, 3, 4
PEEPHOLES = {"peepholes": (3, UNITS)}
NORMS = {"gain_x": (16,), "gain_h": (16,), "gain_c": (UNITS,), "shift": (UNITS,)}
NO_INPUT_GATE = {"gates": "fo", "squashed": "c"}
# The layer, the step and its gradient, the number of blocks, the weights beyond the first three.
KINDS = {
    "1997": (LSTM1997, lstm_1997_step, lstm_1997_step_backward, 3, {}),
    "coupled": (CoupledLSTM, coupled_step, coupled_step_backward, 3, {}),
    "peephole": (PeepholeLSTM, peephole_step, peephole_step_backward, 4, PEEPHOLES),
    "normalised": (
        LayerNormalisedLSTM,
        layer_normalised_step,
        layer_normalised_step_backward,
        4,
        NORMS,
    ),
    "ablated": (
        partial(AblatedLSTM, kept="fo", squashed="c"),
        partial(ablated_step, **NO_INPUT_GATE),
        partial(ablated_step_backward, **NO_INPUT_GATE),
        3,
        {},
    ),
}
every_kind = pytest.mark.parametrize("make, step, backward, gates, more", KINDS.values(), ids=KINDS)


def draw(shapes, seed):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def with_random_weights(layer):
    layer.build((None, None, FEATURES))
    layer.set_weights(draw([weight.shape for weight in layer.get_weights()], seed=0))
    return layer


@every_kind
def test_the_layer_applies_the_step_along_the_sequence(make, step, backward, gates, more):
    layer = with_random_weights(make(UNITS, return_sequences=True, return_state=True))
    x, h_0, c_0 = draw([(BATCH, TIME, FEATURES), (BATCH, UNITS), (BATCH, UNITS)], seed=1)
    hidden_states, h_T, c_T = layer(x, initial_state=[h_0, c_0])
    h_t, c_t = h_0, c_0
    for t in range(TIME):
        h_t, c_t = step(x[:, t], h_t, c_t, *layer.get_weights())
        np.testing.assert_allclose(hidden_states[:, t], h_t, rtol=1e-9)
    np.testing.assert_allclose([h_T, c_T], [h_t, c_t], rtol=1e-9)


@every_kind
def test_the_layers_gradients_are_those_of_central_differences(make, step, backward, gates, more):
    layer = with_random_weights(make(UNITS, return_sequences=True, return_state=True))
    mask = np.arange(TIME) < [[TIME], [TIME - 2]]

    def forward(x, h_0, c_0, *weights):
        layer.set_weights(weights)
        return layer(x, [h_0, c_0], mask=mask, training=True)

    def gradients(doutputs, dh_T, dc_T, *arguments):
        forward(*arguments)
        return *layer.backward(doutputs, dh_T, dc_T), *layer.gradients

    inputs = draw([(BATCH, TIME, FEATURES), (BATCH, UNITS), (BATCH, UNITS)], seed=1)
    names = ("x", "h_0", "c_0", *layer.weight_names)
    arguments = dict(zip(names, [*inputs, *layer.get_weights()], strict=True))
    check_gradients(forward, gradients, arguments)


@every_kind
def test_the_layer_over_any_step_does_the_same(make, step, backward, gates, more):
    mine = with_random_weights(make(UNITS, return_sequences=True))
    options = {"gates": gates, "states": ("h", "c"), "more_weights": more}
    other = RNN(step, backward, UNITS, return_sequences=True, **options)
    assert mine.weight_names == other.weight_names
    other.set_weights(mine.get_weights())
    x, doutput = draw([(BATCH, TIME, FEATURES), (BATCH, TIME, UNITS)], seed=1)
    np.testing.assert_array_equal(mine(x, training=True), other(x, training=True))
    np.testing.assert_array_equal(mine.backward(doutput), other.backward(doutput))
    for gradient, right in zip(mine.gradients, other.gradients, strict=True):
        np.testing.assert_array_equal(gradient, right)


@every_kind
def test_it_can_be_read_in_both_directions(make, step, backward, gates, more):
    both = with_random_weights(Bidirectional(make(UNITS)))
    (x,) = draw([(BATCH, TIME, FEATURES)], seed=1)
    half = with_random_weights(make(UNITS))
    half.set_weights(both.get_weights()[len(half.get_weights()) :])
    np.testing.assert_allclose(both(x)[:, UNITS:], half(x[:, ::-1]), rtol=1e-9)


@every_kind
def test_float32_stays_float32(make, step, backward, gates, more):
    layer = with_random_weights(make(UNITS))
    (x,) = draw([(BATCH, TIME, FEATURES)], seed=1)
    assert layer(x.astype(np.float32), training=True).dtype == np.float32
    assert layer.backward(np.ones((BATCH, UNITS))).dtype == np.float32


def first_weights(layer):
    layer.build((None, None, FEATURES))
    return dict(zip(layer.weight_names, layer.get_weights(), strict=True))


@every_kind
def test_the_first_weights_have_the_shapes_of_the_steps_weights(make, step, backward, gates, more):
    weights = first_weights(make(UNITS, rng=0))
    columns = gates * UNITS
    shapes = {"kernel": (FEATURES, columns), "recurrent_kernel": (UNITS, columns)}
    shapes |= {"bias": (columns,), **more}
    assert {name: weight.shape for name, weight in weights.items()} == shapes


def test_where_there_is_a_forget_gate_its_bias_starts_at_one():
    block = np.repeat(np.eye(4), UNITS, axis=1)
    for make in (PeepholeLSTM, LayerNormalisedLSTM, AblatedLSTM):
        np.testing.assert_array_equal(first_weights(make(UNITS))["bias"], block[1])
        np.testing.assert_array_equal(first_weights(make(UNITS, unit_forget_bias=False))["bias"], 0)
    block = np.repeat(np.eye(3), UNITS, axis=1)
    np.testing.assert_array_equal(first_weights(AblatedLSTM(UNITS, kept="fo"))["bias"], block[0])
    np.testing.assert_array_equal(first_weights(AblatedLSTM(UNITS, kept="io"))["bias"], 0)
    for make in (LSTM1997, CoupledLSTM):
        np.testing.assert_array_equal(first_weights(make(UNITS))["bias"], 0)


def test_peepholes_start_at_zero_and_gains_at_one():
    np.testing.assert_array_equal(first_weights(PeepholeLSTM(UNITS))["peepholes"], 0)
    weights = first_weights(LayerNormalisedLSTM(UNITS))
    for name, value in {"gain_x": 1, "gain_h": 1, "gain_c": 1, "shift": 0}.items():
        np.testing.assert_array_equal(weights[name], value)


def test_a_new_layer_with_peepholes_or_with_all_parts_is_an_lstm():
    (x,) = draw([(BATCH, TIME, FEATURES)], seed=1)
    lstm = LSTM(UNITS, rng=0)(x)
    for make in (PeepholeLSTM, AblatedLSTM):
        np.testing.assert_allclose(make(UNITS, rng=0)(x), lstm, rtol=1e-9)


@pytest.mark.parametrize(
    "options, message",
    [
        ({"kept": "ifoz"}, "kept must be a string of letters out of \"ifo\", but it is 'ifoz'"),
        ({"kept": ["i"]}, "kept must be a string"),
        ({"squashed": "i"}, 'squashed must be a string of letters out of "ch"'),
    ],
)
def test_a_part_that_it_has_not_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        AblatedLSTM(UNITS, **options)


def test_the_parameters_of_three_features_and_four_units_are_counted_by_their_blocks():
    counts = {}
    for name, (make, *_) in KINDS.items():
        counts[name] = sum(weight.size for weight in first_weights(make(UNITS)).values())
    block = (FEATURES + UNITS + 1) * UNITS
    assert counts == {
        "1997": 3 * block,
        "coupled": 3 * block,
        "peephole": 4 * block + 3 * UNITS,
        "normalised": 4 * block + 10 * UNITS,
        "ablated": 3 * block,
    }
