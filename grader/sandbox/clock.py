"""A clock that stands still while the machine does, so that nobody's time runs out meanwhile.

A virtual machine may be halted for minutes, or a process not be run at all. What a notebook may
use is time in which this process ran, too.
"""

import time

TICK, STANDSTILL = 0.5, 1.0  # seconds

_lost = 0.0


def now() -> float:
    """Return the seconds since some fixed moment, less those in which the machine stood still."""
    return time.monotonic() - _lost


def wait(selector, seconds: float) -> list:
    """Return what is ready in ``selector``; nothing after some of the ``seconds`` or all."""
    global _lost
    seconds = min(seconds, TICK)
    began = time.monotonic()
    ready = selector.select(seconds)
    overslept = time.monotonic() - began - seconds
    if overslept > STANDSTILL:
        _lost += overslept
    return ready
