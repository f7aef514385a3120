"""The squashing functions that every recurrent cell is made of."""

import numpy as np


def sigmoid(a):
    """Squash each entry of ``a`` into (0, 1): sigma(a) = 1 / (1 + exp(-a)).

    Written with tanh, sigma(a) = (1 + tanh(a / 2)) / 2, so that no exponential
    overflows. ``a``: any shape. Returns the same shape and floating dtype.
    """
    return 0.5 + 0.5 * np.tanh(0.5 * a)


def softmax(a):
    """Turn scores into probabilities along the last axis: exp(a_k) / sum_j exp(a_j).

    The largest score is subtracted first; the result is the same, and no
    exponential overflows. ``a``: (..., classes). Returns the same shape; the last
    axis adds up to 1.
    """
    exponentials = np.exp(a - np.max(a, axis=-1, keepdims=True))
    return exponentials / np.sum(exponentials, axis=-1, keepdims=True)
