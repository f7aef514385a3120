"""The layout of the lessons: one small array for each product of each gate."""

import numpy as np

from unrolled.conventions.blocks import blocks_of, check_weights
from unrolled.conventions.named_arrays import check_arrays, size_of_matrix


def to_gates(kind, weights):
    """Cut ``[kernel, recurrent_kernel, bias]`` into the arrays of each gate.

        a_k = x_t W_xk + h_prev W_hk + b_k    for each block k          (gates-a)

    ``kind``: "rnn", "lstm" or "gru". Returns them by name, rows as samples: all ``W_xk``
    (features, units), all ``W_hk`` (units, units), all ``b_k`` (units,), with the letters
    h for the plain RNN, i, f, c, o for the LSTM and z, r, h for the GRU. For two biases
    (2, 3 units) they are ``b_xk`` and ``b_hk``. Raises ValueError when a shape does not fit.
    """
    kernel, recurrent_kernel, bias = check_weights(kind, weights)
    parts = {"W_x": kernel, "W_h": recurrent_kernel}
    parts |= {"b_": bias} if bias.ndim == 1 else {"b_x": bias[0], "b_h": bias[1]}
    blocks = blocks_of(kind)
    return {
        f"{part}{letter}": block.copy()
        for part, array in parts.items()
        for letter, block in zip(blocks, np.split(array, len(blocks), axis=-1), strict=True)
    }


def from_gates(kind, gates):
    """Put the arrays of :func:`to_gates` side by side: ``[kernel, recurrent_kernel, bias]``.

    Raises ValueError when an array is missing, has an unknown name or does not fit.
    """
    gates = check_gates(kind, gates)
    blocks = blocks_of(kind)

    def joined(part):
        return np.concatenate([gates[f"{part}{letter}"] for letter in blocks], axis=-1)

    one_bias = f"b_{blocks[0]}" in gates
    bias = joined("b_") if one_bias else np.stack([joined("b_x"), joined("b_h")])
    return [joined("W_x"), joined("W_h"), bias]


def check_gates(kind, gates):
    """Return the arrays of each gate by name, in order, or raise ValueError."""
    blocks = blocks_of(kind)
    first = blocks[0]
    sizes = {
        "features": size_of_matrix(gates, f"W_x{first}", 0, "(features, units)"),
        "units": size_of_matrix(gates, f"W_h{first}", 0, "(units, units)"),
    }
    axes = {f"W_x{letter}": ("features", "units") for letter in blocks}
    axes |= {f"W_h{letter}": ("units", "units") for letter in blocks}
    return check_arrays(gates, axes | bias_axes(kind, gates), sizes)


def bias_axes(kind, arrays):
    """Return the axes of the biases by name: two for each gate if ``arrays`` has two."""
    blocks = blocks_of(kind)
    two = kind == "gru" and any(f"b_x{letter}" in arrays for letter in blocks)
    return {
        f"{part}{k}": ("units",) for part in (("b_x", "b_h") if two else ("b_",)) for k in blocks
    }
