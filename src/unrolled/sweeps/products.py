"""The matrix products of a recurrent layer, forward and back.

A ``state_factor`` (gates, batch, units) is what dropout multiplies h_prev with, for each gate
on its own; with it, one product becomes one for each gate.
"""

import numpy as np


def over_time(inputs, weights):
    """Multiply every time step of ``inputs`` (T, B, rows) by ``weights`` in one product."""
    T, B, rows = inputs.shape
    return (inputs.reshape(T * B, rows) @ weights).reshape(T, B, weights.shape[1])


def weight_gradient(inputs, da):
    """Return the sum of inputs_t^T da_t over all steps, (rows, columns), in one product."""
    T, B, rows = inputs.shape
    return inputs.reshape(T * B, rows).T @ da.reshape(T * B, da.shape[-1])


def of_state(h_prev, recurrent_kernel, state_factor, out):
    """Write m = h_prev W_h into ``out`` (batch, gates units)."""
    if state_factor is None:
        np.matmul(h_prev, recurrent_kernel, out=out)
    else:
        gates = len(state_factor)
        _by_gate(out, gates)[...] = (h_prev * state_factor) @ _by_gate(recurrent_kernel, gates)


def add_state_gradient(dh, dm, recurrent_kernel, state_factor):
    """Add dm W_h^T to ``dh`` (batch, units)."""
    if state_factor is None:
        np.add(dh, dm @ recurrent_kernel.T, out=dh)
    else:
        gates = len(state_factor)
        transposed = np.swapaxes(_by_gate(recurrent_kernel, gates), 1, 2)
        np.add(dh, np.sum(_by_gate(dm, gates) @ transposed * state_factor, axis=0), out=dh)


def recurrent_gradient(h_prev, dm, state_factor):
    """Return the sum of h_prev_t^T dm_t over all steps, (units, gates units)."""
    if state_factor is None:
        return weight_gradient(h_prev, dm)
    blocks = zip(state_factor, np.split(dm, len(state_factor), axis=-1), strict=True)
    parts = [weight_gradient(h_prev * factor, block) for factor, block in blocks]
    return np.concatenate(parts, axis=-1)


def _by_gate(array, gates):
    """View (rows, gates units) as (gates, rows, units)."""
    return np.swapaxes(array.reshape(len(array), gates, array.shape[1] // gates), 0, 1)
