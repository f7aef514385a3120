"""Recurrent layers with the arguments, weights and return values of Keras' layers.

A layer is one step function, the loop :func:`unrolled.unroll.unroll` around it, and a
choice of what to return. Weights move to and from Keras unchanged: ``get_weights`` and
``set_weights`` use Keras' order, shapes and gate order.
"""

import copy
from collections.abc import Callable

import numpy as np

from unrolled.checks import (
    as_sequences,
    as_states,
    check_count,
    check_features,
    check_state,
    check_weight,
    positive_integer,
)
from unrolled.gru import flip_update_gate, gru_step, gru_step_reset_after
from unrolled.initial_weights import glorot_uniform, orthogonal
from unrolled.lstm import lstm_step
from unrolled.rnn import rnn_step
from unrolled.unroll import unroll

WEIGHTS = ("kernel", "recurrent_kernel", "bias")

MERGES = {
    "concat": lambda forward, backward: np.concatenate([forward, backward], axis=-1),
    "sum": lambda forward, backward: forward + backward,
    "mul": lambda forward, backward: forward * backward,
    "ave": lambda forward, backward: (forward + backward) / 2,
}


class RecurrentLayer:
    """What :class:`SimpleRNN`, :class:`LSTM` and :class:`GRU` have in common.

    A kind of layer states three things: its ``step`` function, the number of ``gates``
    (blocks side by side in its weights) and the names of its ``states``.
    """

    step: Callable
    gates = 1
    states = ("h",)

    def __init__(
        self, units, *, return_sequences=False, return_state=False, go_backwards=False, rng=None
    ):
        """Choose what the layer returns, and how.

        ``units``: the size of the hidden state. ``return_sequences``: return the hidden
        state of every step and not only the last. ``return_state``: return the last
        states too. ``go_backwards``: read the sequence from its end; the returned steps
        then stand in the order in which they were read. ``rng``: a seed or a NumPy
        Generator for the first weights, without which they differ from run to run.
        """
        self.units = positive_integer("units", units)
        self.return_sequences = return_sequences
        self.return_state = return_state
        self.go_backwards = go_backwards
        self._rng = np.random.default_rng(rng)
        self._weights = None

    def __call__(self, x, initial_state=None):
        """Read the sequences ``x`` (batch, time, features) and return what Keras returns.

        ``initial_state``: the states before the first step, each (batch, units); zeros if
        missing. Returns the last hidden state (batch, units), or with return_sequences
        all of them (batch, time, units); with return_state a tuple of that and the last
        states: h, and for the LSTM c. float32 in gives float32 out, all else float64.
        Raises ValueError when a shape does not fit.
        """
        output, states = self.read(x, initial_state)
        return (output, *states) if self.return_state else output

    def read(self, x, initial_state=None):
        """Do what a call does, but return ``output, states`` whatever return_state says."""
        x = as_sequences(x)
        if self._weights is None:
            self.build(x.shape)
        check_features(x, features=len(self._weights[0]))
        weights = [weight.astype(x.dtype, copy=False) for weight in self._weights]
        steps = x[:, ::-1] if self.go_backwards else x
        start = self._states_before(x, initial_state)
        hidden_states, states = unroll(self.step, steps, start, weights)
        return (hidden_states if self.return_sequences else hidden_states[:, -1]), states

    def build(self, input_shape):
        """Draw the first weights, for inputs of ``input_shape`` (batch, time, features).

        Raises ValueError when the layer has weights already, so that none are lost.
        """
        if self._weights is not None:
            raise ValueError("The layer has weights already. To start anew, make a new layer.")
        features = positive_integer("The number of features", input_shape[-1])
        kernel, recurrent_kernel, bias = self._weight_shapes(features)
        self._weights = [
            glorot_uniform(self._rng, kernel),
            orthogonal(self._rng, recurrent_kernel),
            self._first_bias(bias),
        ]

    def get_weights(self):
        """Return copies of ``[kernel, recurrent_kernel, bias]``, in Keras' shapes."""
        if self._weights is None:
            raise ValueError(
                "The layer has no weights yet, because their shapes depend on the number of "
                "features. Call the layer once, or call build((None, None, features))."
            )
        return [weight.copy() for weight in self._weights]

    def set_weights(self, weights):
        """Take over ``[kernel, recurrent_kernel, bias]``, for example those of a Keras layer.

        A layer without weights learns its number of features from the kernel. Raises
        ValueError when a number or a shape does not fit.
        """
        self._weights = self.checked(weights)

    def checked(self, weights):
        """Return float64 copies of ``weights`` if they fit this layer; raise ValueError if not."""
        check_count("The list of weights", weights, WEIGHTS)
        kernel = np.atleast_2d(weights[0]) if self._weights is None else self._weights[0]
        shapes = self._weight_shapes(features=len(kernel))
        return list(map(check_weight, WEIGHTS, weights, shapes))

    def new_copy(self, go_backwards):
        """Return a layer of the same settings that reads in the given direction, unbuilt."""
        layer = copy.copy(self)
        layer.go_backwards, layer._weights = go_backwards, None
        return layer

    def _weight_shapes(self, features):
        columns = self.gates * self.units
        return (features, columns), (self.units, columns), (columns,)

    def _first_bias(self, shape):
        return np.zeros(shape)

    def _states_before(self, x, initial_state):
        shape = (len(x), self.units)
        if initial_state is None:
            return [np.zeros(shape, x.dtype) for _ in self.states]
        states = zip(self.states, as_states(initial_state, self.states), strict=True)
        return [check_state(name, state, shape).astype(x.dtype) for name, state in states]


