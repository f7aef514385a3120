"""Two recurrent layers that read the same sequences in both directions."""

import numpy as np

from unrolled.checks import as_states, check_count, check_doutputs
from unrolled.layers.layer import Layer
from unrolled.layers.recurrent import RecurrentLayer

MERGES = {
    "concat": lambda forward, backward: np.concatenate([forward, backward], axis=-1),
    "sum": lambda forward, backward: forward + backward,
    "mul": lambda forward, backward: forward * backward,
    "ave": lambda forward, backward: (forward + backward) / 2,
}
# The gradients of what was merged; d is that of the result.
MERGES_BACKWARD = {
    "concat": lambda d, forward, backward: np.split(d, 2, axis=-1),
    "sum": lambda d, forward, backward: (d, d),
    "mul": lambda d, forward, backward: (d * backward, d * forward),
    "ave": lambda d, forward, backward: (d / 2, d / 2),
}


class Bidirectional(Layer):
    """Two copies of a recurrent layer, one for each direction, and their outputs merged.

    With return_sequences the backward outputs are turned round, so that the outputs of
    one time step stand together, and masked steps are zeros, as in Keras. Source:
    M. Schuster and K. Paliwal, "Bidirectional recurrent neural networks", IEEE
    Transactions on Signal Processing 45 (1997).
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
        super().__init__()
        zeroed = layer.return_sequences
        self.forward_layer = layer.new_copy(zero_output_for_mask=zeroed)
        self.backward_layer = layer.new_copy(zero_output_for_mask=zeroed, go_backwards=True)
        self.merge_mode = merge_mode
        self.weight_names = _for_both(layer.weight_names)

    def __call__(self, x, initial_state=None, *, mask=None, training=False):
        """Read the sequences ``x`` (batch, time, features) in both directions.

        ``initial_state``: the forward layer's states, then the backward layer's. ``mask``
        and ``training``: as for one recurrent layer. Returns the merged output, or with
        merge_mode None the forward and the backward output; with return_state the last
        states of the forward and then of the backward layer follow. Several values come
        as one flat tuple, as in Keras. Raises ValueError when a shape does not fit.
        """
        forward_start, backward_start = self._split(initial_state)
        both = {"mask": mask, "training": training}
        forward, *forward_states = _as_list(self.forward_layer(x, forward_start, **both))
        backward, *backward_states = _as_list(self.backward_layer(x, backward_start, **both))
        backward = self._turned(backward)
        outputs = [forward, backward]
        if self.merge_mode is not None:
            outputs = [MERGES[self.merge_mode](forward, backward)]
        outputs += forward_states + backward_states
        shapes = self._shapes_by_name(self._names(), outputs)
        self._tape = (forward, backward, shapes) if training else None
        return tuple(outputs) if len(outputs) > 1 else outputs[0]

    def backward(self, *doutputs):
        """Carry the gradients of what the last call returned back to x and to the weights.

        ``doutputs``: one array for each value that the call returned, of its shape; None
        stands for zeros. The gradients of the weights are in ``gradients`` afterwards.
        Returns ``dx`` (batch, time, features), or where the call was given states the
        tuple of dx and their gradients. Raises ValueError as one recurrent layer does.
        """
        forward, backward, shapes = self._last_tape()
        doutputs = check_doutputs(doutputs, shapes, forward.dtype)
        if self.merge_mode is None:
            dforward, dbackward, *dstates = doutputs
        else:
            doutput, *dstates = doutputs
            dforward, dbackward = MERGES_BACKWARD[self.merge_mode](doutput, forward, backward)
        half = len(dstates) // 2
        dx, *dforward_start = _as_list(self.forward_layer.backward(dforward, *dstates[:half]))
        dbackward = self._turned(dbackward)
        back_dx, *dbackward_start = _as_list(
            self.backward_layer.backward(dbackward, *dstates[half:])
        )
        dx = dx + back_dx
        return (dx, *dforward_start, *dbackward_start) if dforward_start else dx

    def build(self, input_shape):
        """Draw the first weights of both layers, for inputs (batch, time, features)."""
        self.forward_layer.build(input_shape)
        self.backward_layer.build(input_shape)

    @property
    def weights(self):
        """The forward layer's weights, then the backward layer's: the arrays themselves."""
        return self.forward_layer.weights + self.backward_layer.weights

    @property
    def gradients(self):
        """The gradients of ``weights`` that the last ``backward`` computed."""
        return self.forward_layer.gradients + self.backward_layer.gradients

    def set_weights(self, weights):
        """Take over the forward layer's weights, then the backward layer's: all or none.

        Raises ValueError when a number or a shape does not fit.
        """
        new = self.checked(weights)
        half = len(new) // 2
        self.forward_layer.set_weights(new[:half])
        self.backward_layer.set_weights(new[half:])

    def checked(self, weights):
        """Return float64 copies of ``weights`` if they fit both layers; raise ValueError if not."""
        check_count("The list of weights", weights, self.weight_names)
        half = len(weights) // 2
        forward, backward = self.forward_layer, self.backward_layer
        return forward.checked(weights[:half]) + backward.checked(weights[half:])

    def reset_state(self):
        """Let the next call of a stateful pair start from zeros, with any batch size."""
        self.forward_layer.reset_state()
        self.backward_layer.reset_state()

    def compute_mask(self, x, mask=None):
        """Return ``mask`` with return_sequences, and else None, as in Keras."""
        return self.forward_layer.compute_mask(x, mask)

    def _split(self, initial_state):
        if initial_state is None:
            return None, None
        states = self.forward_layer.states
        both = as_states(initial_state, _for_both(states))
        return both[: len(states)], both[len(states) :]

    def _turned(self, backward):
        """Put the outputs of the backward layer into the order of time."""
        return backward[:, ::-1] if self.forward_layer.return_sequences else backward

    def _names(self):
        """Return the names of all that a call can return, in order."""
        merged = ["output"] if self.merge_mode else ["forward output", "backward output"]
        return [*merged, *_for_both(self.forward_layer.states)]


def _for_both(names):
    return [f"{direction} {name}" for direction in ("forward", "backward") for name in names]


def _as_list(value):
    return list(value) if isinstance(value, tuple) else [value]
