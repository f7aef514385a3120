"""The layouts of papers and lecture notes, where a sample is a column."""

import numpy as np

from unrolled.conventions.blocks import blocks_of, check_weights
from unrolled.conventions.named_arrays import check_arrays, size_of_matrix
from unrolled.conventions.per_gate import bias_axes, from_gates, to_gates


def to_columns(kind, weights):
    """Turn ``[kernel, recurrent_kernel, bias]`` into the arrays of the column form.

        a_k = W_k x_t + U_k h_prev + b_k    for each block k, samples as columns (columns-a)

    Every matrix is transposed. Source of the form: K. Cho et al., EMNLP 2014, and most
    papers. ``kind``: "rnn", "lstm" or "gru". Returns by name all ``W_k`` (units, features),
    all ``U_k`` (units, units) and the biases, as :func:`to_gates` has them. Raises
    ValueError when a shape does not fit.
    """
    gates = to_gates(kind, weights)
    return {_in_columns(name): array.T for name, array in gates.items()}


def from_columns(kind, columns):
    """Turn the arrays of :func:`to_columns` into ``[kernel, recurrent_kernel, bias]``.

    Raises ValueError when an array is missing, has an unknown name or does not fit.
    """
    blocks = blocks_of(kind)
    sizes = {
        "features": size_of_matrix(columns, f"W_{blocks[0]}", 1, "(units, features)"),
        "units": size_of_matrix(columns, f"U_{blocks[0]}", 0, "(units, units)"),
    }
    axes = {f"W_{letter}": ("units", "features") for letter in blocks}
    axes |= {f"U_{letter}": ("units", "units") for letter in blocks}
    columns = check_arrays(columns, axes | bias_axes(kind, columns), sizes)
    return from_gates(kind, {_in_rows(name): array.T for name, array in columns.items()})


def to_joined(kind, weights):
    """Turn ``[kernel, recurrent_kernel, bias]`` into one matrix for each gate.

        a_k = W_k [h_prev; x_t] + b_k    with W_k = [W_hk^T  W_xk^T]             (joined-a)

    [h; x] is one column, h above x; the GRU's candidate reads [r_t * h_prev; x_t]. Source
    of the form: C. Olah, "Understanding LSTM Networks", 2015. ``kind``: "rnn", "lstm" or
    "gru". Returns by name all ``W_k`` (units, units + features) and ``b_k`` (units,). Raises
    ValueError when a shape does not fit, and for a bias (2, 3 units): the GRU that resets
    after the product needs r_t between the two products.
    """
    if check_weights(kind, weights)[-1].ndim == 2:
        raise ValueError(
            "The bias has two rows, so the reset gate acts after the product with W_h and on that "
            "product alone. One matrix for the joined column [h; x] cannot compute this. Use "
            "to_columns, or a GRU with reset_after=False."
        )
    gates = to_gates(kind, weights)
    joined = {
        f"W_{k}": np.concatenate([gates[f"W_h{k}"].T, gates[f"W_x{k}"].T], axis=1)
        for k in blocks_of(kind)
    }
    return joined | {f"b_{letter}": gates[f"b_{letter}"] for letter in blocks_of(kind)}


def from_joined(kind, joined):
    """Turn the arrays of :func:`to_joined` into ``[kernel, recurrent_kernel, bias]``.

    Raises ValueError when an array is missing, has an unknown name or does not fit.
    """
    blocks = blocks_of(kind)
    words, first = "(units, units + features)", f"W_{blocks[0]}"
    units = size_of_matrix(joined, first, 0, words)
    both = size_of_matrix(joined, first, 1, words)
    if both <= units:
        raise ValueError(
            f"The array {first} must have shape {words}, so more columns than rows, but it has "
            f"shape {(units, both)}."
        )
    axes = {f"W_{letter}": ("units", "units + features") for letter in blocks}
    axes |= {f"b_{letter}": ("units",) for letter in blocks}
    joined = check_arrays(joined, axes, {"units": units, "units + features": both})
    gates = {f"b_{letter}": joined[f"b_{letter}"] for letter in blocks}
    for letter in blocks:
        gates[f"W_h{letter}"] = joined[f"W_{letter}"][:, :units].T
        gates[f"W_x{letter}"] = joined[f"W_{letter}"][:, units:].T
    return from_gates(kind, gates)


def _in_columns(name):
    part, letter = name[:-1], name[-1]
    return {"W_x": "W_", "W_h": "U_"}.get(part, part) + letter


def _in_rows(name):
    part, letter = name[:-1], name[-1]
    return {"W_": "W_x", "U_": "W_h"}.get(part, part) + letter
