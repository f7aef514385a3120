"""What a worker can see and reach of this machine."""

import os
import shutil
import subprocess
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from grader.sandbox import launch
from grader.sandbox.bubblewrap import available
from grader.sandbox.launch import SandboxUnavailable, readable_paths
from grader.sandbox.limits import Limits
from grader.sandbox.reply import Status
from tests.sandbox.conftest import DOUBLE, QUICK, choose, opened, works

HERE = Path(__file__).resolve()
COURSE = HERE.parents[2]

LOOK = """
import os, sys

def can_read(path):
    try:
        if os.path.isdir(path):
            return bool(os.listdir(path))
        with open(path, 'rb') as file:
            return bool(file.read(1))
    except OSError:
        return False

def can_write(path):
    try:
        with open(path, 'wb') as file:
            file.write(b'x')
        return True
    except OSError:
        return False

def exists(path):
    return os.path.exists(path)

def show(expression):
    print(eval(expression))
    return 1
"""


class Eyes:
    """Ask a worker what it sees."""

    def __init__(self, notebook):
        self._notebook = notebook

    def __getattr__(self, name):
        def ask(path):
            reply = self._notebook.call(name, [str(path)], 1)
            assert reply.status is Status.RETURNED, reply
            return bool(reply.values[0])

        return ask

    def show(self, expression: str) -> str:
        reply = self._notebook.call("show", [expression], 1)
        assert reply.status is Status.RETURNED, reply
        return reply.printed.strip()


@pytest.fixture
def eyes():
    with opened(LOOK) as notebook:
        yield Eyes(notebook)


def leads_to_python(path) -> bool:
    return any(needed.is_relative_to(path) for needed in readable_paths())


def test_the_sandbox_holds_python_and_nothing_else(sandboxed, eyes):
    tops = {path.parts[1] for path in readable_paths()}
    seen = set(eval(eyes.show("os.listdir('/')")))
    files = {"worker.py", "forkserver.py", "confine.py", "prelude.py", "watch.py"}
    assert seen <= tops | files | {"dev", "proc", "tmp", "runtime"}
    for path in (COURSE, HERE, COURSE / "src", Path.home(), Path.home() / ".bashrc"):
        assert leads_to_python(path) or not eyes.exists(path), path
    for path in ("/etc/passwd", "/etc/shadow", "/etc/hosts", "/usr/bin", "/usr/local", "/usr/src"):
        assert leads_to_python(path) or not eyes.can_read(path), path


def test_private_folders_show_only_the_way_to_python(sandboxed, eyes):
    for path in readable_paths():
        for parent in path.parents[:-1]:
            inside = set(eval(eyes.show(f"os.listdir({str(parent)!r})")))
            on_the_way = {
                other.relative_to(parent).parts[0]
                for other in readable_paths()
                if other != parent and other.is_relative_to(parent)
            }
            assert inside <= on_the_way, parent


def test_only_the_environment_for_answers_can_be_imported_from(sandboxed):
    base = [
        path for libraries in readable_paths() for path in libraries.glob("python3*/*-packages")
    ]
    cells = ["import numpy, matplotlib", "import pytest", "import unrolled", "import nbgrader"]
    with opened(
        f"import os\nprint([os.listdir(path) for path in {[*map(str, base)]}])", *cells
    ) as n:
        listing, *statuses = n.cells.values()
        assert listing.printed.strip() == repr([[] for _ in base])
        assert [report.status for report in statuses] == [Status.RETURNED] + [Status.RAISED] * 3


def test_the_environment_is_empty(sandboxed, monkeypatch):
    monkeypatch.setenv("COURSE_SECRET", "42")
    with opened(LOOK) as notebook:
        eyes = Eyes(notebook)
        variables = eval(eyes.show("dict(os.environ)"))
        assert variables.pop("PWD") == "/tmp"
        assert variables == launch.environment("/tmp")
        for process in (1, "self"):
            environ = f"/proc/{process}/environ"
            seen = eyes.show(f"can_read({environ!r}) and open({environ!r}).read()")
            assert "COURSE_SECRET" not in seen


