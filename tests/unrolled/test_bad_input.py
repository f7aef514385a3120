"""Whatever does not fit is refused with a sentence that names it, before any number is computed."""

import re
from functools import partial

import numpy as np
import pytest
from hypothesis import assume
from hypothesis import strategies as st
from layer_cases import KINDS, every_kind, for_all, sizes, state_count

from unrolled.layers import Conv1D, Dense, Embedding, Masking, Sequential, TimeDistributed

BATCH, TIME, FEATURES, UNITS = 2, 5, 3, 4


def recurrent(kind, **options):
    return lambda: KINDS[kind][0](UNITS, return_sequences=True, rng=0, **options)


RECURRENT = {kind: recurrent(kind) for kind in KINDS}
OTHERS = {
    "Dense": lambda: Dense(UNITS, rng=0),
    "Conv1D": lambda: Conv1D(UNITS, 2, rng=0),
    "Masking": Masking,
    "TimeDistributed": lambda: TimeDistributed(Dense(UNITS, rng=0)),
    "Sequential": lambda: Sequential([Masking(), RECURRENT["LSTM"]()]),
}
READERS = {**RECURRENT, **OTHERS}
WITH_WEIGHTS = {name: make for name, make in READERS.items() if name != "Masking"}
WRONG_AXES = {"Dense": [0, 1], "Masking": [0, 1, 2], "TimeDistributed": [0, 1, 2]}

for_few = partial(for_all, examples=6)
every_reader = pytest.mark.parametrize("name", READERS)
with_weights = pytest.mark.parametrize("name", WITH_WEIGHTS)
shapes = st.lists(st.integers(1, 4), max_size=5).map(tuple)
WRONG_TYPES = [int, bool, complex, str, object, "datetime64[s]"]


def x_of(*shape):
    return np.random.default_rng(0).standard_normal(shape)


X = x_of(BATCH, TIME, FEATURES)


def built(name):
    layer = READERS[name]()
    layer(X)
    return layer


def refused(call, *words):
    """Expect a ValueError that our own code raises, a whole sentence with these words in it."""
    with pytest.raises(ValueError) as caught:
        call()
    message = str(caught.value)
    for word in words:
        assert str(word) in message, f"{word!r} is not in: {message}"
    assert re.match(r"^[\w`].*\.$", message, re.DOTALL)
    assert str(caught.traceback[-1].statement).lstrip().startswith("raise ValueError")


@every_reader
@for_few(st.data())
def test_x_of_another_number_of_axes(name, data):
    axes = data.draw(st.sampled_from(WRONG_AXES.get(name, [0, 1, 2, 4, 5])))
    shape = tuple(data.draw(st.lists(st.integers(1, 4), min_size=axes, max_size=axes)))
    refused(lambda: READERS[name]()(x_of(*shape)), "x has shape", shape)


@with_weights
@for_few(st.integers(1, 9))
def test_x_of_another_number_of_features(name, features):
    assume(features != FEATURES)
    x = x_of(BATCH, TIME, features)
    layer = built(name)
    inner = (BATCH * TIME, features) if name == "TimeDistributed" else x.shape
    refused(lambda: layer(x), f"x has shape {inner}", FEATURES)


@every_reader
@pytest.mark.parametrize("wrong", WRONG_TYPES)
def test_x_of_another_data_type(name, wrong):
    x = np.zeros(X.shape, wrong)
    refused(lambda: READERS[name]()(x), "x ", x.dtype)


@every_reader
@for_few(st.sampled_from([np.nan, np.inf, -np.inf]), st.integers(0, X.size - 1))
def test_x_that_is_not_finite(name, value, place):
    x = X.copy()
    x.flat[place] = value
    refused(lambda: READERS[name]()(x), "x ", value)


@every_reader
def test_x_of_sequences_of_different_lengths(name):
    refused(lambda: READERS[name]()([[[1.0], [2.0]], [[1.0]]]), "x ", "different shapes")


@every_reader
def test_x_with_a_mask_of_numpys_own_kind(name):
    refused(lambda: READERS[name]()(np.ma.masked_greater(X, 1)), "x ", "mask")


@every_kind
@for_few(sizes, shapes, st.data())
def test_a_state_of_another_shape(kind, s, shape, data):
    assume(shape != (s.batch, s.units))
    states = s.states(kind)
    place = data.draw(st.integers(0, len(states) - 1))
    states[place] = np.zeros(shape)
    refused(lambda: s.layer(kind)(s.x, states), "state", shape, (s.batch, s.units))


@every_kind
@for_few(sizes, st.integers(0, 6))
def test_another_number_of_states(kind, s, count):
    right = len(s.states(kind))
    assume(count != right)
    states = [np.zeros((s.batch, s.units))] * count
    refused(lambda: s.layer(kind)(s.x, states), "initial_state", count, right)


@every_kind
@pytest.mark.parametrize("wrong", [complex, str, object])
def test_a_state_of_another_data_type(kind, wrong):
    states = [np.zeros((BATCH, UNITS), wrong)] * state_count(kind)
    refused(lambda: RECURRENT[kind]()(X, states), "state", states[0].dtype)


@every_kind
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_state_that_is_not_finite(kind, value):
    states = [np.full((BATCH, UNITS), value)] * state_count(kind)
    refused(lambda: RECURRENT[kind]()(X, states), "state", value)


@pytest.mark.parametrize("name", [*RECURRENT, "TimeDistributed"])
@for_few(shapes)
def test_a_mask_of_another_shape(name, shape):
    assume(shape != (BATCH, TIME))
    assume(name != "TimeDistributed" or shape[:2] != (BATCH, TIME))
    refused(lambda: READERS[name]()(X, mask=np.full(shape, True)), "mask", shape, (BATCH, TIME))


