"""Runs that are ended at any moment: the next one finishes, with the same marks."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.conftest import ENDS, finish, started


def descendants(process: int) -> list[int]:
    """Return all processes that a process has started, and those that they have started."""
    found = []
    with suppress(OSError):
        for thread in Path(f"/proc/{process}/task").iterdir():
            for child in map(int, (thread / "children").read_text().split()):
                found += [child, *descendants(child)]
    return found


def is_alive(process: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text().rsplit(")")[-1].split()[0] != "Z"
    return False


def all_end(processes, seconds=20) -> bool:
    deadline = time.monotonic() + seconds
    while any(map(is_alive, processes)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not any(map(is_alive, processes))


@pytest.fixture(scope="module")
def writes(submitted, tmp_path_factory):
    """How many writes to files an undisturbed run makes."""
    from tests.faults.conftest import copy_of

    run = started(copy_of(submitted, tmp_path_factory.mktemp("counted") / "class"), 2, "count")
    output, errors = run.communicate(timeout=300)
    assert run.returncode == 0, errors
    return int(output)


@pytest.mark.parametrize("number", range(ENDS - ENDS // 2))
def test_a_run_that_is_killed_before_a_write_is_finished_by_the_next(
    classroom, undisturbed, writes, chance, number
):
    run = started(classroom, 2, chance.randint(1, writes))
    _, errors = run.communicate(timeout=300)
    assert run.returncode == -signal.SIGKILL, errors
    assert finish(classroom) == undisturbed


@pytest.mark.parametrize("number", range(ENDS // 2))
def test_a_run_that_is_killed_at_any_time_is_finished_by_the_next(
    classroom, undisturbed, chance, number
):
    run = started(classroom)
    while not classroom.records.exists() and run.poll() is None:
        time.sleep(0.02)
    time.sleep(chance.uniform(0, 2))
    others = descendants(run.pid)
    run.kill()
    run.communicate(timeout=60)
    assert all_end(others), "The run's processes outlive it."
    assert finish(classroom) == undisturbed


@pytest.mark.parametrize("number", range(ENDS // 2))
def test_a_process_that_is_killed_changes_no_mark(classroom, undisturbed, chance, number):
    run = started(classroom)
    while not classroom.records.exists() and run.poll() is None:
        time.sleep(0.02)
    time.sleep(chance.uniform(0, 0.5))
    helpers = descendants(run.pid)
    if helpers:
        with suppress(ProcessLookupError):
            os.kill(chance.choice(helpers), signal.SIGKILL)
    run.communicate(timeout=300)
    # Whether this run could go on or not, the next one comes to the same.
    assert finish(classroom) == undisturbed
