"""Check a set of named arrays against the shapes that a layout gives them."""

import numpy as np

from unrolled.checks import as_numbers


def check_arrays(arrays, axes, sizes):
    """Return ``arrays`` by name, in the order of ``axes``, or raise ValueError.

    ``axes``: for each name the words for its axes, such as ("features", "4 units");
    ``sizes``: the number for each word. Every array named in ``axes`` must be there, no
    other one may be, and each must have its shape. float32 stays float32.
    """
    check_names(arrays, axes)
    checked = {}
    for name, words in axes.items():
        array = as_numbers(name, arrays[name])
        shape = tuple(sizes[word] for word in words)
        if array.shape != shape:
            raise ValueError(
                f"The array {name} must have shape {_in_words(words)} = {shape}, but it has shape "
                f"{array.shape}."
            )
        checked[name] = array
    return checked


def check_names(arrays, expected):
    """Raise ValueError unless the names of ``arrays`` are those ``expected``."""
    missing = [name for name in expected if name not in arrays]
    unknown = [name for name in arrays if name not in expected]
    if missing or unknown:
        raise ValueError(
            f"The arrays must be named {', '.join(expected)}. Missing are {missing}, and not known "
            f"are {unknown}."
        )


def size_of_matrix(arrays, name, axis, words):
    """Return the size of one axis of a matrix; raise ValueError if it is missing or no matrix."""
    if name not in arrays:
        raise ValueError(
            f"The array {name} of shape {words} is missing. Those given are {list(arrays)}."
        )
    shape = np.shape(as_numbers(name, arrays[name]))
    if len(shape) != 2 or 0 in shape:
        raise ValueError(
            f"The array {name} must be a matrix of shape {words}, but it has shape {shape}."
        )
    return shape[axis]


def _in_words(words):
    return f"({', '.join(words)}{',' if len(words) == 1 else ''})"
