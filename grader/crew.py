"""Who does the work: processes of this machine, or the workers of a Dask cluster.

Each gives a ``concurrent.futures`` executor; whoever uses it sends and receives plain data.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import get_context, parent_process

# So many calls wait for each process: it never stands idle, and memory stays small.
CALLS_WAITING = 3
SECONDS_TO_CONNECT = 30

Outcome = tuple[tuple, object, Exception | None]


class NoCluster(ConnectionError):
    """There is no Dask cluster to work with."""


class Crew:
    """Calls functions in an executor, a few at a time, and outlives the end of its processes."""

    def __init__(self, hire: Callable[[], Executor], size: int, **dismissal):
        """Work with what ``hire`` returns: an executor of ``size`` processes.

        ``dismissal`` are the options with which its shutdown() begins no other call.
        """
        self._hire, self._size, self._dismissal = hire, size, dismissal
        self._executor = hire()
        self._preparations = threading.Thread(target=lambda: None)

    def prepare(self, function: Callable, *arguments) -> None:
        """Have every process call ``function`` now; nobody waits for it, nor for their start."""

        def submit():
            with suppress(BrokenProcessPool):  # the first result says so
                for _ in range(self._size):
                    self._executor.submit(function, *arguments)

        self._preparations = threading.Thread(target=submit)
        self._preparations.start()

    def results(self, function: Callable, calls: Iterable[tuple]) -> Iterator[Outcome]:
        """Yield each of ``calls`` with its result or its error, in the order in which they end.

        A call that ends its process takes the calls beside it along. Each of these is then made
        once more, alone: so only the one that is at fault fails.
        """
        calls, waiting = iter(calls), {}
        self._join_preparations()
        while True:
            for call in islice(calls, CALLS_WAITING * self._size - len(waiting)):
                waiting[self._submit(function, call)] = call
            if not waiting:
                return
            done = wait(waiting, return_when=FIRST_COMPLETED).done
            if any(map(_lost, done)):
                done = wait(waiting).done
                self._rehire()
            lost = []
            for future in done:
                call = waiting.pop(future)
                if _lost(future):
                    lost.append(call)
                else:
                    yield call, *_outcome(future)
            for call in lost:
                yield call, *self._alone(function, call)

    def dismiss(self) -> None:
        """Let no other call begin."""
        self._join_preparations()
        self._executor.shutdown(**self._dismissal)

    def _join_preparations(self):
        if self._preparations.is_alive():
            self._preparations.join()

    def _submit(self, function, call) -> Future:
        try:
            return self._executor.submit(function, *call)
        except BrokenProcessPool as error:
            future = Future()
            future.set_exception(error)
            return future

    def _alone(self, function, call):
        future = self._submit(function, call)
        wait([future])
        if _lost(future):
            self._rehire()
        return _outcome(future)

    def _rehire(self):
        self.dismiss()
        self._executor = self._hire()


def _lost(future) -> bool:
    return isinstance(_outcome(future)[1], BrokenProcessPool)


def _outcome(future):
    try:
        return future.result(), None
    except Exception as error:
        return None, error


@contextmanager
def processes(size: int, modules: tuple[str, ...]) -> Iterator[Crew]:
    """Give ``size`` processes of this machine; each has imported ``modules`` from the start."""
    # Copies of a process that has imported everything once, and has no threads.
    context = get_context("forkserver")
    context.set_forkserver_preload(["__main__", "grader.quick_start", *modules])

    def hire():
        return ProcessPoolExecutor(size, mp_context=context, initializer=_end_with_parent)

    crew = Crew(hire, size, cancel_futures=True)
    try:
        yield crew
    finally:
        crew.dismiss()


@contextmanager
def cluster(address: str) -> Iterator[Crew]:
    """Give the workers of the Dask cluster at ``address``; raise NoCluster where there is none."""
    try:
        from distributed import Client
    except ImportError as error:
        raise NoCluster(
            "The package distributed is missing. Install it here and on every machine that "
            "judges: pip install distributed"
        ) from error
    try:
        client = Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoCluster(
            f"There is no Dask scheduler at {address}. Start one with: dask scheduler"
        ) from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise NoCluster(
                f"The Dask scheduler at {address} has no workers. Start one on each machine that "
                f"judges: dask worker {address}"
            )
        crew = Crew(lambda: client.get_executor(pure=False), threads, wait=False)
        try:
            yield crew
        finally:
            crew.dismiss()


def _end_with_parent():
    """End this process when the one that it works for has ended, however that was."""
    threading.Thread(target=_wait_for_end, daemon=True).start()


def _wait_for_end():
    parent_process().join()
    os._exit(1)
