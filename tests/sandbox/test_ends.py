"""Time, memory and every other way in which a worker ends."""

import os
import signal
import subprocess
import sys
import textwrap
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox import launch
from grader.sandbox.reply import Reply, Status
from grader.sandbox.session import CellReport
from tests.sandbox.conftest import DOUBLE, ENDS, QUICK, opened, works

HOW_IT_ENDS = {
    "leave": Status.DIED,
    "crash": Status.DIED,
    "leave_politely": Status.RAISED,
    "grow": Status.OUT_OF_MEMORY,
    "grow_at_once": Status.OUT_OF_MEMORY,
    "unshare": Status.FORBIDDEN,
    "trace": Status.FORBIDDEN,
    "keep_the_worker_alive": Status.FORBIDDEN,
}


def test_a_call_that_ends_the_worker_costs_only_itself(level):
    with opened(ENDS, DOUBLE) as notebook:
        for name, status in HOW_IT_ENDS.items():
            assert notebook.call(name, [], 1).status is status, name
            assert works(notebook), name


def test_a_call_without_end_costs_only_itself(level):
    with opened(ENDS, DOUBLE, limits=replace(QUICK, call_seconds=0.5)) as notebook:
        for name in ("loop", "sleep"):
            begin = time.monotonic()
            assert notebook.call(name, [], 1).status is Status.TIMED_OUT
            assert 0.5 < time.monotonic() - begin < 3
            assert works(notebook)


def test_a_cell_that_ends_the_worker_costs_only_itself(level):
    endings = {
        "loop()": Status.TIMED_OUT,
        "leave()": Status.DIED,
        "crash()": Status.DIED,
        "grow()": Status.OUT_OF_MEMORY,
        "unshare()": Status.FORBIDDEN,
    }
    cells = [ENDS, "n = 1", *endings, "n += 1\n" + DOUBLE, "def count(): return n"]
    with opened(*cells, limits=replace(QUICK, cell_seconds=1)) as notebook:
        statuses = [report.status for report in notebook.cells.values()]
        assert statuses == [Status.RETURNED] * 2 + [*endings.values()] + [Status.RETURNED] * 2
        assert works(notebook)
        # The cells before and after an ending ran once each in the worker that is there now.
        assert notebook.call("count", [], 1).values[0] == 2


def test_what_was_printed_before_the_end_is_kept(bare):
    source = "import os\ndef f():\n    print('so far')\n    os._exit(1)"
    with opened(source) as notebook:
        assert notebook.call("f", [], 1) == Reply(Status.DIED, printed="so far\n")


def test_memory_is_there_again_after_an_exception(bare):
    with opened(ENDS, DOUBLE) as notebook:
        reply = notebook.call("grow", [], 1)
        assert reply.raised.type == "MemoryError"
        assert works(notebook)


def test_recursion_without_end_is_an_exception_or_an_end(level):
    source = "def f(n):\n    return f(n + 1)\ndef g():\n    import sys\n"
    source += "    sys.setrecursionlimit(10**9)\n    return f(0)"
    with opened(source, DOUBLE, limits=replace(QUICK, call_seconds=1)) as notebook:
        assert notebook.call("f", [0], 1).raised.type == "RecursionError"
        endings = (Status.OUT_OF_MEMORY, Status.DIED, Status.TIMED_OUT)
        assert notebook.call("g", [], 1).status in endings
        assert works(notebook)


def test_a_notebook_has_its_time_and_no_more(bare):
    limits = replace(QUICK, call_seconds=60, notebook_seconds=0.8)
    with opened(ENDS, DOUBLE, limits=limits) as notebook:
        begin = time.monotonic()
        assert notebook.call("loop", [], 1).status is Status.TIMED_OUT
        assert time.monotonic() - begin < 10
        begin = time.monotonic()
        assert notebook.call("double", [np.ones(1)], 1) == Reply(Status.TIMED_OUT)
        assert time.monotonic() - begin < 0.1


