"""The layers against their own step functions, looped by hand."""

from itertools import product

import numpy as np
import pytest

from unrolled.gru import flip_update_gate, gru_step, gru_step_reset_after
from unrolled.layers import GRU, LSTM, Bidirectional, SimpleRNN
from unrolled.lstm import lstm_step
from unrolled.rnn import rnn_step

BATCH, TIME, FEATURES, UNITS = 2, 5, 3, 4


def gru_step_that_keeps(x_t, h_prev, kernel, recurrent_kernel, bias):
    flipped = map(flip_update_gate, (kernel, recurrent_kernel, bias))
    return gru_step(x_t, h_prev, *flipped)


def reset_before(units, **options):
    return GRU(units, reset_after=False, **options)


# layer, the step it must follow, its number of states, its weights' shapes
KINDS = {
    "SimpleRNN": (SimpleRNN, rnn_step, 1, [(3, 4), (4, 4), (4,)]),
    "LSTM": (LSTM, lstm_step, 2, [(3, 16), (4, 16), (16,)]),
    "GRU": (GRU, gru_step_reset_after, 1, [(3, 12), (4, 12), (2, 12)]),
    "GRU reset before": (reset_before, gru_step_that_keeps, 1, [(3, 12), (4, 12), (12,)]),
}
every_kind = pytest.mark.parametrize("make, step, states, shapes", KINDS.values(), ids=KINDS)
every_layer = pytest.mark.parametrize("make", [kind[0] for kind in KINDS.values()], ids=KINDS)


@pytest.fixture
def x():
    return np.random.default_rng(0).standard_normal((BATCH, TIME, FEATURES))


def draw(shapes, seed=1):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def by_hand(step, x, states, weights):
    hidden_states = []
    for t in range(x.shape[1]):
        states = step(x[:, t], *states, *weights)
        states = list(states) if isinstance(states, tuple) else [states]
        hidden_states.append(states[0])
    return np.stack(hidden_states, axis=1), states


@every_kind
@pytest.mark.parametrize(
    "return_sequences, return_state, go_backwards, start", list(product([False, True], repeat=4))
)
def test_a_layer_returns_what_a_loop_by_hand_gives(
    x, make, step, states, shapes, return_sequences, return_state, go_backwards, start
):
    layer = make(
        UNITS,
        return_sequences=return_sequences,
        return_state=return_state,
        go_backwards=go_backwards,
    )
    weights, initial = draw(shapes), draw([(BATCH, UNITS)] * states, seed=2)
    layer.set_weights(weights)
    returned = layer(x, initial_state=initial) if start else layer(x)

    zeros = [np.zeros((BATCH, UNITS))] * states
    read = x[:, ::-1] if go_backwards else x
    hidden_states, last = by_hand(step, read, initial if start else zeros, weights)
    expected = [hidden_states if return_sequences else hidden_states[:, -1]]
    if return_state:
        assert isinstance(returned, tuple)
        expected += last
    else:
        assert isinstance(returned, np.ndarray)
        returned = (returned,)
    for value, right in zip(returned, expected, strict=True):
        np.testing.assert_allclose(value, right, rtol=1e-12, atol=1e-14, strict=True)


@every_kind
@pytest.mark.parametrize("go_backwards, zeros", list(product([False, True], repeat=2)))
def test_a_masked_step_keeps_the_states_and_repeats_the_output_or_gives_zeros(
    x, make, step, states, shapes, go_backwards, zeros
):
    options = {"go_backwards": go_backwards, "zero_output_for_mask": zeros}
    layer = make(UNITS, return_sequences=True, return_state=True, **options)
    last_output = make(UNITS, **options)
    weights, initial = draw(shapes), draw([(BATCH, UNITS)] * states, seed=2)
    layer.set_weights(weights)
    last_output.set_weights(weights)
    mask = np.array([[False, True, True, False, True], [True, False, True, False, False]])
    outputs, *last = layer(x, initial, mask=mask)

    order = slice(None, None, -1 if go_backwards else 1)
    for b in range(BATCH):
        before = [state[b : b + 1] for state in initial]
        read = zip(x[b, order], mask[b, order], outputs[b], strict=True)
        for x_t, real, output in read:
            if real:
                _, before = by_hand(step, x_t[np.newaxis, np.newaxis], before, weights)
            expected = 0 * before[0] if zeros and not real else before[0]
            np.testing.assert_allclose(output, expected[0], rtol=1e-12)
        for value, right in zip(last, before, strict=True):
            np.testing.assert_allclose(value[b], right[0], rtol=1e-12)
    np.testing.assert_array_equal(last_output(x, initial, mask=mask), outputs[:, -1])


