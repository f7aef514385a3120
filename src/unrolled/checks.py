"""What a layer accepts, and the sentences that say what to mend when it does not."""

import numbers
import operator

import numpy as np


def positive_integer(name, value):
    """Return ``value`` as an int; raise ValueError unless it is a whole number above zero."""
    try:
        number = 0 if isinstance(value, bool) else operator.index(value)
    except TypeError:
        number = 0
    if number < 1:
        raise ValueError(f"{name} must be a positive whole number, but it is {value!r}.")
    return number


def as_numbers(name, value):
    """Return ``value`` as an array of finite real numbers, or raise ValueError.

    float32 stays float32; every other kind of number becomes float64.
    """
    array = as_array(name, value)
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} must hold real numbers, but its data type is {array.dtype}.")
    return _finite(name, array)


def as_floats(x):
    """Return ``x`` as an array of finite floating numbers, or raise ValueError.

    float32 stays float32; the other floating types become float64.
    """
    array = as_array("x", x)
    if array.dtype.kind in "biu":
        raise ValueError(
            f"x must hold floating numbers, but its data type is {array.dtype}. Tokens need an "
            "Embedding layer first. Values need x.astype(float)."
        )
    return as_numbers("x", array)


def as_array(name, value):
    """Return ``value`` as an array of any kind; raise ValueError where NumPy cannot or drops."""
    if isinstance(value, np.ma.MaskedArray):
        raise ValueError(
            f"{name} is a masked array of NumPy, whose mask the layers do not read. Fill it with "
            "its method filled(0), and leave steps out with the argument mask of the call."
        )
    try:
        return np.asarray(value)
    except ValueError:  # what NumPy raises for rows of different lengths
        raise ValueError(
            f"{name} cannot be read as one array, because its parts have different shapes. Pad "
            "sequences of different lengths to one length."
        ) from None


def _finite(name, array):
    array = array if array.dtype == np.float32 else array.astype(np.float64, copy=False)
    finite = np.isfinite(array)
    if not finite.all():
        entry = tuple(map(int, np.argwhere(~finite)[0]))
        raise ValueError(
            f"{name} must hold finite numbers, but its entry {list(entry)} is {array[entry]}. "
            "Replace it. Where it marks a missing step, put zeros there and pass a mask."
        )
    return array


def rate(name, value):
    """Return a dropout rate as a float; raise ValueError unless 0 <= rate < 1."""
    if not isinstance(value, numbers.Real) or not 0 <= value < 1:
        raise ValueError(
            f"{name} must be a number from 0 up to, but not including, 1, but it is {value!r}. It "
            "is the share of the entries that training sets to zero."
        )
    return float(value)


def as_sequences(x):
    """Return ``x`` as a float array (batch, time, features), or raise ValueError."""
    if isinstance(x, tuple):  # three (batch, units) arrays would pass for a batch of three
        raise ValueError(
            f"x is a tuple of {len(x)} values, but a recurrent layer reads one array. If a layer "
            "with return_state=True returned it, pass on its first value only. If it is your "
            "data, pass np.array(x)."
        )
    x = as_floats(x)
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
    if not hasattr(arrays, "__len__"):
        raise ValueError(f"{what} must be a list of arrays, but it is {arrays!r}.")
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


def as_mask(mask, shape):
    """Return a copy of ``mask``, bool (batch, time) = ``shape``, or None; or raise ValueError."""
    if mask is None:
        return None
    mask = as_array("mask", mask)
    if mask.dtype != bool or mask.shape != shape:
        raise ValueError(
            f"mask must be a bool array of shape (batch, time) = {shape}, True where a step is "
            f"real, but it has the data type {mask.dtype} and shape {mask.shape}. Numbers become "
            "such a mask by a comparison, for example mask = numbers != 0."
        )
    return mask.copy()  # a tape keeps it


def check_batch(batch, carried):
    """Raise ValueError unless x has as many sequences as the states that a layer carries on."""
    if batch != carried:
        raise ValueError(
            f"x has a batch of {batch}, but the layer is stateful and carries on the states of a "
            f"batch of {carried}. Give x the same batch size, or call reset_state() first."
        )


def check_doutputs(doutputs, outputs, dtype):
    """Return the gradients given to ``backward`` as arrays of ``dtype``, or raise ValueError.

    ``outputs``: the shape of each value that the call returned, by name. None stands for
    a gradient of zeros.
    """
    if len(doutputs) != len(outputs):
        raise ValueError(
            "backward needs one gradient for each value that the call returned, in this order: "
            f"{', '.join(outputs)}. It was given {len(doutputs)} instead of {len(outputs)}. None "
            "stands for zeros."
        )
    return [
        check_doutput(name, doutput, shape, dtype)
        for doutput, (name, shape) in zip(doutputs, outputs.items(), strict=True)
    ]


def check_doutput(name, doutput, shape, dtype):
    """Return the gradient of one returned value, of ``shape`` and ``dtype``; None is zeros."""
    if doutput is None:
        return np.zeros(shape, dtype)
    doutput = as_numbers(f"The gradient of {name}", doutput)
    if doutput.shape != shape:
        raise ValueError(
            f"The gradient of {name} must have the shape of what the call returned, {shape}, but "
            f"it has shape {doutput.shape}."
        )
    return doutput.astype(dtype, copy=False)
