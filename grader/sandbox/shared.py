"""The memory in which the arrays of a call lie, shared by the judge's process and the worker.

So the judge sees by itself whether a call wrote into the arrays that it was given: a worker's
word on that would be the word of the code that is judged.
"""

import fcntl
import os

import numpy as np

SIZE = 2**24  # of the arrays of one call together; the kernel gives only as much as is used
ALIGNMENT = 64


class SharedArrays:
    """Arrays that a worker works on in place."""

    def __init__(self):
        """Make the memory; its size is fixed, so that a worker cannot make it larger."""
        self.descriptor = os.memfd_create("arguments", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(self.descriptor, SIZE)
        seals = fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
        fcntl.fcntl(self.descriptor, fcntl.F_ADD_SEALS, seals)
        self._written: dict[int, tuple[int, bytes]] = {}

    def place(self, arguments: list) -> list:
        """Write the arrays among ``arguments`` into the memory; return what tells of them.

        Raises ValueError if they do not fit.
        """
        self._written, end, described = {}, 0, []
        for position, argument in enumerate(arguments):
            if not isinstance(argument, np.ndarray):
                described.append(argument)
                continue
            at, data = -(-end // ALIGNMENT) * ALIGNMENT, argument.tobytes()
            end = at + len(data)
            if end > SIZE:
                raise ValueError(f"The arguments of a call are larger than {SIZE} bytes.")
            os.pwrite(self.descriptor, data, at)
            self._written[position] = at, data
            described.append({"at": at, "type": argument.dtype.str, "sizes": argument.shape})
        return described

    def changed(self) -> list[int]:
        """Return the positions of the arguments that are no longer as they were written."""
        return [
            position
            for position, (at, data) in self._written.items()
            if os.pread(self.descriptor, len(data), at) != data
        ]

    def close(self) -> None:
        """Give the memory back."""
        os.close(self.descriptor)
