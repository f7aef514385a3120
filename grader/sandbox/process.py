"""One worker process, from its start to its end: requests, replies, and the clock."""

import contextlib
import os
import secrets
import selectors
import signal
import subprocess
import tempfile
from collections.abc import Iterable

from grader.sandbox import clock
from grader.sandbox.launch import RUNTIME, Launch, SandboxUnavailable, environment, watching
from grader.sandbox.limits import Limits
from grader.sandbox.reply import Status
from grader.sandbox.shared import SIZE, SharedArrays
from grader.sandbox.wire import FrameReader, ProtocolError, clean
from grader.sandbox.worker import encode

PIECE = 2**16
MOST_PIECES_LEFT = 16  # a pipe holds no more than a mebibyte
MOST_NOTES, MOST_OF_A_NOTE = 30, 100

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


class OwnProcess:
    """A worker's process, started for it alone: its descriptors, and its end."""

    def __init__(self, launch: Launch):
        """Start it."""
        self._own_folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.shared = SharedArrays()
        self.notes, their_notes = os.pipe()
        self.inside = {"notes": their_notes, "arguments": self.shared.descriptor}
        folder, fonts = launch.folder or self._own_folder.name, None
        if not launch.folder and (RUNTIME / "matplotlib").is_dir():
            fonts = RUNTIME / "matplotlib"  # nothing can be copied into the folder
        self._process = subprocess.Popen(
            launch.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            cwd=self._own_folder.name,
            env=environment(folder, fonts),
            pass_fds=self.inside.values(),
            start_new_session=True,
        )
        os.close(their_notes)
        self._streams = (self._process.stdin, self._process.stdout, self._process.stderr)
        self.requests, self.replies, self.output = (stream.fileno() for stream in self._streams)

    def wait(self) -> int | None:
        """Return the status with which the process ended by itself, or None if it did not."""
        try:
            return self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> None:
        """End the process and everything in it at once, and leave nothing behind."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in self._streams:
            stream.close()
        os.close(self.notes)
        self.shared.close()
        self._own_folder.cleanup()


class Worker:
    """A running worker. Use it in the thread that started it: it ends with that thread."""

    def __init__(self, process: "OwnProcess", preparation: Iterable[dict], limits: Limits):
        """Have ``process`` give up its rights; raise SandboxUnavailable if that fails.

        ``process`` is an :class:`OwnProcess`, or one that a nursery has forked.
        """
        self._most_printed = limits.printed_characters
        self._process = process
        self._requests, self._replies = process.requests, process.replies
        self._output, self._notes = process.output, process.notes
        self.shared = process.shared
        self.noticed: list[str] = []  # what its code tried that no answer needs
        for descriptor in (self._requests, self._replies, self._output, self._notes):
            os.set_blocking(descriptor, False)
        shared = {"do": "share", "descriptor": process.inside["arguments"], "size": SIZE}
        try:
            for request in (*preparation, shared, watching(process.inside["notes"])):
                self.ask(request, limits.start_seconds)
        except WorkerEnded as end:
            raise SandboxUnavailable(
                f"The process that answers run in did not start ({end.status}). "
                f"It said: {end.printed.strip() or 'nothing'}"
            ) from None

    def ask(self, request: dict, seconds: float) -> tuple[dict, str]:
        """Return the reply to ``request``, its fields not yet checked, and what was printed.

        Raises WorkerEnded if no reply to just this request comes in time; the worker is then
        stopped.
        """
        nonce = secrets.token_hex(8)
        printed = bytearray()
        deadline = clock.now() + seconds
        try:
            outcome = self._exchange(encode({**request, "nonce": nonce}), deadline, printed)
            # A late reply to an earlier request must not be taken for the reply to this one.
            if isinstance(outcome, dict) and str(outcome.pop("nonce", "")) != nonce:
                outcome = Status.TAMPERED
        except ProtocolError:
            outcome = Status.TAMPERED
        self._read_what_is_left(printed)
        self._read_notes()
        text = clean(printed.decode("utf-8", "replace"), self._most_printed)
        if isinstance(outcome, Status):
            self.stop()
            raise WorkerEnded(outcome, text)
        return outcome, text

    def stop(self) -> None:
        """End the worker and everything in it at once, and leave nothing behind."""
        self._process.end()

    def _exchange(self, frame: bytes, deadline: float, printed: bytearray) -> dict | Status:
        """Return the next message, or the status with which the worker ends instead."""
        unsent, reader = memoryview(frame), FrameReader()
        with selectors.DefaultSelector() as ready:
            ready.register(self._requests, selectors.EVENT_WRITE)
            ready.register(self._replies, selectors.EVENT_READ)
            ready.register(self._output, selectors.EVENT_READ)
            while (seconds := deadline - clock.now()) > 0:
                for key, _ in clock.wait(ready, seconds):
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

    def _read_notes(self) -> None:
        """Take the notes that are there: few and short, whoever wrote them."""
        with contextlib.suppress(BlockingIOError):
            while piece := os.read(self._notes, PIECE):
                for note in piece.decode("utf-8", "replace").splitlines():
                    if note not in self.noticed and len(self.noticed) < MOST_NOTES:
                        self.noticed.append(clean(note, MOST_OF_A_NOTE))

    def _why_it_ended(self) -> Status:
        code = self._process.wait()
        if code is None:
            return Status.DIED  # it closed its end of the line, and cannot be reached any more
        return _ENDED_BY.get(code - 128 if code > 128 else -code, Status.DIED)
