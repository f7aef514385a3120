"""Every layer gives the values and every gradient of the Keras layer of the same name.

Both compute in float64. JAX differentiates Keras' layer, as Keras itself does when it trains.
"""

from itertools import product

import jax
import keras
import numpy as np
import pytest
from keras_precision import keras_in_float64  # noqa: F401  a fixture

from unrolled import layers

pytestmark = pytest.mark.usefixtures("keras_in_float64")

BATCH, TIME, FEATURES, UNITS = 5, 4, 3, 2
# Missing: a step inside, the last steps, the first steps, every step, none.
MASK = np.array([[1, 0, 1, 1], [1, 1, 0, 0], [0, 0, 1, 1], [0] * 4, [1] * 4], dtype=bool)
KINDS = {
    "SimpleRNN": ("SimpleRNN", {}),
    "LSTM": ("LSTM", {}),
    "GRU": ("GRU", {}),
    "GRU reset before": ("GRU", {"reset_after": False}),
}
every_kind = pytest.mark.parametrize("name, options", KINDS.values(), ids=KINDS)
# What is given and returned alternates, so that each choice meets every other choice.
MASKS = {"no mask": (None, False), "mask": (MASK, False), "mask to zero": (MASK, True)}
CASES = [
    (mask, zero, every, backwards, (n + n // 2) % 2 == 0, (n + n // 4) % 2 == 0)
    for n, ((mask, zero), every, backwards) in enumerate(
        product(MASKS.values(), [False, True], [False, True])
    )
]
# The LSTM meets every case; the others, which share the code of the cases, every third.
KINDS_AND_CASES = [
    (*KINDS[kind], *case)
    for n, kind in enumerate(KINDS)
    for case in (CASES if kind == "LSTM" else CASES[n % 3 :: 3])
]


def draw(shapes, seed):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def both(name, merge_mode="no", **options):
    """Return Keras' layer and ours, with the same random weights."""
    theirs = getattr(keras.layers, name)(UNITS, **options)
    ours = getattr(layers, name)(UNITS, rng=5, **options)
    if merge_mode != "no":
        theirs = keras.layers.Bidirectional(theirs, merge_mode=merge_mode)
        ours = layers.Bidirectional(ours, merge_mode=merge_mode)
    theirs.build((BATCH, TIME, FEATURES))
    weights = draw([variable.shape for variable in theirs.trainable_variables], seed=0)
    ours.set_weights(weights)
    for variable, weight in zip(theirs.trainable_variables, weights, strict=True):
        variable.assign(weight)
    return theirs, ours


def as_list(value):
    return list(value) if isinstance(value, tuple | list) else [value]


def run_keras(layer, x, start, mask, doutputs):
    """Return what Keras' layer returns, and the gradients of x, of the states, of the weights."""
    fixed = [variable.value for variable in layer.non_trainable_variables]

    def call(x, start, weights):
        given = {"initial_state": start} if start else {}
        returned, _ = layer.stateless_call(weights, fixed, x, mask=mask, training=True, **given)
        return as_list(returned)

    with jax.disable_jit():  # to compile each loop would take longer than all of them run
        weights = [variable.value for variable in layer.trainable_variables]
        returned, back = jax.vjp(call, x, start, weights)
        dx, dstart, dweights = back(list(map(jax.numpy.asarray, doutputs)))
    return returned, [dx, *dstart, *dweights]


def assert_same(theirs, ours, start=(), mask=None):
    """Compare all values and gradients for random x, and random gradients of the outputs."""
    (x,) = draw([(BATCH, TIME, FEATURES)], seed=1)
    returned = as_list(ours(x, start or None, mask=mask, training=True))
    doutputs = draw([value.shape for value in returned], seed=2)
    gradients = [*as_list(ours.backward(*doutputs)), *ours.gradients]
    expected = run_keras(theirs, x, start, mask, doutputs)
    for values, rights in zip((returned, gradients), expected, strict=True):
        for value, right in zip(values, rights, strict=True):
            assert value.shape == right.shape
            np.testing.assert_allclose(value, right, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(
    "name, options, mask, zero, every, backwards, state, start", KINDS_AND_CASES
)
def test_a_layer_and_its_gradient(name, options, mask, zero, every, backwards, state, start):
    theirs, ours = both(
        name,
        return_sequences=every,
        return_state=state,
        go_backwards=backwards,
        zero_output_for_mask=zero,
        **options,
    )
    states = draw([(BATCH, UNITS)] * len(ours.states), seed=3) if start else []
    assert_same(theirs, ours, states, mask)


@pytest.mark.parametrize(
    "merge_mode, every, name, mask, state",
    [
        (merge_mode, every, ["LSTM", "GRU"][n // 2 % 2], MASK if n % 3 else None, n % 4 in (0, 3))
        for n, (merge_mode, every) in enumerate(
            product(["concat", "sum", "mul", "ave", None], [False, True])
        )
    ],
)
def test_two_directions_and_their_gradient(merge_mode, every, name, mask, state):
    theirs, ours = both(name, merge_mode, return_sequences=every, return_state=state)
    count = 2 * len(ours.forward_layer.states)
    start = draw([(BATCH, UNITS)] * count, seed=3) if not state else []
    assert_same(theirs, ours, start, mask)


@every_kind
@pytest.mark.parametrize(
    "rates",
    [{"dropout": 0.4}, {"recurrent_dropout": 0.3}, {"dropout": 0.4, "recurrent_dropout": 0.3}],
)
def test_dropout_with_the_same_factors(name, options, rates, monkeypatch):
    theirs, ours = both(name, return_sequences=True, return_state=True, **rates, **options)
    draw_factors = ours._draw_factors

    def give_keras_the_same(x):
        factors = draw_factors(x)
        for attribute, factor in zip(
            ["_dropout_mask", "_recurrent_dropout_mask"], factors, strict=True
        ):
            if factor is not None:
                assert 0 < np.mean(factor == 0) < 1
                shared = factor[0] if len(factor) == 1 else list(factor)
                setattr(theirs.cell, attribute, shared)
        return factors

    monkeypatch.setattr(ours, "_draw_factors", give_keras_the_same)
    assert_same(theirs, ours, draw([(BATCH, UNITS)] * len(ours.states), seed=3), MASK)


@pytest.mark.parametrize("name, merge_mode", [("LSTM", "no"), ("GRU", "no"), ("LSTM", "concat")])
def test_a_stateful_layer_carries_on_and_starts_anew(name, merge_mode):
    theirs, ours = both(name, merge_mode, stateful=True, return_sequences=True)
    first, second = draw([(BATCH, TIME, FEATURES)] * 2, seed=7)
    for x in (first, second):
        np.testing.assert_allclose(ours(x, mask=MASK), theirs(x, mask=MASK), rtol=1e-10)
    assert_same(theirs, ours, mask=MASK)
    theirs.reset_state()
    ours.reset_state()
    np.testing.assert_allclose(ours(first), theirs(first), rtol=1e-10)
