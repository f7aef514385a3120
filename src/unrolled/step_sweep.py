"""A readable step and its gradient, along whole sequences: right before fast."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from unrolled.unroll import unroll


@dataclass(frozen=True)
class StepSweep:
    """One kind of recurrent cell along whole sequences, forward and back.

    ``step(x_t, *states, *weights)`` returns the new state, or the tuple of new states whose
    first is the hidden state. ``step_backward(*dstates, x_t, *states, *weights)`` returns
    the gradients of x_t, of each state and of each weight, in this order. ``weights[1]`` is
    the recurrent kernel (units, gates units). Every other sweep must agree with this one.
    """

    step: Callable
    step_backward: Callable

    def forward(self, x, states, weights, mask=None, state_factor=None, keep=False):
        """Read the sequences ``x`` (batch, time, features) from ``states`` on.

        ``states``: each (batch, units). ``mask``: bool (batch, time), True where a step is
        real; a masked step keeps every state. ``state_factor``: (gates, batch, units); each
        gate reads h_prev times its own factor, the same at every step. Returns the hidden
        states (batch, time, units), the tuple of last states, and what :meth:`backward`
        needs, or None without ``keep``.
        """
        if state_factor is not None and len(x):
            return self._forward_one_by_one(x, states, weights, mask, state_factor, keep)
        history = []  # the states before each step

        def remembered_step(x_t, *arguments):
            before = arguments[: len(states)]
            after = _as_tuple(self.step(x_t, *arguments))
            if mask is not None:
                real = mask[:, len(history), np.newaxis]
                after = tuple(np.where(real, *pair) for pair in zip(after, before, strict=True))
            history.append(before)
            return after

        hidden_states, last_states = unroll(remembered_step, x, states, weights)
        tape = (x.copy(), history, weights, mask) if keep else None
        return hidden_states, last_states, tape

    def backward(self, dhidden_states, dlast_states, tape):
        """Carry the gradients of what :meth:`forward` returned back to its arguments.

        ``dhidden_states``: (batch, time, units); ``dlast_states``: one (batch, units) for
        each state. Returns ``dx`` (batch, time, features), the tuple of the gradients of
        the first states, and the list of those of the weights. Source: Werbos,
        "Backpropagation through time", Proceedings of the IEEE 78 (1990).
        """
        if isinstance(tape, list):  # one tape for each sequence
            return self._backward_one_by_one(dhidden_states, dlast_states, tape)
        x, history, weights, mask = tape
        dx, dweights = np.empty_like(x), [np.zeros_like(weight) for weight in weights]
        dstates = tuple(dlast_states)
        for t in reversed(range(len(history))):
            dstates = (dstates[0] + dhidden_states[:, t], *dstates[1:])
            real = True if mask is None else mask[:, t, np.newaxis]
            into_step = [np.where(real, dstate, 0) for dstate in dstates]
            dx[:, t], *rest = self.step_backward(*into_step, x[:, t], *history[t], *weights)
            from_step = zip(rest, dstates, strict=False)
            dstates = tuple(np.where(real, *pair) for pair in from_step)
            for total, part in zip(dweights, rest[len(dstates) :], strict=True):
                total += part
        return dx, dstates, dweights

    def _forward_one_by_one(self, x, states, weights, mask, state_factor, keep):
        """Read each sequence with a recurrent kernel of its own: (h * f) W = h (f^T * W)."""
        kernel, recurrent_kernel, *others = weights
        parts, rows = [], []
        for b in range(len(x)):
            one = slice(b, b + 1)
            rows.append(np.repeat(state_factor[:, b].T, len(recurrent_kernel), axis=1))
            own_weights = [kernel, rows[b] * recurrent_kernel, *others]
            own_states = tuple(state[one] for state in states)
            own_mask = None if mask is None else mask[one]
            parts.append(self.forward(x[one], own_states, own_weights, own_mask, keep=keep))
        hidden_states, last_states, tapes = zip(*parts, strict=True)
        tape = list(zip(tapes, rows, strict=True)) if keep else None
        return np.concatenate(hidden_states), _concatenate_each(last_states), tape

    def _backward_one_by_one(self, dhidden_states, dlast_states, tapes):
        parts = []
        for b, (tape, rows) in enumerate(tapes):
            own_dlast_states = tuple(dstate[b : b + 1] for dstate in dlast_states)
            parts.append(self.backward(dhidden_states[b : b + 1], own_dlast_states, tape))
            parts[b][2][1] *= rows
        dx, dstates, dweights = zip(*parts, strict=True)
        totals = [sum(gradients) for gradients in zip(*dweights, strict=True)]
        return np.concatenate(dx), _concatenate_each(dstates), totals


def _as_tuple(value):
    return value if isinstance(value, tuple) else (value,)


def _concatenate_each(parts):
    return tuple(map(np.concatenate, zip(*parts, strict=True)))
