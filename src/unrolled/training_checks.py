"""What optimisers, clipping and the training loop accept, and what to mend when they do not."""

import numbers

import numpy as np


def positive_number(name, value):
    """Return ``value`` as a float; raise ValueError unless it is a finite number above 0."""
    if not isinstance(value, numbers.Real) or not 0 < value < np.inf:
        raise ValueError(f"{name} must be a finite number above 0, but it is {value!r}.")
    return float(value)


def fraction(name, value):
    """Return ``value`` as a float; raise ValueError unless 0 <= value < 1."""
    if not isinstance(value, numbers.Real) or not 0 <= value < 1:
        raise ValueError(f"{name} must be a number from 0 to below 1, but it is {value!r}.")
    return float(value)


def check_shapes(name, arrays, shapes):
    """Raise ValueError unless the list ``arrays`` has these ``shapes``, in this order."""
    given = [np.shape(array) for array in arrays]
    if given != shapes:
        raise ValueError(
            f"The {name} must have the shapes {shapes}, in this order, but they have the shapes "
            f"{given}. Pass model.gradients and model.weights of one model, and make a new "
            "optimiser for another model."
        )


def as_examples(x, target, mask=None, names=("x", "target", "mask")):
    """Return the three as arrays (mask may be None), or raise ValueError.

    Each needs one row for each example. ``names``: what the message calls them.
    """
    arrays = [np.asarray(x), np.asarray(target), None if mask is None else np.asarray(mask)]
    for name, array in zip(names, arrays, strict=True):
        if array is not None and (array.ndim == 0 or len(array) == 0):
            raise ValueError(
                f"{name} must hold at least one example along its first axis, but its shape is "
                f"{array.shape}."
            )
        if array is not None and len(array) != len(arrays[0]):
            raise ValueError(
                f"{name} must hold one row for each example of {names[0]}, that is "
                f"{len(arrays[0])} rows, but its shape is {array.shape}."
            )
    return arrays


def as_validation_data(validation_data, patience):
    """Return the three arrays of ``validation_data``, or None; or raise ValueError."""
    if validation_data is None:
        if patience is not None:
            raise ValueError(
                "patience waits for a lower validation loss, so it needs validation_data=(x, "
                "target)."
            )
        return None
    if not isinstance(validation_data, tuple | list) or len(validation_data) not in (2, 3):
        raise ValueError("validation_data must be (x, target) or (x, target, mask).")
    names = ("the validation x", "the validation target", "the validation mask")
    return as_examples(*validation_data, names=names)