class SimpleRNN(RecurrentLayer):
    """The plain recurrent layer: :func:`unrolled.rnn.rnn_step` along the sequence.

    Weights: ``kernel`` (features, units), ``recurrent_kernel`` (units, units), ``bias``
    (units,). State: h. Arguments and returned values: :class:`RecurrentLayer`.
    """

    step = staticmethod(rnn_step)


class LSTM(RecurrentLayer):
    """The LSTM layer: :func:`unrolled.lstm.lstm_step` along the sequence.

    Weights: ``kernel`` (features, 4 units), ``recurrent_kernel`` (units, 4 units),
    ``bias`` (4 units,), blocks in the order input, forget, candidate, output. States: h,
    c. Arguments and returned values: :class:`RecurrentLayer`.
    """

    step = staticmethod(lstm_step)
    gates = 4
    states = ("h", "c")

    def __init__(self, units, *, unit_forget_bias=True, **options):
        """Take :class:`RecurrentLayer`'s arguments and one more.

        ``unit_forget_bias``: start the forget gate's bias at 1 and not at 0. Source:
        R. Jozefowicz, W. Zaremba and I. Sutskever, "An empirical exploration of recurrent
        network architectures", ICML 2015.
        """
        super().__init__(units, **options)
        self.unit_forget_bias = unit_forget_bias

    def _first_bias(self, shape):
        bias = np.zeros(shape)
        if self.unit_forget_bias:
            bias[self.units : 2 * self.units] = 1
        return bias


class GRU(RecurrentLayer):
    """The GRU layer in Keras' two forms; in both of them z keeps the old state.

    Weights: ``kernel`` (features, 3 units), ``recurrent_kernel`` (units, 3 units),
    ``bias`` (2, 3 units), or (3 units,) without reset_after; blocks in the order z, r, h.
    State: h. Arguments and returned values: :class:`RecurrentLayer`.
    """

    gates = 3

    def __init__(self, units, *, reset_after=True, **options):
        """Take :class:`RecurrentLayer`'s arguments and one more.

        ``reset_after``: let the reset gate act after the recurrent product, as in
        :func:`unrolled.gru.gru_step_reset_after`, and not before it.
        """
        super().__init__(units, **options)
        self.reset_after = reset_after
        self.step = gru_step_reset_after if reset_after else _gru_step_that_keeps

    def _weight_shapes(self, features):
        kernel, recurrent_kernel, bias = super()._weight_shapes(features)
        return kernel, recurrent_kernel, ((2, *bias) if self.reset_after else bias)


