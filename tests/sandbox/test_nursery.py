"""Workers of one sandbox, one after the other: none meets a trace of another."""

import os
import signal
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox import bubblewrap, nursery
from grader.sandbox.launch import SandboxUnavailable
from grader.sandbox.nursery import Nursery
from grader.sandbox.reply import Status
from grader.sandbox.session import Session, SourceCell
from tests.sandbox.conftest import DOUBLE, QUICK, choose, works


@pytest.fixture
def own(monkeypatch):
    """A nursery for this test alone."""
    choose("bubblewrap", monkeypatch)
    with Nursery() as nursery:
        yield nursery


def run(own, source, limits=QUICK):
    """Return what a notebook of one cell printed."""
    with Session([SourceCell("cell", source)], limits, nursery=own) as notebook:
        return notebook.cells["cell"].printed.strip()


def sandbox_of(own) -> int:
    return own._sandbox._process.pid


def test_workers_that_leave_nothing_share_a_sandbox(own):
    seen = []
    for _ in range(3):
        assert run(own, "print('done')") == "done"
        seen.append(sandbox_of(own))
    assert len(set(seen)) == 1


@pytest.mark.parametrize(
    "trace",
    [
        "open('/tmp/left', 'w').write('x')",
        "open('/tmp/left', 'w').close(); os.remove('/tmp/left')",
        "os.mkdir('/tmp/left', 0)",
        "os.symlink('/proc', '/tmp/left')",
        "os.makedirs('/tmp/' + '/'.join('d' * 300))",
    ],
)
def test_a_sandbox_with_a_trace_is_thrown_away(own, trace):
    run(own, "pass")
    before = sandbox_of(own)
    run(own, f"import os\n{trace}")
    assert run(own, "import os\nprint(os.listdir('/tmp'))") == "[]"
    assert sandbox_of(own) != before


def test_what_a_worker_changes_in_memory_is_not_there_for_the_next(own):
    run(own, "import numpy, builtins\nnumpy.left = builtins.left = 1\nimport json as left")
    shown = run(own, "import numpy, sys\nprint(hasattr(numpy, 'left'), 'json.tool' in sys.modules)")
    assert shown == "False False"
    assert "NameError" in run(own, "try:\n    left\nexcept NameError as e:\n    print(repr(e))")


def test_threads_end_with_their_worker(own):
    busy = "import threading\ndef f():\n    while True: pass\nthreading.Thread(target=f).start()"
    run(own, busy)
    count = "import os\nprint(len([name for name in os.listdir('/proc') if name.isdigit()]))"
    alone = run(own, count)
    run(own, busy)
    assert run(own, count) == alone


def test_every_worker_is_another_user(own):
    if bubblewrap.private_user() is None:
        pytest.skip("Only root can make new users.")
    users = {run(own, "import os\nprint(os.getuid())") for _ in range(4)}
    assert len(users) == 4
    assert all(int(user) >= bubblewrap.FIRST_PRIVATE_USER for user in users)


def rights(process: int) -> int:
    status = Path(f"/proc/{process}/status").read_text()
    return int(status.split("CapPrm:")[1].split()[0], 16)


def test_the_process_that_forks_keeps_no_right_but_to_make_and_end_workers(own):
    run(own, "pass")
    inside = [sandbox_of(own)]
    for process in inside:
        inside += map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split())
    forks = [process for process in inside if b"forkserver" in arguments(process)]
    assert forks
    allowed = sum(1 << number for number in (5, 6, 7))
    # Bubblewrap's own processes have the command among their arguments, too.
    assert rights(forks[-1]) & ~allowed == 0


def arguments(process: int) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes()


@pytest.mark.parametrize("times", [1, 2])
def test_a_worker_that_is_killed_from_outside_is_tried_once_more(own, times):
    with Session([SourceCell("cell", SLOW)], QUICK, nursery=own) as notebook:
        for _ in range(times):
            sandbox = sandbox_of(own)
            killer = threading.Timer(0.3, os.kill, (sandbox, signal.SIGKILL))
            killer.start()
            reply = notebook.call("slow", [], 1)
            killer.join()
    assert reply.status is (Status.RETURNED if times == 1 else Status.OUT_OF_MEMORY)


SLOW = "import time\ndef slow():\n    time.sleep(1)\n    return 1.0"


def test_nothing_is_left_when_it_closes(monkeypatch):
    choose("bubblewrap", monkeypatch)
    descriptors = len(list(Path("/proc/self/fd").iterdir()))
    with Nursery() as own:
        for source in ("import os\nos._exit(0)", "open('/tmp/x', 'w')", "while True: pass"):
            run(own, source, replace(QUICK, cell_seconds=0.3))
        with Session([SourceCell("cell", DOUBLE)], QUICK, nursery=own) as notebook:
            assert works(notebook)
        sandbox = sandbox_of(own)
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors
    assert not Path(f"/proc/{sandbox}").exists()


def test_other_limits_get_another_sandbox(own):
    small = replace(QUICK, folder_bytes=2**20)
    fill = "try:\n    open('/tmp/x', 'wb').write(bytes(2**21))\nexcept OSError:\n    print('full')"
    assert run(own, fill) == ""
    assert run(own, fill, small) == "full"


def test_a_sandbox_that_does_not_start_says_why(own, monkeypatch):
    broken = replace(bubblewrap.nursery_in_bubblewrap(QUICK), command=("sh", "-c", "echo No >&2"))
    monkeypatch.setattr(nursery, "nursery_in_bubblewrap", lambda limits: broken)
    with pytest.raises(SandboxUnavailable, match=r"did not start\. It said: No"):
        own.worker(QUICK)


def test_values_come_back_as_from_any_worker(own):
    for _ in range(3):
        with Session([SourceCell("cell", DOUBLE)], QUICK, nursery=own) as notebook:
            reply = notebook.call("double", [np.arange(4.0)], 1)
            assert reply.values[0].tolist() == [0, 2, 4, 6]
