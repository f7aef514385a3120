"""Layers and data of random sizes, for the properties that all recurrent layers share."""

from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from unrolled.gru import (
    flip_update_gate,
    gru_step,
    gru_step_backward,
    gru_step_reset_after,
    gru_step_reset_after_backward,
)
from unrolled.layers import GRU, LSTM, RNN, Bidirectional, SimpleRNN
from unrolled.lstm import lstm_step, lstm_step_backward
from unrolled.rnn import rnn_step, rnn_step_backward


def rnn_backward(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias):
    h_t = rnn_step(x_t, h_prev, kernel, recurrent_kernel, bias)
    return rnn_step_backward(dh_t, x_t, h_prev, h_t, kernel, recurrent_kernel)


def flipped(step):
    return lambda x_t, h_prev, *weights: step(x_t, h_prev, *map(flip_update_gate, weights))


def flipped_backward(step_backward):
    def backward(dh_t, x_t, h_prev, *weights):
        flipped_weights = map(flip_update_gate, weights)
        dx_t, dh_prev, *dweights = step_backward(dh_t, x_t, h_prev, *flipped_weights)
        return dx_t, dh_prev, *map(flip_update_gate, dweights)

    return backward


# layer, its readable step, the step's gradient
AFTER = (gru_step_reset_after, gru_step_reset_after_backward)
RECURRENT = {
    "SimpleRNN": (SimpleRNN, rnn_step, rnn_backward),
    "LSTM": (LSTM, lstm_step, lstm_step_backward),
    "GRU": (GRU, *AFTER),
    "GRU z takes": (
        partial(GRU, update_gate="takes"),
        flipped(gru_step_reset_after),
        flipped_backward(gru_step_reset_after_backward),
    ),
    "GRU before": (
        partial(GRU, reset_after=False),
        flipped(gru_step),
        flipped_backward(gru_step_backward),
    ),
    "GRU before, z takes": (
        partial(GRU, reset_after=False, update_gate="takes"),
        gru_step,
        gru_step_backward,
    ),
    "RNN": (
        partial(RNN, lstm_step, lstm_step_backward, gates=4, states=("h", "c")),
        lstm_step,
        lstm_step_backward,
    ),
}


def both_ways(make, merge_mode, units, **options):
    return Bidirectional(make(units, **options), merge_mode=merge_mode)


MERGED = {
    "Bidirectional LSTM": (partial(both_ways, LSTM, "concat"),),
    "Bidirectional GRU, mul": (partial(both_ways, GRU, "mul"),),
}
KINDS = {**RECURRENT, **MERGED}
every_recurrent = pytest.mark.parametrize("kind", RECURRENT)
every_kind = pytest.mark.parametrize("kind", KINDS)


def state_count(kind):
    layer = KINDS[kind][0](1)
    if isinstance(layer, Bidirectional):
        return 2 * len(layer.forward_layer.states)
    return len(layer.states)


@dataclass(frozen=True)
class Sizes:
    """The sizes of one example, and the seed of all its numbers."""

    batch: int
    time: int
    features: int
    units: int
    seed: int

    def draw(self, *shape, nth=0):
        return np.random.default_rng([self.seed, nth]).standard_normal(shape)

    @property
    def x(self):
        return self.draw(self.batch, self.time, self.features, nth=1)

    @property
    def mask(self):
        return self.draw(self.batch, self.time, nth=2) > -0.4

    def layer(self, kind, **options):
        """Return a layer with random weights, the same at every call."""
        options = {"return_sequences": True, "return_state": True, "rng": 0, **options}
        layer = KINDS[kind][0](self.units, **options)
        layer.build(self.x.shape)
        shapes = [weight.shape for weight in layer.get_weights()]
        layer.set_weights([self.draw(*shape, nth=10 + n) for n, shape in enumerate(shapes)])
        return layer

    def states(self, kind):
        shape = (self.batch, self.units)
        return [self.draw(*shape, nth=20 + n) for n in range(state_count(kind))]

    def doutputs(self, outputs, nth=30):
        return [self.draw(*np.shape(o), nth=nth + n) for n, o in enumerate(outputs)]


small = st.integers(1, 4)
sizes = st.builds(Sizes, small, st.integers(1, 5), small, small, st.integers(0, 999))
longer = st.builds(Sizes, small, st.integers(2, 5), small, small, st.integers(0, 999))


def for_all(*strategies, examples=12):
    """Run the test for the same few random examples every time."""
    chosen = settings(
        deadline=None, max_examples=examples, derandomize=True, phases=[Phase.generate]
    )
    return lambda test: chosen(given(*strategies)(test))


@dataclass
class Run:
    """What one call with training=True and the way back returned."""

    outputs: tuple
    dx: np.ndarray
    dstates: list
    dweights: list = field(repr=False)

    def values(self):
        return [*self.outputs, self.dx, *self.dstates, *self.dweights]


def run(layer, x, states=None, mask=None, doutputs=None):
    """Call ``layer`` and go back; ``doutputs``: gradients, or a function of the outputs."""
    outputs = as_tuple(layer(x, states, mask=mask, training=True))
    given = doutputs(outputs) if callable(doutputs) else doutputs
    dx, *dstates = as_tuple(layer.backward(*given))
    return Run(outputs, dx, dstates, [np.array(gradient) for gradient in layer.gradients])


def as_tuple(value):
    return value if isinstance(value, tuple) else (value,)


def assert_close(values, expected, rtol=1e-9, atol=1e-10):
    for value, right in zip(values, expected, strict=True):
        np.testing.assert_allclose(value, right, rtol=rtol, atol=atol)
