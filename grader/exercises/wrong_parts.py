"""Parts of wrong answers that more than one question needs."""

import numpy as np


def hard_sigmoid(a: np.ndarray, slope: float) -> np.ndarray:
    """Return the straight line of that slope through (0, 0.5), cut off at 0 and at 1."""
    return np.clip(slope * a + 0.5, 0, 1)
