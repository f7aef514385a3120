"""Full disks, locked gradebooks, other runs, strange clocks: nothing is lost, and all is said."""

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import threading
import time

import pytest

from grader import desk, gradebook, nbgrader_settings
from grader.classroom import AlreadyGrading, _alone, grade
from grader.desk import CannotWrite
from grader.gradebook import GradebookUnusable
from tests.faults.conftest import copy_of, finish, started
from tests.grader.class_of_five import NAME
from tests.grader.state import state


@contextlib.contextmanager
def held(classroom):
    """Keep everybody else out of the gradebook."""
    database = sqlite3.connect(classroom.gradebook)
    database.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        database.rollback()
        database.close()


def test_a_gradebook_that_is_locked_for_some_seconds_only_takes_longer(classroom, undisturbed):
    free = threading.Event()

    def hold():
        with held(classroom):
            free.set()
            time.sleep(4)

    holder = threading.Thread(target=hold)
    holder.start()
    free.wait()
    assert finish(classroom) == undisturbed
    holder.join()


def test_a_gradebook_that_stays_locked_is_named_and_marked_later(
    classroom, undisturbed, monkeypatch
):
    with monkeypatch.context() as patch:
        for module in (nbgrader_settings, gradebook):
            patch.setattr(module, "DATABASE_TIMEOUT", 0.1)
        write = desk.Desk.mark

        def locked(work):
            with held(classroom):
                write(work)

        patch.setattr(desk.Desk, "mark", locked)
        with pytest.raises(GradebookUnusable, match="Another program has held it"):
            grade(classroom, NAME, jobs=2, feedback=False)
    assert not classroom.autograded.exists()
    assert len(list(classroom.records.rglob("*.json"))) == len(undisturbed["verdicts"])
    assert finish(classroom) == undisturbed


def test_a_write_that_fails_for_want_of_room_stops_the_run(classroom, undisturbed, monkeypatch):
    calls = []

    def no_room(*arguments):
        calls.append(arguments)
        if len(calls) == 4:
            raise OSError(28, "No space left on device", "autograded/x.ipynb")
        put_graded(*arguments)

    put_graded = desk.put_graded
    with monkeypatch.context() as patch:
        patch.setattr(desk, "put_graded", no_room)
        with pytest.raises(CannotWrite, match=r"No space left on device \(autograded/x.ipynb\)"):
            grade(classroom, NAME, jobs=2, feedback=False)
    assert len(calls) == 4
    assert finish(classroom) == undisturbed


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of its own, and how to make that larger."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1200k", "tmpfs", folder]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("Only root can make a small disk, and not everywhere.")
    yield (
        folder,
        lambda: subprocess.run(
            ["mount", "-o", "remount,size=64m", folder], check=True, capture_output=True
        ),
    )
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.parametrize("room", [0, 40_000, 150_000, 300_000])
def test_a_full_disk_stops_the_run_and_more_room_lets_it_go_on(
    submitted, undisturbed, small_disk, room
):
    folder, make_larger = small_disk
    classroom = copy_of(submitted, folder / "class")
    free = shutil.disk_usage(folder).free
    (folder / "ballast").write_bytes(bytes(max(0, free - room)))
    with pytest.raises((CannotWrite, GradebookUnusable, OSError)) as stop:
        grade(classroom, NAME, jobs=2, feedback=False)
    assert re.search("room|No space", str(stop.value)), stop.value
    make_larger()
    assert finish(classroom) == undisturbed


def test_a_second_run_of_the_same_class_is_refused(classroom):
    with _alone(classroom), pytest.raises(AlreadyGrading, match="Another run is grading"):
        grade(classroom, NAME, feedback=False)
    assert not classroom.records.exists()


def test_two_runs_at_once_come_to_the_same_marks(classroom, undisturbed):
    runs = [started(classroom), started(classroom)]
    complaints = [run.communicate(timeout=300)[1] for run in runs]
    codes = [run.returncode for run in runs]
    assert 0 in codes
    for code, complaint in zip(codes, complaints, strict=True):
        assert code == 0 or "AlreadyGrading" in complaint
    assert state(classroom) == undisturbed


def test_a_clock_that_jumps_back_changes_nothing(classroom, undisturbed, monkeypatch):
    now = [time.time() + 1e8]

    def back():
        now[0] -= 1e6
        return now[0]

    for path in classroom.submitted.rglob("*.ipynb"):
        os.utime(path, (now[0], now[0]))
    monkeypatch.setattr(time, "time", back)
    assert finish(classroom) == undisturbed
    before = {path: path.stat().st_ino for path in classroom.autograded.rglob("*.ipynb")}
    assert finish(classroom) == undisturbed
    assert {path: path.stat().st_ino for path in classroom.autograded.rglob("*.ipynb")} == before
