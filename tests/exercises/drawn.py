"""Look at the cases that a question draws, and at what answers make of them."""

import numpy as np


def draw(question, seed):
    return question.draw(np.random.default_rng(seed))


def outcome(function, case, question):
    """Return the outputs as a tuple of arrays, or the exception that was raised."""
    try:
        values = function(*case.arguments.values())
    except Exception as error:
        return error
    return tuple(map(np.asarray, values if len(question.outputs) > 1 else (values,)))


def alike(one, other, question):
    if isinstance(one, Exception) or isinstance(other, Exception):
        return type(one) is type(other) and str(one) == str(other)
    return len(one) == len(other) and all(
        a.shape == b.shape
        and np.allclose(a, b, rtol=question.rtol, atol=question.atol, equal_nan=True)
        for a, b in zip(one, other, strict=True)
    )


def equal(cases, others):
    pairs = zip(cases, others, strict=True)
    return all(
        np.array_equal(a, b)
        for one, other in pairs
        for a, b in zip(one.arguments.values(), other.arguments.values(), strict=True)
    )