def test_cells_for_which_no_time_is_left_have_timed_out(bare):
    limits = replace(QUICK, cell_seconds=0.4, notebook_seconds=0.6)
    with opened("while True: pass", "while True: pass", DOUBLE, limits=limits) as notebook:
        timed_out = CellReport(Status.TIMED_OUT)
        assert notebook.cells == {f"cell-{at}": timed_out for at in range(3)}
        assert notebook.call("double", [np.ones(1)], 1).status is Status.TIMED_OUT


def test_output_is_bounded(level):
    source = """
        import os, sys
        def much():
            print('x' * 10**6)
            print('y', file=sys.stderr)
            return 1
        def endless():
            while True:
                os.write(1, b'\\x1b[2J' * 1000)
    """
    with opened(textwrap.dedent(source), DOUBLE, limits=replace(QUICK, call_seconds=1)) as notebook:
        reply = notebook.call("much", [], 1)
        assert reply.values[0] == 1
        assert reply.printed == "x" * QUICK.printed_characters
        tracemalloc.start()
        reply = notebook.call("endless", [], 1)
        assert tracemalloc.get_traced_memory()[1] < 10**6
        tracemalloc.stop()
        assert reply.status is Status.TIMED_OUT
        assert len(reply.printed) == QUICK.printed_characters
        assert "\x1b" not in reply.printed
        assert works(notebook)


def test_too_much_returned_is_said_in_words(bare):
    source = "import numpy as np\ndef f(n):\n    return np.ones(n), np.broadcast_to(1.0, (n, n))"
    with opened(source) as notebook:
        reply = notebook.call("f", [10**6], 2)
        assert reply.values == (
            "an array of 1000000 numbers, which is too large",
            "an array of 1000000000000 numbers, which is too large",
        )


def descendants() -> set[str]:
    return set(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())


def test_nothing_is_left_behind(own_level, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    descriptors, children = len(list(Path("/proc/self/fd").iterdir())), descendants()
    source = "open('f', 'w').write('x')\nimport os\nos.makedirs('a/b')\n" + ENDS
    for _ in range(2):
        limits = replace(QUICK, call_seconds=0.3)
        with opened(source, "import os\nos._exit(0)", limits=limits) as notebook:
            notebook.call("leave", [], 1)
            notebook.call("loop", [], 1)
            notebook.call("leave_politely", [], 1)
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors
    assert descendants() == children
    assert list(tmp_path.iterdir()) == []


def alive(marker: str) -> list[str]:
    """Return the processes with ``marker`` in their environment, as far as they can be seen."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if marker.encode() in (folder / "environ").read_bytes():
                found.append(folder.name)
        except OSError:
            continue
    return found


def wait_until(condition, seconds=5) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


@pytest.fixture
def marker(monkeypatch):
    """Mark the environment of every worker of this test."""
    mark = f"mark-{os.getpid()}-{time.monotonic_ns()}"
    usual = launch.environment

    def environment(*arguments):
        return {**usual(*arguments), "MARK": mark}

    monkeypatch.setattr("grader.sandbox.process.environment", environment)
    return mark


def test_a_stopped_worker_is_gone_at_once(own_level, marker):
    with opened(ENDS, limits=replace(QUICK, call_seconds=0.3)) as notebook:
        assert len(alive(marker)) in (1, 2, 3)  # bubblewrap's own processes see the same
        assert notebook.call("loop", [], 1).status is Status.TIMED_OUT
        assert wait_until(lambda: not alive(marker), seconds=2)
        notebook.call("leave_politely", [], 1)
        assert alive(marker)
    assert wait_until(lambda: not alive(marker), seconds=2)


def test_a_worker_ends_with_its_parent(own_level, marker):
    program = f"""
        import sys
        from grader.sandbox import launch, process, session
        usual = launch.environment
        process.environment = lambda *names: {{**usual(*names), "MARK": {marker!r}}}
        if {own_level!r} != "bubblewrap":
            session.available = lambda: (False, "")
            launch.has_landlock = lambda: False
        with session.Session([session.SourceCell("a", "def f():\\n    while True: pass")]) as s:
            print(s.protection, flush=True)
            s.call("f", [], 1)
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout.readline().strip() == own_level
        time.sleep(0.2)
        assert alive(marker)
        parent.send_signal(signal.SIGKILL)
    assert wait_until(lambda: not alive(marker))
