"""What a layer accepts, and the sentences that say what to mend when it does not."""

import operator

import numpy as np


def positive_integer(name, value):
    """Return ``value`` as an int; raise ValueError unless it is a whole number above zero."""
    try:
        number = operator.index(value)
    except TypeError:
        number = 0
    if number < 1:
        raise ValueError(f"{name} must be a positive whole number, but it is {value!r}.")
    return number


def as_numbers(name, value):
    """Return ``value`` as an array of real numbers, or raise ValueError.

    float32 stays float32; every other kind of number becomes float64.
    """
    try:
        array = np.asarray(value)
    except ValueError:  # what NumPy raises for rows of different lengths
        raise ValueError(
            f"{name} cannot be read as one array, because its parts have different shapes. Pad "
            "sequences of different lengths to one length."
        ) from None
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} must hold real numbers, but its data type is {array.dtype}.")
    return array if array.dtype == np.float32 else array.astype(np.float64, copy=False)


def as_sequences(x):
    """Return ``x`` as a float array (batch, time, features), or raise ValueError."""
    if isinstance(x, tuple):  # three (batch, units) arrays would pass for a batch of three
        raise ValueError(
            f"x is a tuple of {len(x)} values, but a recurrent layer reads one array. If a layer "
            "with return_state=True returned it, pass on its first value only. If it is your "
            "data, pass np.array(x)."
        )
    x = as_numbers("x", x)
    if x.ndim != 3:
        raise ValueError(
            "A recurrent layer expects x of shape (batch, time, features), that is 3 axes, but "
            f"x has shape {x.shape}. {_how_to_get_three_axes(x)}"
        )
    if x.shape[1] == 0:
        raise ValueError(
            f"x has shape {x.shape}, that is no time step. A recurrent layer needs at least one."
        )
    return x


def _how_to_get_three_axes(x):
    if x.ndim == 1:
        return "If it is one sequence with one feature, pass x[np.newaxis, :, np.newaxis]."
    if x.ndim == 2:
        return (
            f"If it is one sequence of {x.shape[0]} steps with {x.shape[1]} features, pass "
            "x[np.newaxis]. If it is a batch of sequences with one feature, pass "
            "x[:, :, np.newaxis]. If it comes from another recurrent layer, give that layer "
            "return_sequences=True."
        )
    return "Reshape it so that each time step of each sequence is one row of features."


def check_features(x, features):
    """Raise ValueError unless the sequences ``x`` have ``features`` features."""
    if x.shape[2] != features:
        raise ValueError(
            f"The layer has weights for {features} features, but x has shape {x.shape}, that is "
            f"{x.shape[2]} features. Give x {features} features, or make a new layer."
        )


def check_count(what, arrays, names):
    """Raise ValueError unless there is one of ``arrays`` for each of ``names``."""
    if len(arrays) != len(names):
        raise ValueError(
            f"{what} must hold these arrays, in this order: {', '.join(names)}. It holds "
            f"{len(arrays)} instead of {len(names)}."
        )


def as_states(initial_state, names):
    """Return ``initial_state`` as a list, one entry per name; one array alone is a list of one."""
    states = list(initial_state) if isinstance(initial_state, list | tuple) else [initial_state]
    check_count("initial_state", states, names)
    return states


def check_state(name, state, shape):
    """Return one initial state as an array of ``shape`` (batch, units), or raise ValueError."""
    state = as_numbers(f"The initial state {name}", state)
    if state.shape != shape:
        raise ValueError(
            f"The initial state {name} must have shape (batch, units) = {shape}, but it has shape "
            f"{state.shape}. It needs one row for each sequence of x and one column for each unit."
        )
    return state


def check_weight(name, weight, shape):
    """Return a float64 copy of one weight of ``shape``, or raise ValueError."""
    weight = as_numbers(name, weight)
    if weight.shape != shape:
        raise ValueError(
            f"The weight {name} must have shape {shape}, but it has shape {weight.shape}. Keras' "
            "layout holds one row for each input of a product and one column for each unit of "
            "each gate."
        )
    return np.array(weight, dtype=np.float64)
