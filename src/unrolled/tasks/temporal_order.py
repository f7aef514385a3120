"""Temporal order: remember two symbols, far apart, and in which order they came."""

import numpy as np

from unrolled.checks import positive_integer

# Start, end, four symbols that say nothing, and the two that count.
SYMBOLS = ("E", "B", "a", "b", "c", "d", "X", "Y")
CLASSES = ("XX", "XY", "YX", "YY")
SHORTEST = 10  # below, there is no step for the first symbol
# The cross-entropy, in nats, of who does not know the symbols: four equally likely classes.
BASELINE = np.log(len(CLASSES))


def draw(rng, batch, time):
    """Draw sequences of symbols, two of which count, and the class that these two make.

    ``rng``: a NumPy Generator, or a seed. Returns ``x`` (batch, time, 8), float64, where
    each step holds one of ``SYMBOLS`` as a row with a single 1, and ``target`` (batch,),
    whole numbers: the place of the class in ``CLASSES``. Each sequence starts with E and
    ends with B. X or Y stands at one step from time/10 up to time/5 and at one from time/2
    up to 6 time/10 (both rounded down, the end not counted); all other steps hold one of
    a, b, c, d. Raises ValueError when ``batch`` or ``time`` is no positive whole number, or
    ``time`` is below 10. Source: S. Hochreiter and J. Schmidhuber, "Long short-term memory",
    Neural Computation 9 (1997), experiment 6a, with 100 to 110 steps.
    """
    rng, batch, time = np.random.default_rng(rng), positive_integer("batch", batch), _steps(time)
    symbols = rng.integers(SYMBOLS.index("a"), SYMBOLS.index("X"), size=(batch, time))
    symbols[:, 0], symbols[:, -1] = SYMBOLS.index("E"), SYMBOLS.index("B")
    first = rng.integers(time // 10, time // 5, size=batch)
    second = rng.integers(time // 2, 6 * time // 10, size=batch)
    target = rng.integers(len(CLASSES), size=batch)
    rows = np.arange(batch)
    symbols[rows, first] = SYMBOLS.index("X") + target // 2
    symbols[rows, second] = SYMBOLS.index("X") + target % 2
    return np.eye(len(SYMBOLS))[symbols], target


def _steps(time):
    time = positive_integer("time", time)
    if time < SHORTEST:
        raise ValueError(f"time must be at least {SHORTEST}, but it is {time}.")
    return time
