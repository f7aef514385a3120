"""A notebook's untrusted functions, ready to be called, whatever they do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from grader.sandbox import clock
from grader.sandbox.bubblewrap import available, in_bubblewrap
from grader.sandbox.launch import SandboxUnavailable, without_bubblewrap
from grader.sandbox.limits import USUAL_LIMITS, Limits
from grader.sandbox.nursery import Nursery
from grader.sandbox.process import OwnProcess, Worker, WorkerEnded
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
    id; ``noticed`` holds the notes of :mod:`grader.sandbox.watch`, each once.

    However a worker is protected, it keeps to ``limits``, starts no process and reaches no
    network; only in bubblewrap it can write files. ``protection`` says what it can read: with
    "bubblewrap", Python and nothing else of this machine; with "Landlock", the contents of
    Python's files, but also the names of others; with "limits only", all that the user who
    grades can read. Where bubblewrap does not work, the next best is used; with
    ``require_sandbox``, SandboxUnavailable is raised instead. It is also raised where no worker
    can be started at all.

    A call or a cell that ends the worker costs only itself. The next call gets a new worker in
    which the cells have run again, except those that ended one. When the notebook's time is
    used up, every further call has timed out.
    """

    def __init__(
        self,
        cells: Sequence[SourceCell],
        limits: Limits = USUAL_LIMITS,
        require_sandbox: bool = False,
        nursery: Nursery | None = None,
    ):
        """Choose the protection; raise ValueError if two cells share an id.

        Workers come from the ``nursery``, if there is one and there can be a sandbox.
        """
        self.cells: dict[str, CellReport] = {}
        self.noticed: dict[str, None] = {}
        self._source = tuple(cells)
        if len({cell.id for cell in self._source}) < len(self._source):
            raise ValueError("Two cells have the same id. Give each cell an id of its own.")
        self._limits = limits
        self._seconds_left = limits.notebook_seconds
        self._worker: Worker | None = None
        self._killed_before = False
        self._deadly: set[str] = set()  # the ids of cells that ended a worker
        sandboxed, why = available()
        if require_sandbox and not sandboxed:
            raise SandboxUnavailable(why)
        self._launch = in_bubblewrap(limits) if sandboxed else without_bubblewrap(limits)
        self._nursery = nursery if sandboxed else None
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
        self._start()
        if self._worker is None:
            return Reply(Status.TIMED_OUT)
        shared = self._worker.shared
        request = {"do": "call", "function": function, "outputs": outputs}
        request["arguments"] = shared.place(arguments)

        def read(result, printed):
            reply = read_reply(result, outputs, printed)
            # What the worker says of its arguments may be forged; what is seen here is not.
            return replace(reply, changed=tuple(sorted({*reply.changed, *shared.changed()})))

        try:
            return self._ask(request, self._limits.call_seconds, read)
        except WorkerEnded as end:
            if self._was_killed(end):
                return self.call(function, arguments, outputs)
            return Reply(end.status, printed=end.printed)

    def _start(self) -> None:
        """Bring up a worker in which all cells have run but the deadly ones, if there is time."""
        while self._worker is None and self._seconds_left > 0:
            began = clock.now()
            self._worker = self._new_worker()
            if self.cells:  # the notebook has ended the worker before, which costs its own time
                self._seconds_left -= clock.now() - began
            self._run_cells()
        for cell in self._source:
            self.cells.setdefault(cell.id, CellReport(Status.TIMED_OUT))

    def _new_worker(self) -> Worker:
        if self._nursery:
            return self._nursery.worker(self._limits)
        return Worker(OwnProcess(self._launch), self._launch.preparation, self._limits)

    def _run_cells(self) -> None:
        """Run the cells in order, as far as the worker lives."""
        for cell in self._source:
            if cell.id in self._deadly:
                continue
            request = {"do": "run", "name": cell.id, "source": cell.source}
            try:
                report = self._ask(request, self._limits.cell_seconds, _read_report)
            except WorkerEnded as end:
                if self._was_killed(end):
                    return
                self._deadly.add(cell.id)
                report = CellReport(end.status, printed=end.printed)
            self.cells[cell.id] = report
            if self._worker is None:
                return

    def _ask(self, request: dict, seconds: float, read: Callable[[dict, str], object]):
        """Return what ``read`` makes of the reply; after WorkerEnded there is no worker."""
        asked, worker = clock.now(), self._worker
        try:
            return read(*worker.ask(request, min(seconds, self._seconds_left)))
        except WorkerEnded:
            self._worker = None
            raise
        except ProtocolError:
            self._stop()
            raise WorkerEnded(Status.TAMPERED, "") from None
        finally:
            self._seconds_left -= clock.now() - asked
            self.noticed |= dict.fromkeys(worker.noticed)

    def _was_killed(self, end: WorkerEnded) -> bool:
        """Return whether a worker was killed, for the first time; nobody inside can do that.

        It may not be the answer's fault: a system that is short of memory ends what it likes.
        """
        killed = end.status is Status.OUT_OF_MEMORY and not self._killed_before
        self._killed_before |= killed
        return killed

    def _stop(self) -> None:
        if self._worker:
            self._worker.stop()
            self._worker = None


def _read_report(result: dict, printed: str) -> CellReport:
    return CellReport(read_status(result), read_raised(result), printed)
