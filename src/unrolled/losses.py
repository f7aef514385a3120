"""Losses, each with its gradient: how far a prediction is from its target, as one number.

Every loss is a mean over the N entries that count, as in Keras. A ``mask`` leaves the others
out, for example the padding of short sequences: it is bool, True where an entry counts, and
has the shape of the first axes of the prediction, such as (batch, time). Where nothing
counts, the loss and its gradient are 0.

The losses that end in cross_entropy take the scores before the softmax or the sigmoid (Keras:
``from_logits=True``): a probability that rounds to 0 has no logarithm, its score is a number
like any other.
"""

import numpy as np

from unrolled.activations import sigmoid
from unrolled.checks import as_array


def mean_squared_error(prediction, target, mask=None):
    """Average the squared distance of ``prediction`` and ``target``.

        L = 1/N sum_n (y_n - t_n)^2                                 (mse)
        dy_n = 2 (y_n - t_n) / N                                    (mse-dy)

    ``prediction`` y and ``target`` t: numbers of one shape; ``mask``: see the top of this
    file. Returns the loss, a float, and the gradient of the prediction, of its shape and data
    type. Raises ValueError when the shapes differ, or a target that counts is not finite.
    """
    y, t = _as_pair(prediction, target)
    counted = _counted(mask, y.shape)
    if not np.all(np.isfinite(t), where=counted):
        raise ValueError("target holds NaN or infinity. Leave such entries out with a mask.")
    error = y.astype(np.float64) - t
    return _mean(error**2, counted), _mean_backward(2 * error, counted, y.dtype)


def softmax_cross_entropy(prediction, target, mask=None):
    """Average -log of the probability that the softmax gives to the right class.

        L = 1/N sum_n (log sum_k exp(a_nk) - a_nr)   with r = t_n   (softmax-loss)
        da_nk = (softmax(a_n)_k - [k = t_n]) / N                    (softmax-da)

    [k = t_n] is 1 for the right class and 0 for the others. ``prediction`` a: scores
    (..., classes); ``target`` t: whole numbers (...), the right class of each entry, counted
    from 0; ``mask``: see the top of this file; a target that it leaves out may be any number.
    Returns the loss, a float, and the gradient of the scores, of their shape and data type.
    Raises ValueError for a target that is no class.
    """
    a = _as_real("prediction", prediction)
    counted = _counted(mask, a.shape[:-1])
    right = _one_hot(target, a, counted)
    shifted = a.astype(np.float64) - np.max(a, axis=-1, keepdims=True)  # so that exp stays finite
    log_softmax = shifted - np.log(np.sum(np.exp(shifted), axis=-1, keepdims=True))
    loss = _mean(-np.sum(log_softmax, axis=-1, where=right), counted)
    return loss, _mean_backward(np.exp(log_softmax) - right, counted, a.dtype)


def binary_cross_entropy(prediction, target, mask=None):
    """Average -log of the probability that the sigmoid gives to the right one of two answers.

        L = 1/N sum_n (max(a_n, 0) - a_n t_n + log(1 + exp(-|a_n|)))   (binary-loss)
        da_n = (sigma(a_n) - t_n) / N                                  (binary-da)

    The first line is -t log sigma(a) - (1 - t) log(1 - sigma(a)), written so that no
    exponential overflows. ``prediction`` a: scores; ``target`` t: 0 or 1, or a probability,
    of the same shape; ``mask``: see the top of this file. Returns the loss, a float, and the
    gradient of the scores, of their shape and data type. Raises ValueError when the shapes
    differ, or when a target that counts is outside [0, 1].
    """
    a, t = _as_pair(prediction, target)
    counted = _counted(mask, a.shape)
    if not np.all((t >= 0) & (t <= 1), where=counted):
        raise ValueError(
            "Each target of binary_cross_entropy must be 0 or 1, or a probability between them, "
            f"but there are targets from {np.min(t):g} to {np.max(t):g}. For more than two "
            "classes, use softmax_cross_entropy."
        )
    a, dtype = a.astype(np.float64), a.dtype
    losses = np.maximum(a, 0) - a * t + np.log1p(np.exp(-np.abs(a)))
    return _mean(losses, counted), _mean_backward(sigmoid(a) - t, counted, dtype)


def _mean(losses, counted):
    return float(np.sum(losses, where=counted) / max(np.count_nonzero(counted), 1))


def _mean_backward(dlosses, counted, dtype):
    every = counted[..., np.newaxis] if dlosses.ndim > counted.ndim else counted
    return np.where(every, dlosses / max(np.count_nonzero(counted), 1), 0).astype(dtype)


def _counted(mask, shape):
    """Return a bool array of ``shape``, True where an entry counts."""
    if mask is None:
        return np.ones(shape, dtype=bool)
    mask = as_array("mask", mask)
    if mask.dtype != bool or mask.shape != shape[: mask.ndim]:
        raise ValueError(
            "mask must be a bool array with the shape of the first axes of the entries "
            f"{shape}, but it has the data type {mask.dtype} and shape {mask.shape}."
        )
    return np.broadcast_to(mask.reshape(mask.shape + (1,) * (len(shape) - mask.ndim)), shape)


def _as_real(name, value):
    """Return ``value`` as an array; NaN may stand where nothing counts, or show an explosion."""
    array = as_array(name, value)
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} must hold real numbers, but its data type is {array.dtype}.")
    return array if array.dtype == np.float32 else array.astype(np.float64, copy=False)


def _as_pair(prediction, target):
    prediction, target = _as_real("prediction", prediction), _as_real("target", target)
    if prediction.shape != target.shape:  # NumPy would broadcast (4, 1) and (4,) to (4, 4)
        raise ValueError(
            f"prediction has shape {prediction.shape}, but target has shape {target.shape}. Both "
            "must have the same shape. An axis can be added with target[..., np.newaxis]."
        )
    return prediction, target


def _one_hot(target, scores, counted):
    """Return bool (..., classes): True for the right class of each entry that counts."""
    target, classes = as_array("target", target), scores.shape[-1]
    if target.dtype.kind not in "iu" or target.shape != scores.shape[:-1]:
        raise ValueError(
            "target of softmax_cross_entropy must hold whole numbers, one class for each row of "
            f"scores, that is shape {scores.shape[:-1]}, but it has the data type {target.dtype} "
            f"and shape {target.shape}. From one-hot rows, make target.argmax(axis=-1)."
        )
    unknown = target[counted & ((target < 0) | (target >= classes))]
    if unknown.size:
        raise ValueError(
            f"target holds the class {unknown[0]}, but the prediction has scores for {classes} "
            f"classes, numbered from 0 to {classes - 1}."
        )
    return target[..., np.newaxis] == np.arange(classes)
