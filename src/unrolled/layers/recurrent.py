"""What the recurrent layers have in common: the way to their sweep, and the way back."""

import copy
from dataclasses import dataclass

import numpy as np

from unrolled.checks import (
    as_mask,
    as_sequences,
    as_states,
    check_batch,
    check_doutputs,
    check_features,
    check_state,
    positive_integer,
    rate,
)
from unrolled.initial_weights import glorot_uniform, orthogonal
from unrolled.layers.dropout import draw_factor, narrow, widen
from unrolled.layers.layer import Layer


@dataclass(frozen=True)
class Tape:
    """What :meth:`RecurrentLayer.backward` needs from the call."""

    of_sweep: object
    shapes: dict  # of each returned value, by name
    shape: tuple  # of the hidden states, (B, T, U)
    dtype: np.dtype
    zeroed: np.ndarray | None  # (B, T), True where the output was set to zero
    input_factor: np.ndarray | None  # (G, B, F), or (1, B, F)
    start_given: bool


class RecurrentLayer(Layer):
    """What :class:`SimpleRNN`, :class:`LSTM`, :class:`GRU` and :class:`RNN` have in common.

    A kind of layer states its ``sweep``, the number of ``gates`` (blocks side by side in
    its weights) and the names of its ``states``.
    """

    sweep: object
    gates = 1
    states = ("h",)
    weight_names = ("kernel", "recurrent_kernel", "bias")

    def __init__(
        self,
        units,
        *,
        return_sequences=False,
        return_state=False,
        go_backwards=False,
        stateful=False,
        zero_output_for_mask=False,
        dropout=0.0,
        recurrent_dropout=0.0,
        rng=None,
    ):
        """Choose what the layer returns, and how.

        ``units``: the size of the hidden state. ``return_sequences``: return the hidden
        state of every step and not only the last. ``return_state``: return the last
        states too. ``go_backwards``: read the sequence from its end; the returned steps
        then stand in the order in which they were read. ``stateful``: start each call
        from the states after the call before, until :meth:`reset_state`.
        ``zero_output_for_mask``: return zeros for a masked step, and not the state.
        ``dropout``, ``recurrent_dropout``: the share of the entries of x and of h_prev
        that training sets to zero, the same entries at every step. ``rng``: a seed or a
        NumPy Generator for the first weights and for dropout, without which they differ
        from run to run. Raises ValueError when a number makes no sense.
        """
        super().__init__(rng)
        self.units = positive_integer("units", units)
        self.return_sequences = return_sequences
        self.return_state = return_state
        self.go_backwards = go_backwards
        self.stateful = stateful
        self.zero_output_for_mask = zero_output_for_mask
        self.dropout = rate("dropout", dropout)
        self.recurrent_dropout = rate("recurrent_dropout", recurrent_dropout)
        self._carried = None

    def __call__(self, x, initial_state=None, *, mask=None, training=False):
        """Read the sequences ``x`` (batch, time, features) and return what Keras returns.

        ``initial_state``: the states before the first step, each (batch, units); zeros if
        missing. ``mask``: bool (batch, time), True where a step is real; a masked step
        changes no state, and its output is the state. ``training``: apply dropout, and
        keep what :meth:`backward` needs. Returns the last hidden state (batch, units), or
        with return_sequences all of them (batch, time, units); with return_state a tuple
        of that and the last states: h, and for the LSTM c. float32 in gives float32 out,
        float64 gives float64. Raises ValueError when a shape or a type does not fit.
        """
        self._tape = None
        x = as_sequences(x)
        mask = self._in_reading_order(as_mask(mask, x.shape[:2]))
        if self._weights is None:
            self.build(x.shape)
        check_features(x, features=len(self._weights[0]))
        start = self._states_before(x, initial_state)
        factors = self._draw_factors(x) if training else (None, None)
        hidden_states, last_states, of_sweep = self._read(x, start, mask, factors, training)
        zeroed = ~mask if self.zero_output_for_mask and mask is not None else None
        outputs = self._returned_values(hidden_states, last_states, zeroed)
        if self.stateful:
            self._carried = last_states
        if training:
            shapes = self._shapes_by_name(("output", *self.states), outputs)
            given = initial_state is not None
            self._tape = Tape(
                of_sweep, shapes, hidden_states.shape, x.dtype, zeroed, factors[0], given
            )
        return outputs if self.return_state else outputs[0]

    def backward(self, *doutputs):
        """Carry the gradients of what the last call returned back to x and to the weights.

        ``doutputs``: one array for each value that the call returned, of its shape; None
        stands for zeros. The gradients of the weights are in ``gradients`` afterwards.
        Returns ``dx`` (batch, time, features), or where the call was given states the
        tuple of dx and their gradients, each (batch, units). Raises ValueError when the
        call had no training=True, or when a number of arrays or a shape does not fit.
        """
        tape = self._last_tape()
        doutput, *dlast_states = check_doutputs(doutputs, tape.shapes, tape.dtype)
        dhidden_states = np.zeros(tape.shape, tape.dtype)
        dhidden_states[:, slice(None) if self.return_sequences else -1] = doutput
        if tape.zeroed is not None:
            dhidden_states[tape.zeroed] = 0
        if not dlast_states:
            dlast_states = [np.zeros_like(dhidden_states[:, 0]) for _ in self.states]
        dx, dstates, dweights = self.sweep.backward(dhidden_states, dlast_states, tape.of_sweep)
        if tape.input_factor is not None:
            dx, dweights[0] = narrow(dx, dweights[0], tape.input_factor)
        self._gradients = self._gradients_from_sweep(dweights)
        dx = self._in_reading_order(dx)
        return (dx, *dstates) if tape.start_given else dx

    def reset_state(self):
        """Let the next call of a stateful layer start from zeros, with any batch size."""
        self._carried = None

    def compute_mask(self, x, mask=None):
        """Return ``mask`` with return_sequences, and else None, as in Keras."""
        return mask if self.return_sequences else None

    def new_copy(self, **changes):
        """Return a layer of the same settings but for ``changes``, without weights."""
        layer = copy.copy(self)
        layer._weights = layer._gradients = layer._tape = layer._carried = None
        for name, value in changes.items():
            setattr(layer, name, value)
        return layer

    def _weight_shapes(self, features):
        columns = self.gates * self.units
        return (features, columns), (self.units, columns), (columns,)

    def _draw_weights(self, input_shape):
        features = positive_integer("The number of features", input_shape[-1])
        kernel, recurrent_kernel, bias, *more = self._weight_shapes(features)
        return [
            glorot_uniform(self._rng, kernel),
            orthogonal(self._rng, recurrent_kernel),
            self._first_bias(bias),
            *map(np.zeros, more),
        ]

    def _first_bias(self, shape):
        return np.zeros(shape)

    def _weights_for_sweep(self, dtype):
        """Return copies, because a tape must not change with the weights."""
        return [weight.astype(dtype) for weight in self._weights]

    def _gradients_from_sweep(self, dweights):
        return dweights

    def _in_reading_order(self, sequences):
        """Turn sequences or a mask round if the layer goes backwards; None stays None."""
        return sequences[:, ::-1] if self.go_backwards and sequences is not None else sequences

    def _states_before(self, x, initial_state):
        shape = (len(x), self.units)
        if self._carried is not None:
            check_batch(len(x), len(self._carried[0]))
        if initial_state is not None:
            states = zip(self.states, as_states(initial_state, self.states), strict=True)
            return tuple(check_state(n, state, shape).astype(x.dtype) for n, state in states)
        if self._carried is not None:
            return tuple(state.astype(x.dtype) for state in self._carried)
        return tuple(np.zeros(shape, x.dtype) for _ in self.states)

    def _draw_factors(self, x):
        """Draw what dropout multiplies x with, and h_prev; None where there is no dropout."""
        batch, _, features = x.shape
        # Keras draws one factor of x for all gates, and one for each as soon as h_prev has some.
        gates_of_x = self.gates if self.recurrent_dropout else 1
        return (
            draw_factor(self._rng, self.dropout, (gates_of_x, batch, features), x.dtype),
            draw_factor(
                self._rng, self.recurrent_dropout, (self.gates, batch, self.units), x.dtype
            ),
        )

    def _read(self, x, start, mask, factors, training):
        """Let the sweep read ``x``, with what dropout multiplies it and the states with."""
        input_factor, state_factor = factors
        steps, weights = self._in_reading_order(x), self._weights_for_sweep(x.dtype)
        if input_factor is not None:
            steps, weights[0] = widen(steps, weights[0], input_factor)
        return self.sweep.forward(steps, start, weights, mask, state_factor, keep=training)

    def _returned_values(self, hidden_states, last_states, zeroed):
        """Return what the call returns, as new arrays: the tape and the caller share none."""
        output = np.array(hidden_states if self.return_sequences else hidden_states[:, -1])
        if zeroed is not None:
            output[zeroed if self.return_sequences else zeroed[:, -1]] = 0
        return (output, *map(np.array, last_states)) if self.return_state else (output,)
