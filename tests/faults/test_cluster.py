"""Many machines: a Dask cluster judges, and one of its workers is killed half way."""

import contextlib
import os
import subprocess
import sys
import time

import pytest

from grader.classroom import grade
from grader.crew import NoCluster, cluster
from grader.folders import ROOT
from tests.grader.class_of_five import NAME
from tests.grader.state import state

SECONDS_TO_START = 60


def dask(*words, folder):
    """Start one of Dask's programs, as on another machine: it shares no folder with the class."""
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", f"distributed.cli.dask_{words[0]}", *words[1:]],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def machines(tmp_path):
    """A scheduler and two workers: its address, and the workers' processes."""
    pytest.importorskip("distributed", reason="The package distributed is not installed.")
    about = tmp_path / "scheduler.json"
    options = ("--scheduler-file", about)
    with contextlib.ExitStack() as programs:

        def start(*words):
            program = dask(*map(str, words), folder=tmp_path)
            programs.callback(program.wait)
            programs.callback(program.kill)
            return program

        start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", *options)
        workers = [start("worker", "--nthreads", "1", "--no-nanny", *options) for _ in range(2)]
        yield address_in(about), workers


def address_in(about):
    import json

    from distributed import Client

    deadline = time.monotonic() + SECONDS_TO_START
    while not about.exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    address = json.loads(about.read_text())["address"]
    with Client(address) as client:
        client.wait_for_workers(2, timeout=SECONDS_TO_START)
    return address


@pytest.mark.filterwarnings("ignore")  # of Dask's, when a worker is gone
def test_a_cluster_that_loses_a_worker_gives_the_same_marks(classroom, undisturbed, machines):
    address, workers = machines

    def kill_one_half_way(step, done, total):
        if step == "judged" and done == total // 2:
            workers[0].kill()

    graded = grade(classroom, NAME, 1, kill_one_half_way, cluster(address), feedback=False)
    assert graded.failures == {}
    assert workers[0].wait(timeout=10)
    found = state(classroom)
    assert found == undisturbed


@pytest.mark.filterwarnings("ignore")
def test_without_dask_or_without_a_scheduler_a_sentence_says_so(monkeypatch):
    monkeypatch.setattr("grader.crew.SECONDS_TO_CONNECT", 2)
    missing = r"distributed is missing|no Dask scheduler at tcp"
    with pytest.raises(NoCluster, match=missing), cluster("tcp://127.0.0.1:9"):
        pass
