"""A lamp with two buttons: is it on? The last button decides, however long ago it was."""

import numpy as np

from unrolled.checks import positive_integer
from unrolled.training_checks import fraction

ON, OFF, NOTHING = 1.0, -1.0, 0.0


def draw(rng, batch, time, pressed=0.1):
    """Draw which buttons are pressed, and whether the lamp is on after each step.

    At each step, one of the two buttons is pressed with probability ``pressed``, both
    equally often; at the first step always one. ``rng``: a NumPy Generator, or a seed.
    Returns ``x`` (batch, time, 1), which holds ON, OFF and NOTHING, and ``target``
    (batch, time, 1), 1 where the lamp is on and 0 where it is off, both float64. Raises
    ValueError when ``batch`` or ``time`` is no positive whole number, or ``pressed`` is
    not from 0 to below 1. Source: the latch of digital circuits, set by one signal and
    reset by another.
    """
    rng = np.random.default_rng(rng)
    batch, time = positive_integer("batch", batch), positive_integer("time", time)
    some = rng.random((batch, time)) < fraction("pressed", pressed)
    some[:, 0] = True
    x = np.where(some, rng.choice([ON, OFF], size=(batch, time)), NOTHING)
    last_pressed = np.maximum.accumulate(np.where(some, np.arange(time), 0), axis=1)
    is_on = np.take_along_axis(x, last_pressed, axis=1) == ON
    return x[..., np.newaxis], is_on[..., np.newaxis].astype(float)


def best_share(window, pressed=0.1):
    """Return the largest share of right answers of who sees the last ``window`` steps only.

        share = 1 - (1 - pressed)^window / 2                        (best-window)

    Where a button was pressed within the window, the answer is known; elsewhere it can only
    be guessed. It holds for steps that come later than ``window``.
    """
    return 1 - (1 - pressed) ** window / 2
