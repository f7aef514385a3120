"""The blocks of each kind of network, and the course's weights as all layouts meet them."""

import numpy as np

from unrolled.checks import as_numbers, check_count
from unrolled.conventions.named_arrays import check_arrays, size_of_matrix

# The letters of the blocks, in the order of the course and of Keras.
BLOCKS = {"rnn": "h", "lstm": "ifco", "gru": "zrh"}
NAMES = ("kernel", "recurrent_kernel", "bias")


def blocks_of(kind):
    """Return the letters of a kind's blocks; raise ValueError for a kind that is none."""
    if kind not in BLOCKS:
        raise ValueError(f"kind must be one of {', '.join(map(repr, BLOCKS))}, but it is {kind!r}.")
    return BLOCKS[kind]


def check_weights(kind, weights):
    """Return ``kernel, recurrent_kernel, bias`` as arrays, or raise ValueError.

    The sizes are read off: units from the rows of the recurrent kernel, features from those
    of the kernel.
    """
    blocks = len(blocks_of(kind))
    check_count("The list of weights", weights, NAMES)
    arrays = {name: as_numbers(name, array) for name, array in zip(NAMES, weights, strict=True)}
    columns = f"{blocks} units" if blocks > 1 else "units"
    two_biases = kind == "gru" and arrays["bias"].ndim == 2
    units = size_of_matrix(arrays, "recurrent_kernel", 0, f"(units, {columns})")
    sizes = {
        "features": size_of_matrix(arrays, "kernel", 0, f"(features, {columns})"),
        "units": units,
        columns: blocks * units,
        "2": 2,
    }
    axes = {
        "kernel": ("features", columns),
        "recurrent_kernel": ("units", columns),
        "bias": ("2", columns) if two_biases else (columns,),
    }
    return list(check_arrays(arrays, axes, sizes).values())


def reorder_blocks(array, source, target):
    """Move the blocks of ``array`` from the order ``source`` into the order ``target``.

    ``array``: a kernel, a recurrent kernel or a bias in rows as here, whose last axis holds
    the blocks side by side. ``source``, ``target``: the same letters in two orders, such as
    "ifco" (Keras; PyTorch, where c is called g) and "ifoc" (CS231n), "fcio" (Saito, Deep
    Learning from Scratch 2) or "icfo" (TensorFlow's old BasicLSTMCell). Returns a new array
    of the same shape. Raises ValueError when the letters or the shape do not fit.
    """
    array = as_numbers("array", array)
    if sorted(source) != sorted(target) or len(set(source)) != len(source):
        raise ValueError(
            "source and target must hold the same letters, each of them once, but they are "
            f"{source!r} and {target!r}."
        )
    if array.ndim == 0 or array.shape[-1] % len(source):
        raise ValueError(
            f"The last axis of array must hold {len(source)} blocks of one size, but array has "
            f"shape {array.shape}."
        )
    blocks = dict(zip(source, np.split(array, len(source), axis=-1), strict=True))
    return np.concatenate([blocks[letter] for letter in target], axis=-1)
