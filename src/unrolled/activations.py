"""The activation functions, and their gradients.

A gradient is written with the activation's value y = f(a) and not with a: a layer keeps y
anyway, and then needs nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


def sigmoid(a):
    """Squash each entry of ``a`` into (0, 1): sigma(a) = 1 / (1 + exp(-a)).

    Written with tanh, sigma(a) = (1 + tanh(a / 2)) / 2, so that no exponential
    overflows. ``a``: any shape. Returns the same shape and floating dtype.
    """
    return 0.5 + 0.5 * np.tanh(0.5 * a)


def relu(a):
    """Keep what is positive: relu(a) = max(a, 0). ``a``: any shape. Returns the same shape."""
    return np.maximum(a, 0)


def softmax(a):
    """Turn scores into probabilities along the last axis: exp(a_k) / sum_j exp(a_j).

    The largest score is subtracted first; the result is the same, and no
    exponential overflows. ``a``: (..., classes). Returns the same shape; the last
    axis adds up to 1.
    """
    exponentials = np.exp(a - np.max(a, axis=-1, keepdims=True))
    return exponentials / np.sum(exponentials, axis=-1, keepdims=True)


def sigmoid_backward(dy, y):
    """Carry ``dy`` back through y = sigma(a): da = dy * y * (1 - y). All have one shape."""
    return dy * y * (1 - y)


def tanh_backward(dy, y):
    """Carry ``dy`` back through y = tanh(a): da = dy * (1 - y^2). All have one shape."""
    return dy * (1 - y**2)


def relu_backward(dy, y):
    """Carry ``dy`` back through y = relu(a): da = dy where y > 0, else 0. All have one shape."""
    return dy * (y > 0)


def softmax_backward(dy, y):
    """Carry ``dy`` back through y = softmax(a): da_k = y_k (dy_k - sum_j dy_j y_j).

    The sum runs over the last axis. ``dy``, ``y``: (..., classes). Returns the same shape.
    """
    return y * (dy - np.sum(dy * y, axis=-1, keepdims=True))


@dataclass(frozen=True)
class Activation:
    """A function y = f(a), and ``backward(dy, y)``, which gives da."""

    forward: Callable
    backward: Callable


ACTIVATIONS = {
    None: Activation(lambda a: a, lambda dy, y: dy),
    "tanh": Activation(np.tanh, tanh_backward),
    "relu": Activation(relu, relu_backward),
    "sigmoid": Activation(sigmoid, sigmoid_backward),
    "softmax": Activation(softmax, softmax_backward),
}


def find_activation(name):
    """Return the :class:`Activation` called ``name``; raise ValueError if there is none."""
    if name not in list(ACTIVATIONS):  # a list, so that any value can be looked for
        raise ValueError(
            f"activation must be one of {', '.join(map(repr, ACTIVATIONS))}, but it is {name!r}."
        )
    return ACTIVATIONS[name]
