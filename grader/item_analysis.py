"""What the marks of a class say of a question: how many passed, and whether it tells apart."""

from collections.abc import Sequence

import numpy as np

# Fewer answers than this say nothing of a question.
FEWEST = 3


def pass_rate(passed: Sequence[bool]) -> float:
    """Return the part of the answers that earned all points."""
    return sum(passed) / len(passed)


def discrimination(passed: Sequence[bool], rest: Sequence[float]) -> float | None:
    """Return how well a question tells strong submissions from weak ones, from -1 to 1.

    It is the point-biserial correlation of passing the question with ``rest``, the marks for
    all other questions:

        r = (M_1 - M_0) / s * sqrt(p * (1 - p))

    where M_1 and M_0 are the means of ``rest`` over those who passed and those who did not, s
    is its standard deviation over all of them (divided by their number), and p is the part that
    passed. None where it is undefined: with fewer than three answers, where all or none passed,
    and where the rest of the marks is the same for all.
    """
    passed, rest = np.asarray(passed, bool), np.asarray(rest, float)
    spread = rest.std()
    if len(rest) < FEWEST or passed.all() or not passed.any() or np.isclose(spread, 0):
        return None
    distance = rest[passed].mean() - rest[~passed].mean()
    p = passed.mean()
    return float(distance / spread * np.sqrt(p * (1 - p)))
