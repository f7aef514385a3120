"""The loop over time, and back, with as few passes over memory as NumPy allows.

What need not wait for the previous step is done for all steps at once: the products of the
inputs with their weights before the loop, the gradients of all weights after the loop back.
Time comes first in every array here, so that one step's numbers lie together.
"""

from dataclasses import dataclass

import numpy as np

from unrolled.sweeps import accelerator, products
from unrolled.sweeps.threads import each_part


@dataclass(frozen=True)
class Tape:
    """What :meth:`FastSweep.forward` keeps for the way back."""

    inputs: np.ndarray  # x and a last feature that is always 1, (T, B, F + 1)
    blocks: np.ndarray  # the activated gates and candidate, (T, B, G U)
    extra: np.ndarray  # see unrolled.sweeps.pointwise, (T, B, U) or (T, 0, U)
    histories: list  # of each state: before every step, and after the last, (T + 1, B, U)
    weights: list
    mask: np.ndarray | None  # (T, B)
    state_factor: np.ndarray | None  # (G, B, U)

    def part(self, rows):
        """Return views of the samples ``rows``."""
        return Tape(
            inputs=self.inputs[:, rows],
            blocks=self.blocks[:, rows],
            extra=self.extra[:, rows],
            histories=[history[:, rows] for history in self.histories],
            weights=self.weights,
            mask=None if self.mask is None else self.mask[:, rows],
            state_factor=None if self.state_factor is None else self.state_factor[:, rows],
        )


@dataclass(frozen=True)
class FastSweep:
    """One kind of recurrent cell along whole sequences, forward and back.

    ``name``: its functions in :mod:`unrolled.sweeps.pointwise`. The arguments and results
    are those of :class:`unrolled.step_sweep.StepSweep`, with which it must agree.
    """

    name: str
    keeps_extra: bool = True
    two_biases: bool = False

    def forward(self, x, states, weights, mask=None, state_factor=None, keep=False):
        """Read the sequences ``x`` (batch, time, features) from ``states`` on.

        ``states``: each (batch, units). ``weights``: kernel, recurrent kernel, bias.
        ``mask``: bool (batch, time), True where a step is real. ``state_factor``: (gates,
        batch, units), multiplies h_prev in each gate's product. Returns the hidden states
        (batch, time, units), the tuple of last states, and with ``keep`` the
        :class:`Tape`, else None.
        """
        kernel, recurrent_kernel, bias = weights
        inputs = _with_ones(np.swapaxes(x, 0, 1))
        T, B, _ = inputs.shape
        input_bias = bias[:1] if self.two_biases else bias[np.newaxis]
        histories = [np.empty((T + 1, *state.shape), x.dtype) for state in states]
        for history, state in zip(histories, states, strict=True):
            history[0] = state
        hidden = histories[0]
        tape = Tape(
            inputs=inputs,
            blocks=products.over_time(inputs, np.concatenate([kernel, input_bias])),
            extra=np.empty_like(hidden[1:] if self.keeps_extra else hidden[1:, :0]),
            histories=histories,
            weights=weights,
            mask=None if mask is None else mask.T,
            state_factor=state_factor,
        )
        each_part(B, recurrent_kernel.size, lambda rows: self._go_forward(tape.part(rows)))
        last = tuple(history[-1] for history in histories)
        return np.swapaxes(hidden[1:], 0, 1), last, (tape if keep else None)

    def _go_forward(self, tape):
        """Turn the pre-activations in ``tape`` into blocks, and fill in the states."""
        advance = accelerator.function(f"{self.name}_forward", tape.blocks.dtype)
        _, recurrent_kernel, bias = tape.weights
        m = np.empty(tape.blocks.shape[1:], tape.blocks.dtype)
        with np.errstate(over="ignore"):  # exp(-a) may be infinite: then sigma(a) is 0
            for t, a in enumerate(tape.blocks):
                before = [history[t] for history in tape.histories]
                after = [history[t + 1] for history in tape.histories]
                products.of_state(before[0], recurrent_kernel, tape.state_factor, out=m)
                if self.two_biases:
                    np.add(m, bias[1], out=m)
                advance(a, m, tape.extra[t], *before, *after)
                if tape.mask is not None:
                    masked = ~tape.mask[t]
                    for state, unchanged in zip(after, before, strict=True):
                        state[masked] = unchanged[masked]

    def backward(self, dhidden_states, dlast_states, tape):
        """Carry the gradients of what :meth:`forward` returned back to its arguments.

        ``dhidden_states``: (batch, time, units); ``dlast_states``: one (batch, units) for
        each state. Returns ``dx`` (batch, time, features), the tuple of the gradients of
        the first states, and the list of those of the weights.
        """
        kernel, recurrent_kernel, _ = tape.weights
        da = np.empty_like(tape.blocks)
        dm = np.empty_like(da) if self.two_biases else da
        dstates = [np.array(dstate) for dstate in dlast_states]
        dhidden_states = np.swapaxes(dhidden_states, 0, 1)
        each_part(
            da.shape[1],
            recurrent_kernel.size,
            lambda rows: self._go_back(
                tape.part(rows),
                dhidden_states[:, rows],
                [dstate[rows] for dstate in dstates],
                da[:, rows],
                dm[:, rows],
            ),
        )
        dinputs = products.weight_gradient(tape.inputs, da)  # of the kernel, then of the bias
        drecurrent_kernel = self._recurrent_gradient(tape, dm)
        dbias = np.stack([dinputs[-1], dm.sum(axis=(0, 1))]) if self.two_biases else dinputs[-1]
        dx = np.swapaxes(products.over_time(da, kernel.T), 0, 1)
        return dx, tuple(dstates), [dinputs[:-1], drecurrent_kernel, dbias]

    def _go_back(self, tape, dhidden_states, dstates, da, dm):
        """Fill ``da`` and ``dm``, and leave the first states' gradients in ``dstates``."""
        go_back = accelerator.function(f"{self.name}_backward", da.dtype)
        dh = dstates[0]
        for t in reversed(range(len(da))):
            np.add(dh, dhidden_states[t], out=dh)
            masked = None if tape.mask is None else ~tape.mask[t]
            unchanged = [] if masked is None else [dstate[masked] for dstate in dstates]
            before = [history[t] for history in tape.histories]
            h_t = tape.histories[0][t + 1]
            go_back(*dstates, tape.blocks[t], tape.extra[t], *before, h_t, da[t], dm[t])
            if masked is not None:
                da[t, masked] = dm[t, masked] = 0
            products.add_state_gradient(dh, dm[t], tape.weights[1], tape.state_factor)
            for dstate, gradient in zip(dstates, unchanged, strict=False):
                dstate[masked] = gradient

    def _recurrent_gradient(self, tape, dm):
        return products.recurrent_gradient(tape.histories[0][:-1], dm, tape.state_factor)


RNN = FastSweep("rnn", keeps_extra=False)
LSTM = FastSweep("lstm")
GRU_RESET_AFTER = FastSweep("gru", two_biases=True)


def _with_ones(x):
    """Append a feature that is always 1: its weight is the bias."""
    inputs = np.empty((*x.shape[:2], x.shape[2] + 1), x.dtype)
    inputs[..., :-1] = x
    inputs[..., -1] = 1
    return inputs