def test_the_worker_is_alone(sandboxed, eyes):
    own = int(eyes.show("os.getpid()"))
    # As root, bubblewrap's own process is there, too, and out of reach.
    seen = eval(eyes.show("[int(name) for name in os.listdir('/proc') if name.isdigit()]"))
    # The process that forks workers has forked others before.
    others = [name for name in seen if name != own]
    assert others in ([], [1], [1, 2])
    for other in others:
        assert not eyes.can_read(f"/proc/{other}/environ")
        assert not eyes.can_read(f"/proc/{other}/fd")
        assert not eyes.can_read(f"/proc/{other}/mem")
        assert not eyes.can_write(f"/proc/{other}/mem")
    assert eyes.show("os.uname().nodename") == "sandbox"
    assert (
        eyes.show("[line.split(':')[0].strip() for line in open('/proc/net/dev')][2:]") == "['lo']"
    )


def test_the_worker_has_no_rights(sandboxed, eyes):
    status = dict(
        line.split(":\t", 1) for line in eyes.show("open('/proc/self/status').read()").splitlines()
    )
    for name in ("CapPrm", "CapEff", "CapAmb"):
        assert int(status[name], 16) == 0, name
    assert status["NoNewPrivs"] == "1"
    assert status["Seccomp"] == "2"
    assert "0" not in status["Uid"].split() + status["Gid"].split()
    assert status["Groups"].strip() in ("", "65534")


def test_only_a_small_folder_can_be_written_to(sandboxed, eyes):
    for path in ("/x", "/tmp/../x", "/dev/x", "/dev/shm/x", "/runtime/x", "/usr/lib/x", "/proc/x"):
        assert not eyes.can_write(path), path
    for path in readable_paths():
        assert not eyes.can_write(path / "x"), path
    for packages in readable_paths()[-1].glob("python3*/*-packages"):
        assert not eyes.can_write(packages / "x"), packages
    assert eyes.can_write("x")
    assert eyes.can_write("/tmp/y")
    fill = """
        count = 0
        while True:
            open(f'file-{count}', 'wb').write(bytes(2**24))
            count += 1
    """
    with opened(textwrap.dedent(fill)) as notebook:
        raised = notebook.cells["cell-0"].raised
        assert "No space left" in raised.message


def test_the_limits_hold(sandboxed):
    limits = Limits(memory_bytes=2**28, folder_bytes=2**20, open_files=20, threads=8)
    source = """
        import resource
        for name in ('AS', 'FSIZE', 'NOFILE', 'NPROC', 'CORE'):
            print(*resource.getrlimit(getattr(resource, 'RLIMIT_' + name)))
    """
    with opened(textwrap.dedent(source), limits=limits) as notebook:
        printed = notebook.cells["cell-0"].printed.split()
        expected = [number for most in (2**28, 2**20, 20, 8, 0) for number in (most, most)]
        assert [int(number) for number in printed] == expected


def test_landlock_hides_all_files_but_those_of_python(monkeypatch):
    choose("Landlock", monkeypatch)
    with opened(LOOK, "import numpy, matplotlib.pyplot, decimal") as notebook:
        assert notebook.cells["cell-1"].status is Status.RETURNED
        eyes = Eyes(notebook)
        assert eyes.can_read(launch.RUNTIME / "pyvenv.cfg")
        secrets = (HERE, COURSE, Path.home(), "/etc/passwd", "/proc/1/environ", "/proc/self/mem")
        for path in secrets:
            assert not eyes.can_read(path), path


