"""What the figures of one cell share: weights of one unit with one input, as the figure takes them.

A synced trait is plain JSON, so arrays become lists.
"""

import numpy as np


def as_number(name, value):
    """Return one finite number; raise ValueError when ``value`` is anything else."""
    array = _as_array(name, value)
    if array.size != 1:
        raise ValueError(f"{name} must be one number, but its shape is {array.shape}.")
    return array.item()


def as_weights(name, value, shape, meaning):
    """Return ``value`` as nested lists; raise ValueError unless it has ``shape``.

    ``meaning``: what the shape consists of, for the message.
    """
    array = _as_array(name, value)
    if array.shape != shape:
        raise ValueError(
            f"{name} must have the shape {shape}, {meaning}, but its shape is {array.shape}. "
            "The figure draws one unit with one input."
        )
    return array.tolist()


def only_entries(**arrays):
    """Return each array's only entry, by name."""
    return {name: np.asarray(array).item() for name, array in arrays.items()}


def _as_array(name, value):
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must hold numbers, but it is {value!r}.") from None
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite, but it is {array.tolist()}.")
    return array
