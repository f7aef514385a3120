"""One worker process, from its start to its end: requests, replies, and the clock."""

import contextlib
import os
import secrets
import selectors
import signal
import subprocess
import tempfile
import time

from grader.sandbox.launch import Launch, SandboxUnavailable, environment
from grader.sandbox.limits import Limits
from grader.sandbox.reply import Status
from grader.sandbox.wire import FrameReader, ProtocolError, clean
from grader.sandbox.worker import encode

PIECE = 2**16
MOST_PIECES_LEFT = 16  # a pipe holds no more than a mebibyte

# The signals whose meaning is known; a shell and bubblewrap tell them as 128 + signal.
_ENDED_BY = {
    signal.SIGSYS: Status.FORBIDDEN,  # the filter of system calls
    signal.SIGKILL: Status.OUT_OF_MEMORY,  # the kernel: nobody else can send it
    signal.SIGXCPU: Status.TIMED_OUT,
}


class WorkerEnded(Exception):
    """The worker is no more. ``status`` says why; ``printed`` is what it printed last."""

    def __init__(self, status: Status, printed: str):
        """Keep both."""
        super().__init__(f"The worker ended: {status}.")
        self.status = status
        self.printed = printed


class Worker:
    """A running worker. Use it in the thread that started it: it ends with that thread."""

    def __init__(self, launch: Launch, limits: Limits):
        """Start it and have it give up its rights; raise SandboxUnavailable if that fails."""
        self._most_printed = limits.printed_characters
        self._own_folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        folder = launch.folder or self._own_folder.name
        self._process = subprocess.Popen(
            launch.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=self._own_folder.name,
            env=environment(folder),
            start_new_session=True,
        )
        self._requests, self._replies, self._output = (
            stream.fileno()
            for stream in (self._process.stdin, self._process.stdout, self._process.stderr)
        )
        for descriptor in (self._requests, self._replies, self._output):
            os.set_blocking(descriptor, False)
        self._start(launch, limits)

    def _start(self, launch: Launch, limits: Limits) -> None:
        try:
            for request in launch.preparation:
                self.ask(request, limits.start_seconds)
        except WorkerEnded as end:
            raise SandboxUnavailable(
                f"The process that answers run in ({launch.protection}) did not start "
                f"({end.status}). It said: {end.printed.strip() or 'nothing'}"
            ) from None

    def ask(self, request: dict, seconds: float) -> tuple[dict, str]:
        """Return the reply to ``request``, its fields not yet checked, and what was printed.

        Raises WorkerEnded if no reply to just this request comes in time; the worker is then
        stopped.
        """
        nonce = secrets.token_hex(8)
        printed = bytearray()
        deadline = time.monotonic() + seconds
        try:
            outcome = self._exchange(encode({**request, "nonce": nonce}), deadline, printed)
            # A late reply to an earlier request must not be taken for the reply to this one.
            if isinstance(outcome, dict) and str(outcome.pop("nonce", "")) != nonce:
                outcome = Status.TAMPERED
        except ProtocolError:
            outcome = Status.TAMPERED
        self._read_what_is_left(printed)
        text = clean(printed.decode("utf-8", "replace"), self._most_printed)
        if isinstance(outcome, Status):
            self.stop()
            raise WorkerEnded(outcome, text)
        return outcome, text

    def stop(self) -> None:
        """End the worker and everything in it at once, and leave nothing behind."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            stream.close()
        self._own_folder.cleanup()

    def _exchange(self, frame: bytes, deadline: float, printed: bytearray) -> dict | Status:
        """Return the next message, or the status with which the worker ends instead."""
        unsent, reader = memoryview(frame), FrameReader()
        with selectors.DefaultSelector() as ready:
            ready.register(self._requests, selectors.EVENT_WRITE)
            ready.register(self._replies, selectors.EVENT_READ)
            ready.register(self._output, selectors.EVENT_READ)
            while (seconds := deadline - time.monotonic()) > 0:
                for key, _ in ready.select(seconds):
                    if key.fd == self._requests:
                        unsent = self._send(unsent)
                        over = not unsent
                    elif key.fd == self._output:
                        over = not self._read_output(printed)
                    elif piece := os.read(self._replies, PIECE):
                        message, over = reader.feed(piece), False
                        if message is not None:
                            return message
                    else:
                        return self._why_it_ended()
                    if over:
                        ready.unregister(key.fd)
        return Status.TIMED_OUT

    def _send(self, unsent: memoryview) -> memoryview:
        try:
            return unsent[os.write(self._requests, unsent[:PIECE]) :]
        except BrokenPipeError:
            return unsent[:0]  # the end of its replies will tell why it ended

    def _read_output(self, printed: bytearray) -> bool:
        """Keep the beginning of what was printed; return whether more can follow."""
        piece = os.read(self._output, PIECE)
        printed += piece[: max(0, 4 * self._most_printed - len(printed))]
        return bool(piece)

    def _read_what_is_left(self, printed: bytearray) -> None:
        with contextlib.suppress(BlockingIOError):
            for _ in range(MOST_PIECES_LEFT):
                if not self._read_output(printed):
                    break

    def _why_it_ended(self) -> Status:
        try:
            code = self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return Status.DIED  # it closed its end of the line, and cannot be reached any more
        return _ENDED_BY.get(code - 128 if code > 128 else -code, Status.DIED)