@pytest.mark.parametrize("level", ["Landlock", "limits only"])
def test_without_bubblewrap_no_file_can_be_changed(level, monkeypatch, tmp_path):
    choose(level, monkeypatch)
    mine = tmp_path / "gradebook.db"
    mine.write_text("marks")
    attempts = (
        "open(path, 'w')",
        "open(path, 'r+')",
        "open(path, 'a')",
        "os.open(path, os.O_RDONLY | os.O_TRUNC)",
        "os.open(path + 'x', os.O_RDONLY | os.O_CREAT)",
        "os.remove(path)",
        "os.rename(path, path + 'x')",
        "os.truncate(path, 0)",
        "os.utime(path)",
        "os.link(path, path + 'x')",
        "os.symlink(path, path + 'x')",
        "os.mkdir(path + 'x')",
        "os.rmdir(os.path.dirname(path))",
        "os.mknod(path + 'x')",
        "os.setxattr(path, 'user.x', b'x')",
        "open('own', 'w')",
    )
    cells = [f"import os\npath = {str(mine)!r}\n{attempt}" for attempt in attempts]
    with opened(*cells, DOUBLE) as notebook:
        for attempt, report in zip(attempts, notebook.cells.values(), strict=False):
            assert report.raised is not None, attempt
            assert report.raised.type == "PermissionError", attempt
        assert works(notebook)
    assert mine.read_text() == "marks"
    assert [path.name for path in tmp_path.iterdir()] == ["gradebook.db"]


def test_root_keeps_no_right_without_bubblewrap(bare):
    with opened("print(open('/proc/self/status').read())") as notebook:
        status = notebook.cells["cell-0"].printed
        assert "CapEff:\t0000000000000000" in status
        assert "CapPrm:\t0000000000000000" in status


def test_the_number_of_files_is_bounded(sandboxed):
    source = """
        count = 0
        try:
            while True:
                open(f'/tmp/{count}', 'w').close()
                count += 1
        except OSError as error:
            print(count, error.strerror)
    """
    limits = replace(QUICK, folder_files=100)
    with opened(textwrap.dedent(source), limits=limits) as notebook:
        count, _, why = notebook.cells["cell-0"].printed.partition(" ")
        assert 90 < int(count) < 100
        assert why.strip() == "No space left on device"


def test_without_landlock_the_limits_are_all_there_is(bare):
    with opened(LOOK) as notebook:
        assert Eyes(notebook).can_read(HERE)


# Whether the sandbox works, and what to do if not.


def test_where_bubblewrap_works_the_sandbox_does():
    program = ["bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"]
    if shutil.which("bwrap") is None or subprocess.run(program, capture_output=True).returncode:
        pytest.skip("bubblewrap does not work here.")
    assert available() == (True, "Answers run in a bubblewrap sandbox.")


@pytest.fixture
def asked_again():
    available.cache_clear()
    yield
    available.cache_clear()


def test_a_missing_bubblewrap_is_named(asked_again, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    works, why = available()
    assert not works
    assert "bubblewrap is not installed" in why
    assert "sudo apt install bubblewrap" in why


@pytest.mark.parametrize(
    "complaint, cure",
    [
        ("bwrap: Unknown option --size", "Install version 0.8 or later of bubblewrap"),
        ("bwrap: Creating new namespace failed: Operation not permitted", "AppArmor"),
    ],
)
def test_a_bubblewrap_that_does_not_work_is_explained(
    asked_again, monkeypatch, tmp_path, complaint, cure
):
    program = tmp_path / "bwrap"
    program.write_text(f"#!/bin/sh\necho '{complaint}' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    works, why = available()
    assert not works
    assert complaint in why
    assert cure in why


@pytest.mark.parametrize("end", ["kill -9 $$", "exit 137"], ids=["outside", "inside"])
def test_a_trial_that_was_killed_is_made_again(asked_again, monkeypatch, tmp_path, end):
    here = shutil.which("bwrap")
    if here is None or not available()[0]:
        pytest.skip("bubblewrap does not work here.")
    available.cache_clear()
    program = tmp_path / "bwrap"
    once = tmp_path / "once"
    program.write_text(f'#!/bin/sh\n[ -e {once} ] && exec {here} "$@"\n: > {once}\n{end}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert available()[0]
    assert once.exists()


def test_an_environment_of_unknown_origin_is_named(monkeypatch, tmp_path):
    (tmp_path / "pyvenv.cfg").write_text("version = 3.11\n")
    monkeypatch.setattr(launch, "RUNTIME", tmp_path)
    with pytest.raises(SandboxUnavailable, match="which Python it was made from"):
        readable_paths()
