"""tanh as a quotient of two polynomials: ten products, and no exponential.

    tanh(a) = a P(a^2) / Q(a^2)   for |a| <= LARGEST; beyond it tanh(a) is 1 or -1, as exactly
                                  as float32 needs it

Both have degree 4. The coefficients are computed here: a weighted least-squares fit of
P - tanh(a)/a Q = 0 whose weights grow where the error is large, until the largest relative
error is as small as it gets. Source: C. L. Lawson, "Contributions to the theory of linear
least maximum approximation", UCLA 1961.
"""

import numpy as np

LARGEST = 8.0
DEGREE = 4
POINTS, ROUNDS = 1000, 30


def fit():
    """Return the coefficients of P and of Q, constant first, and the largest relative error."""
    angles = np.pi * (np.arange(POINTS) + 0.5) / POINTS
    a = LARGEST * (1 - np.cos(angles)) / 2  # points that crowd at both ends
    target = np.tanh(a) / a
    s = (a / LARGEST) ** 2
    powers = s[:, np.newaxis] ** np.arange(DEGREE + 1)
    weights, q, best = np.ones(POINTS), np.ones(POINTS), (np.inf, None)
    for _ in range(ROUNDS):
        scale = np.sqrt(weights) / (target * q)
        matrix = np.hstack([powers, -target[:, np.newaxis] * powers[:, 1:]])
        solution = np.linalg.lstsq(matrix * scale[:, np.newaxis], target * scale, rcond=None)[0]
        numerator, denominator = solution[: DEGREE + 1], np.r_[1, solution[DEGREE + 1 :]]
        q = powers @ denominator
        errors = np.abs(powers @ numerator / (q * target) - 1)
        best = min(best, (errors.max(), (numerator, denominator)), key=lambda pair: pair[0])
        weights *= errors + np.finfo(float).eps
        weights /= weights.mean()
    error, (numerator, denominator) = best
    units = LARGEST ** (2 * np.arange(DEGREE + 1))
    return numerator / units, denominator / units, error


NUMERATOR, DENOMINATOR, ERROR = fit()
