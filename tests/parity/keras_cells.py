"""Recurrent cells of Keras' own tests: those they define, and those with a layer of ours."""

from functools import partial

import keras
import numpy as np
from keras_adapter import GRU, LSTM, Adapted, SimpleRNN

import unrolled.layers


class Layer:
    """The base of the layers and cells that the test files define themselves."""

    def __init__(self):
        self.added, self.ours = [], _AsOurs(self)

    def add_weight(self, shape, initializer, name):
        self.added.append(np.array(keras.initializers.get(initializer)(shape), float))
        return self.added[-1]


class _AsOurs(unrolled.layers.Layer):
    def __init__(self, theirs):
        super().__init__()
        self.theirs = theirs

    def __call__(self, x, *, mask=None, training=False):
        return self.theirs.call(x, mask=mask)


class CellOf:
    """A Keras cell that has the weights and the step of one of our layers."""

    def __init__(self, *arguments, **options):
        self.arguments, self.options = arguments, options

    def layer(self, **options):
        return self.kind(*self.arguments, **self.options, **options)


class SimpleRNNCell(CellOf):
    kind = SimpleRNN


class LSTMCell(CellOf):
    kind = LSTM


class GRUCell(CellOf):
    kind = GRU


class OwnCell(Adapted):
    """Our RNN over the step of a cell that a test file defines, without its gradient."""

    goes_back = False

    def make(self, cell, **options):
        self.cell = cell
        sizes = cell.state_size if isinstance(cell.state_size, list | tuple) else [cell.units]
        # With us the output is the first state; these cells return what is none of theirs.
        states = ["output", *(f"state {n}" for n in range(len(sizes)))]
        cell.build((None, cell.units))
        more = {f"weight {n}": weight.shape for n, weight in enumerate(cell.added[2:])}
        options |= {"states": states, "more_weights": more, "return_state": True}
        return unrolled.layers.RNN(self.step, None, cell.units, **options)

    def build(self, input_shape):
        self.cell.added.clear()
        self.cell.build(input_shape)
        super().build(input_shape)

    def first_weights(self, drawn):
        kernel, recurrent_kernel, *others = self.cell.added
        return [kernel, recurrent_kernel, drawn[2], *others]  # these cells have no bias

    def step(self, x_t, _, *states_and_weights):
        states = states_and_weights[: len(self.ours.states) - 1]
        kernel, recurrent_kernel, _, *others = states_and_weights[len(states) :]
        for array, weight in zip(self.cell.added, (kernel, recurrent_kernel, *others), strict=True):
            array[...] = weight
        output, states = self.cell.call(x_t, states)
        return (output, *states)

    def __call__(self, x, initial_state=None, **options):
        if initial_state is not None:
            states = initial_state if isinstance(initial_state, list) else [initial_state]
            initial_state = [np.zeros_like(states[0]), *states]
        output, _, *states = super().__call__(x, initial_state, **options)
        return output, *states

    @property
    def weights(self):
        kernel, recurrent_kernel, _, *others = super().weights
        return [kernel, recurrent_kernel, *others]


class RNN(Adapted):
    """A cell along the sequence; several cells are layers that read each other."""

    def make(self, cell, return_sequences=False, return_state=False, **options):
        cells = cell if isinstance(cell, list | tuple) else [cell]
        self.return_state, self.layers = return_state, []
        for nth, one in enumerate(cells, start=1):
            every = return_sequences or nth < len(cells)
            make = one.layer if isinstance(one, CellOf) else partial(OwnCell, one)
            self.layers.append(make(return_sequences=every, return_state=True, **options))

    def __call__(self, x, initial_state=None, **options):
        start, states = initial_state, []
        for layer in self.layers:
            x, *last = layer(x, start, **options)
            states.append(last[0] if len(last) == 1 else last)
            start = None
        states = last if len(self.layers) == 1 else states
        return (x, *states) if self.return_state else x

    def backward(self, doutput):
        for layer in reversed(self.layers):
            doutput = layer.backward(doutput, *(None for _ in layer.ours.states))
        return doutput

    @property
    def weights(self):
        return [weight for layer in self.layers for weight in layer.weights]

    @property
    def gradients(self):
        return [gradient for layer in self.layers for gradient in layer.gradients]

    @property
    def goes_back(self):
        return all(layer.goes_back for layer in self.layers)


CELLS = (Layer, RNN, SimpleRNNCell, LSTMCell, GRUCell)