@pytest.mark.parametrize("name", [*RECURRENT, "TimeDistributed"])
@pytest.mark.parametrize("wrong", [int, float, str, object])
def test_a_mask_of_another_data_type(name, wrong):
    mask = np.ones((BATCH, TIME), wrong)
    refused(lambda: READERS[name]()(X, mask=mask), "mask", mask.dtype)


@every_kind
def test_a_mask_of_different_lengths(kind):
    refused(lambda: RECURRENT[kind]()(X, mask=[[True] * TIME, [True]]), "mask")


@every_reader
@for_few(shapes)
def test_a_gradient_of_another_shape(name, shape):
    layer = READERS[name]()
    output = layer(X, training=True)
    assume(shape != output.shape)
    refused(lambda: layer.backward(np.zeros(shape)), "gradient of ", shape, output.shape)


@every_reader
@for_few(st.integers(0, 5))
def test_another_number_of_gradients(name, count):
    assume(count != 1)
    layer = READERS[name]()
    output = layer(X, training=True)
    refused(lambda: layer.backward(*[output] * count), "backward", count)


@every_reader
def test_backward_without_a_call_that_trains(name):
    layer = READERS[name]()
    refused(lambda: layer.backward(X), "training=True")
    output = layer(X, training=True)
    layer(X)
    refused(lambda: layer.backward(output), "training=True")


@with_weights
@for_few(st.data(), shapes)
def test_weights_of_another_shape_leave_the_old_ones(name, data, shape):
    layer = built(name)
    weights = layer.get_weights()
    place = data.draw(st.integers(0, len(weights) - 1))
    assume(shape != weights[place].shape)
    wrong = [weight + 1 for weight in weights]
    wrong[place] = np.zeros(shape)
    refused(lambda: layer.set_weights(wrong), "ernel" if place == 0 else "weight", shape)
    assert all(map(np.array_equal, layer.get_weights(), weights))


@with_weights
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_not_finite(name, value):
    layer = built(name)
    weights = layer.get_weights()
    wrong = [*weights[:-1], np.full_like(weights[-1], value)]
    refused(lambda: layer.set_weights(wrong), value)
    assert all(map(np.array_equal, layer.get_weights(), weights))


@every_reader
@pytest.mark.parametrize("wrong", [None, 3])
def test_weights_that_are_no_list(name, wrong):
    refused(lambda: READERS[name]().set_weights(wrong), "weights")


@every_reader
def test_every_layer_takes_its_own_weights_back(name):
    layer, other = built(name), READERS[name]()
    layer.set_weights(layer.get_weights())
    other.set_weights(layer.get_weights())
    np.testing.assert_array_equal(other(X), layer(X))


@with_weights
@for_few(st.integers(0, 8))
def test_another_number_of_weights(name, count):
    layer = built(name)
    right = len(layer.get_weights())
    assume(count != right)
    refused(lambda: layer.set_weights([np.zeros((1, 1))] * count), "weights", count, right)
    refused(lambda: READERS[name]().set_weights([np.zeros((1, 1))] * count), "weights", count)


@pytest.mark.parametrize("wrong", [True, 0, -1, 2.0, "3", None, np.nan, [4]])
@pytest.mark.parametrize(
    "make, name",
    [
        *((KINDS[kind][0], "units") for kind in KINDS),
        (Dense, "units"),
        (lambda n: Conv1D(n, 2), "filters"),
        (lambda n: Conv1D(2, n), "kernel_size"),
        (lambda n: Conv1D(2, 2, strides=n), "strides"),
        (lambda n: Conv1D(2, 2, dilation_rate=n), "dilation_rate"),
        (lambda n: Embedding(n, 2), "input_dim"),
        (lambda n: Embedding(2, n), "output_dim"),
    ],
)
def test_a_size_that_is_no_positive_whole_number(make, name, wrong):
    refused(lambda: make(wrong), name, repr(wrong))


@pytest.mark.parametrize("name", ["dropout", "recurrent_dropout"])
@pytest.mark.parametrize("wrong", [-0.1, 1, 1.5, np.nan, "0.5", None, True])
@every_kind
def test_a_rate_that_is_none(kind, name, wrong):
    refused(lambda: KINDS[kind][0](UNITS, **{name: wrong}), name, repr(wrong))


@every_kind
@for_few(st.integers(1, 5))
def test_a_stateful_layer_and_another_batch_size(kind, batch):
    assume(batch != BATCH)
    layer = recurrent(kind, stateful=True)()
    first = layer(X)
    layer.reset_state()
    layer(X)
    refused(lambda: layer(x_of(batch, TIME, FEATURES)), f"x has a batch of {batch}", "reset_state")
    layer.reset_state()
    np.testing.assert_array_equal(layer(X), first)
    layer.reset_state()
    assert layer(x_of(batch, TIME, FEATURES)).shape[0] == batch


@for_few(shapes, st.integers(1, 6), st.integers(-3, 9))
def test_a_token_without_a_row(shape, input_dim, token):
    tokens, layer = np.zeros(shape, int), Embedding(input_dim, 2)
    tokens.flat[-1] = token
    if 0 <= token < input_dim:
        assert layer(tokens).shape == (*shape, 2)
    else:
        refused(lambda: layer(tokens), "x ", token, input_dim - 1)


@pytest.mark.parametrize("wrong", [float, bool, complex, str, object])
def test_tokens_of_another_data_type(wrong):
    x = np.zeros((BATCH, TIME), wrong)
    refused(lambda: Embedding(3, 2)(x), "x ", x.dtype)


def test_tokens_of_different_lengths():
    refused(lambda: Embedding(3, 2)([[1, 2], [1]]), "x ", "different shapes")
