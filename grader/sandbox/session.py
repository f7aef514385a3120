"""A notebook's untrusted functions, ready to be called, whatever they do."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from grader.sandbox.bubblewrap import available, in_bubblewrap
from grader.sandbox.launch import SandboxUnavailable, without_bubblewrap
from grader.sandbox.limits import USUAL_LIMITS, Limits
from grader.sandbox.process import Worker, WorkerEnded
from grader.sandbox.reply import Raised, Reply, Status
from grader.sandbox.wire import ProtocolError, read_raised, read_reply, read_status


@dataclass(frozen=True)
class SourceCell:
    """A cell of code: a name of its own, and its source."""

    id: str
    source: str


@dataclass(frozen=True)
class CellReport:
    """How running a cell ended."""

    status: Status
    raised: Raised | None = None
    printed: str = ""


class Session:
    """The cells of one notebook, run in order in a worker, and calls of what they define.

    Use it in a ``with`` statement, and in one thread. ``cells`` says how each cell ended, by its
    id. However a worker is protected, it keeps to ``limits``, starts no process and reaches no
    network. ``protection`` says what it can read: with "bubblewrap", Python and nothing else of
    this machine; with "Landlock", the contents of Python's files, but also the names of others;
    with "limits only", all that the user who grades can read. Where bubblewrap does not work,
    the next best is used; with ``require_sandbox``, SandboxUnavailable is raised instead. It is
    also raised where no worker can be started at all.

    A call or a cell that ends the worker costs only itself. The next call gets a new worker in
    which the cells have run again, except those that ended one. When the notebook's time is
    used up, every further call has timed out.
    """

    def __init__(
        self,
        cells: Sequence[SourceCell],
        limits: Limits = USUAL_LIMITS,
        require_sandbox: bool = False,
    ):
        """Choose the protection; raise ValueError if two cells share an id."""
        self.cells: dict[str, CellReport] = {}
        self._source = tuple(cells)
        if len({cell.id for cell in self._source}) < len(self._source):
            raise ValueError("Two cells have the same id. Give each cell an id of its own.")
        self._limits = limits
        self._seconds_left = limits.notebook_seconds
        self._worker: Worker | None = None
        self._deadly: set[str] = set()  # the ids of cells that ended a worker
        sandboxed, why = available()
        if require_sandbox and not sandboxed:
            raise SandboxUnavailable(why)
        self._launch = in_bubblewrap(limits) if sandboxed else without_bubblewrap(limits)
        self.protection = self._launch.protection

    def __enter__(self) -> "Session":
        """Start the worker and run the cells."""
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(self, *_) -> None:
        """Stop the worker."""
        self._stop()

    def call(self, function: str, arguments: list, outputs: int) -> Reply:
        """Return what became of a call of the function of that name, whatever that is.

        It gets copies of ``arguments``; ``outputs`` is how many values it should return.
        """
        request = {"do": "call", "function": function, "arguments": arguments, "outputs": outputs}
        self._start()
        if self._worker is None:
            return Reply(Status.TIMED_OUT)
        try:
            return self._ask(
                request,
                self._limits.call_seconds,
                lambda result, printed: read_reply(result, outputs, printed),
            )
        except WorkerEnded as end:
            return Reply(end.status, printed=end.printed)

    def _start(self) -> None:
        """Bring up a worker in which all cells have run but the deadly ones, if there is time."""
        while self._worker is None and self._seconds_left > 0:
            self._worker = Worker(self._launch, self._limits)
            self._run_cells()
        for cell in self._source:
            self.cells.setdefault(cell.id, CellReport(Status.TIMED_OUT))

    def _run_cells(self) -> None:
        """Run the cells in order, as far as the worker lives."""
        for cell in self._source:
            if cell.id in self._deadly:
                continue
            request = {"do": "run", "name": cell.id, "source": cell.source}
            try:
                report = self._ask(request, self._limits.cell_seconds, _read_report)
            except WorkerEnded as end:
                self._deadly.add(cell.id)
                report = CellReport(end.status, printed=end.printed)
            self.cells[cell.id] = report
            if self._worker is None:
                return

    def _ask(self, request: dict, seconds: float, read: Callable[[dict, str], object]):
        """Return what ``read`` makes of the reply; after WorkerEnded there is no worker."""
        asked = time.monotonic()
        try:
            return read(*self._worker.ask(request, min(seconds, self._seconds_left)))
        except WorkerEnded:
            self._worker = None
            raise
        except ProtocolError:
            self._stop()
            raise WorkerEnded(Status.TAMPERED, "") from None
        finally:
            self._seconds_left -= time.monotonic() - asked

    def _stop(self) -> None:
        if self._worker:
            self._worker.stop()
            self._worker = None


def _read_report(result: dict, printed: str) -> CellReport:
    return CellReport(read_status(result), read_raised(result), printed)
