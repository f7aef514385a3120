"""A sandbox that stays: it forks a worker for each notebook, and is thrown away if it is marked.

A new worker in a running sandbox takes milliseconds, a new sandbox a good part of a second. One
worker runs at a time. One that leaves anything behind, a file or a process, was the last of its
sandbox: so no notebook ever meets a trace of another one.
"""

import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
from typing import ClassVar

from grader.sandbox.bubblewrap import nursery_in_bubblewrap, private_user
from grader.sandbox.forkserver import END, END_AT_ONCE, READY
from grader.sandbox.launch import SandboxUnavailable, environment
from grader.sandbox.limits import USUAL_LIMITS, Limits
from grader.sandbox.process import Worker
from grader.sandbox.shared import SharedArrays

_numbers = itertools.count()


class Nursery:
    """Gives one worker after the other. Use it in a ``with`` statement, and in one thread."""

    def __init__(self):
        """Begin without a sandbox: the first worker starts it."""
        self._sandbox: _Sandbox | None = None

    def __enter__(self) -> "Nursery":
        """Return the nursery."""
        return self

    def __exit__(self, *_) -> None:
        """End the sandbox and everything in it."""
        self.close()

    def worker(self, limits: Limits = USUAL_LIMITS) -> Worker:
        """Return a new worker; the one before must have ended. Raises SandboxUnavailable."""
        self.start(limits)
        return Worker(_Forked(self._sandbox), [self._sandbox.confinement()], limits)

    def start(self, limits: Limits = USUAL_LIMITS) -> None:
        """Start a sandbox, unless there is one that is fit for another worker."""
        if self._sandbox and not self._sandbox.is_fit_for(limits):
            self.close()
        if self._sandbox is None:
            self._sandbox = _Sandbox(limits)

    def close(self) -> None:
        """End the sandbox and everything in it. The next worker starts a new one."""
        if self._sandbox:
            self._sandbox.end()
            self._sandbox = None


class _Sandbox:
    """A running sandbox: the grader's end of the line to the process that forks workers."""

    def __init__(self, limits: Limits):
        self._launch = nursery_in_bubblewrap(limits)
        self._limits = limits
        self._busy, self._clean = False, True
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._line.settimeout(limits.start_seconds)
        with theirs:
            self._process = subprocess.Popen(
                self._launch.command,
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                cwd="/",
                env=environment(self._launch.folder),
                start_new_session=True,
            )
        if self._receive() != READY:
            self.end()
            raise SandboxUnavailable(
                f"The process that workers are forked from did not start. It said: {self._said}"
            )

    def is_fit_for(self, limits: Limits) -> bool:
        """Whether another worker may begin here."""
        return self._clean and not self._busy and limits == self._limits

    def confinement(self) -> dict:
        """Return the request that takes a worker's rights away: each is a user of its own."""
        request = self._launch.preparation[0]
        # The number of files is bounded for all of them together.
        own = {"user": private_user(next(_numbers)), "most_files": None}
        return {**request, "settings": {**request["settings"], **own}}

    def fork(self, descriptors: list[int]) -> None:
        """Have a worker with these descriptors forked."""
        self._busy = True
        with contextlib.suppress(OSError):  # the end of the worker's replies will tell
            socket.send_fds(self._line, [b"fork"], descriptors)

    def end_worker(self, how: bytes) -> int:
        """Have the worker ended, and return its status as Popen would."""
        with contextlib.suppress(OSError):
            self._line.send(how)
        try:
            ended = json.loads(self._receive())
        except ValueError:
            ended = {"code": -signal.SIGKILL, "clean": False}  # the whole sandbox was killed
        self._busy, self._clean = False, ended["clean"]
        return ended["code"]

    def end(self) -> None:
        """End all that runs in the sandbox, and leave nothing behind."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._said = self._process.communicate()[1].decode("utf-8", "replace").strip()[-2000:]
        self._line.close()

    def _receive(self) -> bytes:
        """Return the next message, or nothing where none comes in time."""
        try:
            return self._line.recv(256)
        except OSError:
            return b""


class _Forked:
    """A worker's process in a sandbox that stays: its descriptors, and its end."""

    inside: ClassVar = {"notes": 3, "arguments": 4}

    def __init__(self, sandbox: _Sandbox):
        self._sandbox = sandbox
        self._code: int | None = None
        theirs_to_read, self.requests = os.pipe()
        self.replies, their_replies = os.pipe()
        self.output, their_output = os.pipe()
        self.notes, their_notes = os.pipe()
        self.shared = SharedArrays()
        theirs = [theirs_to_read, their_replies, their_output, their_notes]
        sandbox.fork([*theirs, self.shared.descriptor])
        for descriptor in theirs:
            os.close(descriptor)

    def wait(self) -> int | None:
        """Return the status with which the process ended by itself, or None if it did not."""
        self._code = self._sandbox.end_worker(END)
        return self._code

    def end(self) -> None:
        """End the process, and close the line to it."""
        if self._code is None:
            self._code = self._sandbox.end_worker(END_AT_ONCE)
        for descriptor in (self.requests, self.replies, self.output, self.notes):
            os.close(descriptor)
        self.shared.close()