def _gru_step_that_keeps(x_t, h_prev, *weights):
    # In gru_step z takes the new state; in Keras it keeps the old one.
    return gru_step(x_t, h_prev, *map(flip_update_gate, weights))


class Bidirectional:
    """Two copies of a recurrent layer, one for each direction, and their outputs merged.

    With return_sequences the backward outputs are turned round, so that the outputs of
    one time step stand together. Source: M. Schuster and K. Paliwal, "Bidirectional
    recurrent neural networks", IEEE Transactions on Signal Processing 45 (1997).
    """

    def __init__(self, layer, merge_mode="concat"):
        """Make both layers after the pattern ``layer``, each with weights of its own.

        ``merge_mode``: "concat" (side by side), "sum", "mul" (product), "ave" (mean), or
        None for both outputs. Raises ValueError for another mode, or another ``layer``.
        """
        if not isinstance(layer, RecurrentLayer):
            raise ValueError(
                "Bidirectional needs a recurrent layer such as LSTM(3), but it was given an "
                f"object of the type {type(layer).__name__}."
            )
        if layer.go_backwards:
            raise ValueError(
                "Bidirectional makes the backward layer itself. Give it a layer without "
                "go_backwards=True."
            )
        if merge_mode is not None and merge_mode not in MERGES:
            raise ValueError(
                f"merge_mode must be one of {', '.join(map(repr, MERGES))} or None, but it is "
                f"{merge_mode!r}."
            )
        self.forward_layer = layer.new_copy(go_backwards=False)
        self.backward_layer = layer.new_copy(go_backwards=True)
        self.merge_mode = merge_mode

    def __call__(self, x, initial_state=None):
        """Read the sequences ``x`` (batch, time, features) in both directions.

        ``initial_state``: the forward layer's states, then the backward layer's. Returns
        the merged output, or with merge_mode None the forward and the backward output;
        with return_state the last states of the forward and then of the backward layer
        follow. Several values come as one flat tuple, as in Keras. Raises ValueError when
        a shape does not fit.
        """
        forward_start, backward_start = self._split(initial_state)
        forward, forward_states = self.forward_layer.read(x, forward_start)
        backward, backward_states = self.backward_layer.read(x, backward_start)
        outputs = self._merge(forward, backward)
        if self.forward_layer.return_state:
            outputs += (*forward_states, *backward_states)
        return outputs if len(outputs) > 1 else outputs[0]

    def build(self, input_shape):
        """Draw the first weights of both layers, for inputs (batch, time, features)."""
        self.forward_layer.build(input_shape)
        self.backward_layer.build(input_shape)

    def get_weights(self):
        """Return copies of the forward layer's weights, then of the backward layer's."""
        return self.forward_layer.get_weights() + self.backward_layer.get_weights()

    def set_weights(self, weights):
        """Take over the forward layer's weights, then the backward layer's.

        Raises ValueError when a number or a shape does not fit.
        """
        check_count("The list of weights", weights, _for_both(WEIGHTS))
        forward = self.forward_layer.checked(weights[: len(WEIGHTS)])
        backward = self.backward_layer.checked(weights[len(WEIGHTS) :])
        # Only when both fit: a layer keeps its weights when new ones are refused.
        self.forward_layer.set_weights(forward)
        self.backward_layer.set_weights(backward)

    def _split(self, initial_state):
        if initial_state is None:
            return None, None
        states = self.forward_layer.states
        both = as_states(initial_state, _for_both(states))
        return both[: len(states)], both[len(states) :]

    def _merge(self, forward, backward):
        if self.forward_layer.return_sequences:
            backward = backward[:, ::-1]
        if self.merge_mode is None:
            return forward, backward
        return (MERGES[self.merge_mode](forward, backward),)


def _for_both(names):
    return [f"{direction} {name}" for direction in ("forward", "backward") for name in names]
