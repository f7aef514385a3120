"""The trusted end of the line to a worker: believe nothing that comes over it unchecked.

:func:`grader.sandbox.worker.encode` and :func:`~grader.sandbox.worker.decode` say how a message
looks; here are the bounds on one that an untrusted process wrote, and the checks that turn it
into a :class:`~grader.sandbox.reply.Reply`. Nothing is ever unpickled.
"""

import re

import numpy as np

from grader.sandbox.reply import Raised, Reply, Status
from grader.sandbox.worker import PREFIX, decode

MOST_TEXT = 2**20
MOST_DATA = 2**26
MOST_CHARACTERS = 2000  # of one text
MOST_ARGUMENTS = 100

# Statuses that a worker can tell of itself; the others are seen from outside.
_TOLD = (Status.RETURNED, Status.RAISED, Status.MISSING, Status.OUT_OF_MEMORY)

# Characters that would steer a terminal, turn the direction of text, or be no characters at all.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class ProtocolError(Exception):
    """What came over the line is no reply of a worker."""


class FrameReader:
    """Put together one message from the pieces in which it arrives."""

    def __init__(self):
        """Begin with nothing."""
        self._data = bytearray()

    def feed(self, piece: bytes) -> dict | None:
        """Return the message if ``piece`` completes it, else None.

        Raises ProtocolError as soon as the message is known to be too large, too long, or none.
        """
        self._data += piece
        if len(self._data) < PREFIX.size:
            return None
        text_size, data_size = PREFIX.unpack_from(self._data)
        if text_size > MOST_TEXT or data_size > MOST_DATA:
            raise ProtocolError("A message is larger than any reply.")
        middle = PREFIX.size + text_size
        end = middle + data_size
        if len(self._data) < end:
            return None
        if len(self._data) > end:
            raise ProtocolError("Something follows the reply.")
        try:
            message = decode(bytes(self._data[PREFIX.size : middle]), bytes(self._data[middle:]))
        except (ValueError, RecursionError) as error:
            raise ProtocolError(f"A message cannot be read: {error}") from None
        if not isinstance(message, dict):
            raise ProtocolError("A message has no fields.")
        return message


def read_reply(result: dict, outputs: int, printed: str = "") -> Reply:
    """Return what a worker's :func:`~grader.sandbox.worker.call_function` says, checked.

    ``outputs`` is the number of values that were asked for. Raises ProtocolError if ``result``
    has any other form than that function gives it.
    """
    status = read_status(result)
    if status is not Status.RETURNED:
        return Reply(status, raised=read_raised(result), printed=printed)
    values, changed = _list(result, "values"), _list(result, "changed")
    if len(values) not in (0, outputs):
        raise ProtocolError("There are more or fewer values than were asked for.")
    if len(changed) > MOST_ARGUMENTS or not all(_is_position(item) for item in changed):
        raise ProtocolError("The changed arguments are no positions.")
    return Reply(
        status,
        values=tuple(value if isinstance(value, np.ndarray) else clean(value) for value in values),
        returned=clean(result.get("returned")),
        changed=tuple(changed),
        printed=printed,
    )


def read_raised(result: dict) -> Raised | None:
    """Return the exception that ``result`` tells of, if any; raise ProtocolError if it is none."""
    raised = result.get("raised")
    if raised is None:
        return None
    if not isinstance(raised, dict):
        raise ProtocolError("An exception has no form.")
    line = raised.get("line")
    if line is not None and not _is_position(line):
        raise ProtocolError("A line has no number.")
    type, message, code = (clean(raised.get(part)) for part in ("type", "message", "code"))
    return Raised(type, message, line, code)


def read_status(result: dict) -> Status:
    """Return how the worker says that it went; raise ProtocolError if it cannot say that."""
    status = result.get("status")
    if not isinstance(status, str) or status not in _TOLD:
        raise ProtocolError("A reply has no status.")
    return Status(status)


def clean(text: object, most: int = MOST_CHARACTERS) -> str:
    """Return the beginning of a text, fit to be shown; raise ProtocolError if it is no text."""
    if not isinstance(text, str):
        raise ProtocolError("Something is no text.")
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text[:most])


def _list(result: dict, name: str) -> list:
    found = result.get(name)
    if not isinstance(found, list):
        raise ProtocolError(f"The reply's {name} are no list.")
    return found


def _is_position(number: object) -> bool:
    return type(number) is int and 0 <= number < 2**31