@every_kind
@pytest.mark.parametrize("cut", range(1, TIME))
def test_reading_in_two_pieces_and_carrying_the_states_equals_reading_at_once(
    x, make, step, states, shapes, cut
):
    layer = make(UNITS, return_sequences=True, return_state=True, rng=0)
    whole, *last = layer(x)
    first, *carried = layer(x[:, :cut])
    second, *last_of_pieces = layer(x[:, cut:], initial_state=carried)
    pieces = np.concatenate([first, second], axis=1)
    np.testing.assert_allclose(pieces, whole, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(last_of_pieces, last, rtol=1e-12, atol=1e-14)


@every_layer
def test_going_backwards_is_reading_the_reversed_sequence(x, make):
    forward, backward = make(UNITS, return_sequences=True), make(UNITS, go_backwards=True)
    forward.build(x.shape)
    backward.set_weights(forward.get_weights())
    np.testing.assert_array_equal(backward(x), forward(x[:, ::-1])[:, -1])
    assert np.abs(backward(x) - forward(x)[:, -1]).max() > 1e-3


@pytest.mark.parametrize("make", [SimpleRNN, GRU, reset_before])
def test_one_state_may_come_without_a_list(x, make):
    layer = make(UNITS, rng=0)
    h_0 = np.ones((BATCH, UNITS))
    np.testing.assert_array_equal(layer(x, initial_state=h_0), layer(x, initial_state=[h_0]))
    assert np.abs(layer(x, initial_state=h_0) - layer(x)).max() > 1e-3


@every_layer
def test_float32_gives_float32_and_the_other_floating_types_float64(x, make):
    layer = make(UNITS, return_sequences=True, return_state=True, rng=0)
    start = [np.ones((BATCH, UNITS), int)] * len(layer.states)
    for given, got in [("f4", "f4"), ("f8", "f8"), ("f2", "f8"), ("longdouble", "f8")]:
        assert {value.dtype for value in layer(x.astype(given), start)} == {np.dtype(got)}
    assert {value.dtype for value in layer(x.tolist(), start)} == {np.dtype(np.float64)}
    single = layer(x.astype(np.float32), start)
    for value, right in zip(single, layer(x, start), strict=True):
        np.testing.assert_allclose(value, right, rtol=1e-5, atol=1e-6)


@every_layer
def test_a_call_leaves_its_arguments_and_the_layer_as_they_are(x, make):
    layer = make(UNITS, return_sequences=True, return_state=True, rng=0)
    start = [np.ones((BATCH, UNITS)) for _ in layer.states]
    before, first = x.copy(), layer(x, start)
    weights = layer.get_weights()
    for value in first:
        value[...] = 7  # what was returned belongs to the caller alone
    second = layer(x, start)
    np.testing.assert_array_equal(x, before)
    np.testing.assert_array_equal(start, 1)
    for value, right in zip(layer.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(value, right)
    assert all(np.abs(value).max() < 7 for value in second)


@every_kind
def test_weights_have_keras_order_and_shapes(x, make, step, states, shapes):
    layer = make(UNITS)
    layer.build((None, None, FEATURES))
    assert [weight.shape for weight in layer.get_weights()] == shapes
    weights = draw(shapes)
    layer.set_weights(weights)
    for weight, right in zip(layer.get_weights(), weights, strict=True):
        np.testing.assert_array_equal(weight, right)


@every_layer
def test_nobody_outside_can_write_into_the_weights(x, make):
    layer, unbuilt = make(UNITS, rng=0), make(UNITS)
    before = layer(x)
    own = layer.get_weights()
    layer.set_weights(own)
    unbuilt.set_weights(own)
    for weight in (*own, *layer.get_weights()):
        weight[...] = 0
    np.testing.assert_array_equal(layer(x), before)
    np.testing.assert_array_equal(unbuilt(x), before)


@every_layer
def test_a_seed_or_a_generator_makes_the_first_weights_repeatable(x, make):
    np.testing.assert_array_equal(make(UNITS, rng=5)(x), make(UNITS, rng=5)(x))
    generator = np.random.default_rng(5)
    np.testing.assert_array_equal(make(UNITS, rng=generator)(x), make(UNITS, rng=5)(x))
    assert np.abs(make(UNITS, rng=6)(x) - make(UNITS, rng=5)(x)).max() > 1e-3
    assert np.abs(make(UNITS)(x) - make(UNITS)(x)).max() > 1e-3


@every_kind
def test_the_first_weights_are_drawn_as_in_keras(make, step, states, shapes):
    layer = make(50, rng=0)
    layer.build((None, None, 30))
    kernel, recurrent_kernel, _ = layer.get_weights()
    limit = np.sqrt(6 / sum(kernel.shape))
    assert 0.99 * limit < np.abs(kernel).max() <= limit
    np.testing.assert_allclose(recurrent_kernel @ recurrent_kernel.T, np.eye(50), atol=1e-12)


@every_kind
def test_the_first_bias_is_zero_but_for_the_forget_gate(make, step, states, shapes):
    layer = make(UNITS)
    layer.build((None, None, FEATURES))
    expected = np.zeros(shapes[2])
    if make is LSTM:
        expected[4:8] = 1
    np.testing.assert_array_equal(layer.get_weights()[2], expected)


def test_without_unit_forget_bias_the_whole_bias_starts_at_zero():
    layer = LSTM(UNITS, unit_forget_bias=False)
    layer.build((None, None, FEATURES))
    np.testing.assert_array_equal(layer.get_weights()[2], np.zeros(16))


@every_layer
@pytest.mark.parametrize("batch, time, features, units", [(1, 1, 1, 1), (3, 1, 2, 3), (0, 2, 3, 4)])
def test_the_smallest_sizes_work(make, batch, time, features, units):
    layer = make(units, return_sequences=True, return_state=True)
    output, *states = layer(np.ones((batch, time, features)))
    assert output.shape == (batch, time, units)
    assert {state.shape for state in states} == {(batch, units)}


def test_stacked_layers_read_each_other():
    x = np.random.default_rng(0).standard_normal((BATCH, TIME, FEATURES))
    first, second = LSTM(UNITS, return_sequences=True, rng=0), GRU(2, rng=0)
    third = Bidirectional(SimpleRNN(UNITS, return_sequences=True, rng=0))
    assert second(third(first(x))).shape == (BATCH, 2)


@pytest.mark.parametrize("reset_after", [True, False])
def test_the_other_convention_of_the_update_gate_is_the_flipped_weights(x, reset_after):
    keeps = GRU(UNITS, reset_after=reset_after, rng=0)
    takes = GRU(UNITS, reset_after=reset_after, update_gate="takes")
    keeps.build(x.shape)
    takes.set_weights(list(map(flip_update_gate, keeps.get_weights())))
    y = keeps(x, training=True)
    np.testing.assert_array_equal(takes(x, training=True), y)
    np.testing.assert_array_equal(takes.backward(y), keeps.backward(y))
    for gradient, right in zip(takes.gradients, keeps.gradients, strict=True):
        np.testing.assert_array_equal(gradient, flip_update_gate(right))


def test_an_update_gate_that_takes_is_the_step_of_the_notes(x):
    layer = GRU(UNITS, reset_after=False, update_gate="takes", return_sequences=True)
    weights = draw([(3, 12), (4, 12), (12,)])
    layer.set_weights(weights)
    hidden_states, _ = by_hand(gru_step, x, [np.zeros((BATCH, UNITS))], weights)
    np.testing.assert_allclose(layer(x), hidden_states, rtol=1e-12, atol=1e-14)


@every_layer
def test_with_return_sequences_the_mask_is_passed_on(x, make):
    mask = np.ones(x.shape[:2], bool)
    for layer in (make(UNITS), Bidirectional(make(UNITS))):
        assert layer.compute_mask(x, mask) is None
    every = make(UNITS, return_sequences=True)
    for layer in (every, Bidirectional(every)):
        assert layer.compute_mask(x, mask) is mask
        assert layer.compute_mask(x) is None


@every_layer
def test_new_weights_are_written_into_the_arrays_that_an_optimiser_holds(x, make):
    for layer in (make(UNITS, rng=0), Bidirectional(make(UNITS, rng=0))):
        layer.build(x.shape)
        held = layer.weights
        layer.set_weights([weight + 1 for weight in held])
        for array, value in zip(held, layer.get_weights(), strict=True):
            np.testing.assert_array_equal(array, value)
        before = layer(x)
        held[0][...] = 0
        assert np.abs(layer(x) - before).max() > 1e-3
