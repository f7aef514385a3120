"""What came back from one call of a function that nobody vouches for."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np


class Status(StrEnum):
    """How a call ended, seen from outside."""

    RETURNED = "returned"
    RAISED = "raised"
    MISSING = "missing"  # no callable of that name is defined
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    FORBIDDEN = "forbidden"  # the sandbox ended the process for what it asked of the system
    DIED = "died"  # the process ended by itself
    TAMPERED = "tampered"  # the bytes that came back do not follow the protocol


@dataclass(frozen=True)
class Raised:
    """An exception in words: its type's name, its message, and where it came from."""

    type: str
    message: str
    line: int | None = None  # 1-based, in the cell that defines the function
    code: str = ""  # that line's text


@dataclass(frozen=True)
class Reply:
    """The result of one call, as plain data.

    ``values`` holds one array for each returned value that could be read as an array of
    numbers, and a short description in words for each that could not. ``returned`` says
    what the function gave back as a whole: "an array", "a tuple of 2 values", "nothing".
    ``changed`` lists the positions of the arguments that the call wrote into.
    """

    status: Status
    values: tuple[np.ndarray | str, ...] = ()
    returned: str = ""
    changed: tuple[int, ...] = ()
    raised: Raised | None = None
    printed: str = ""
