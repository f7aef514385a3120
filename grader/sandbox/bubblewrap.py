"""The sandbox: a worker that sees a Python, its own folder, and nothing else of this machine.

Inside there are the system's libraries, the Python environment that answers run in, and one
small folder to write to; no home, no course, no network, no other process. An ordinary user's
worker runs in a user namespace. Root's worker becomes a user that exists nowhere else: in a
user namespace it would stay the outer root, whose files it owns and whom limits do not bind.
"""

import functools
import os
import shutil
import signal
import subprocess
from pathlib import Path

from grader.sandbox.launch import (
    CONFINE,
    FORK_SERVER,
    PRELUDE,
    RUNTIME,
    WATCH,
    WORKER,
    Launch,
    SandboxUnavailable,
    check_machine,
    environment,
    preparation,
    python,
    readable_paths,
)
from grader.sandbox.limits import USUAL_LIMITS, Limits
from grader.sandbox.worker import encode

FOLDER = "/tmp"
NOBODY = "65534"
FIRST_PRIVATE_USER = 2_000_000_000
MOST_PROCESSES = 2**22  # the kernel's own bound on the numbers of processes
WORKERS_APART = 500  # so many fit below the largest number of a user
TRIALS = 3  # of the sandbox, when somebody kills it
KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL)  # bubblewrap itself, or the process in it

ALONE = (
    *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
    *("--hostname", "sandbox", "--new-session", "--die-with-parent", "--cap-drop", "ALL"),
)
# The worker is process 1: there is no second one inside, which the filter would not bind.
AS_USER = ("--unshare-user", "--disable-userns", "--uid", NOBODY, "--gid", NOBODY, "--as-pid-1")
# Bubblewrap's process outside, without root's rights, may not end a worker of another user. But
# it ends bubblewrap's process 1 inside, out of the worker's reach, and with that ends the worker.
AS_ROOT = ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
# To bound the number of files, before it gives up all rights: bubblewrap cannot do that, and an
# ordinary user's worker may not.
AS_ROOT += ("--cap-add", "CAP_SYS_ADMIN")


def in_bubblewrap(limits: Limits) -> Launch:
    """Return the launch of a worker in the sandbox; raise SandboxUnavailable if it cannot be."""
    return _launch(limits, AS_ROOT, [*_bound(WORKER, "/worker.py")], "/worker.py")


def nursery_in_bubblewrap(limits: Limits) -> Launch:
    """Return the launch of a sandbox in which workers are forked, as for one worker."""
    inside = {f"/{file.name}": file for file in (FORK_SERVER, WORKER, PRELUDE, CONFINE, WATCH)}
    files = [option for place, file in inside.items() for option in _bound(file, place)]
    fork_server, *others = inside
    # Root's process that forks ends its workers, which are other users.
    as_root = (*AS_ROOT, "--cap-add", "CAP_KILL")
    return _launch(limits, as_root, files, fork_server, str(limits.folder_files), *others)


def private_user(number: int = 0) -> int | None:
    """Return a user that only one worker is, or None where workers run in a user namespace.

    ``number`` tells the workers of this process apart.
    """
    if not _is_root():
        return None
    return FIRST_PRIVATE_USER + os.getpid() + MOST_PROCESSES * (number % WORKERS_APART)


def _launch(limits: Limits, as_root, files: list[str], *program: str) -> Launch:
    check_machine()
    bubblewrap = shutil.which("bwrap")
    if bubblewrap is None:
        raise SandboxUnavailable(
            "bubblewrap is not installed. On Debian and Ubuntu, install it with: "
            "sudo apt install bubblewrap"
        )
    # The kernel counts threads by user: with a user of its own, a worker uses up nobody's.
    user = private_user()
    command = (
        bubblewrap,
        *ALONE,
        *(AS_USER if user is None else as_root),
        *_files(limits, files),
        "--",
        *python(Path("/runtime")),
        *program,
    )
    most_files = None if user is None else limits.folder_files
    requests = preparation(
        limits, user=user, own_files=True, most_files=most_files, NPROC=limits.threads
    )
    return Launch("bubblewrap", command, requests, folder=FOLDER)


def _is_root() -> bool:
    """Return whether this is the system's root, not the root of a user namespace."""
    every_user = ["0", "0", str(2**32 - 1)]
    return os.geteuid() == 0 and Path("/proc/self/uid_map").read_text().split() == every_user


def _bound(file: Path, place: str) -> tuple[str, ...]:
    return "--ro-bind", str(file), place


def _files(limits: Limits, files: list[str]) -> list[str]:
    """Return the options that lay out the files; all but the worker's folder is read-only."""
    options = ["--perms", "1777", "--size", str(limits.folder_bytes), "--tmpfs", FOLDER]
    for path in readable_paths():
        options += _visible_parents(path)
        if path.is_symlink():
            options += ["--symlink", str(path.readlink()), str(path)]
        else:
            options += ["--ro-bind-try", str(path), str(path)]
            options += _without_packages(path)
    options += [*_bound(RUNTIME, "/runtime"), *files]
    options += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev", "--remount-ro", "/"]
    return [*options, "--chdir", FOLDER]


def _without_packages(libraries: Path) -> list[str]:
    """Return the options that hide the base Python's own packages: they may hold the course."""
    options = []
    for packages in sorted(libraries.glob("python3*/*-packages")):
        options += ["--tmpfs", str(packages), "--remount-ro", str(packages)]
    return options


def _visible_parents(path: Path) -> list[str]:
    """Return the options for ``path``'s parents, empty but open to a worker of another user."""
    options = []
    for parent in reversed(path.parents[:-1]):
        options += ["--perms", "0755", "--dir", str(parent)]
    return options


@functools.cache
def available() -> tuple[bool, str]:
    """Return whether the sandbox works here, and why not and how to mend it, in words."""
    try:
        launch = in_bubblewrap(USUAL_LIMITS)
    except SandboxUnavailable as error:
        return False, str(error)
    for _ in range(TRIALS):
        try:
            # The worker does what it is asked, then meets the end of its requests and ends.
            trial = subprocess.run(
                launch.command,
                input=b"".join(encode({**request, "nonce": ""}) for request in launch.preparation),
                capture_output=True,
                env=environment(FOLDER),
                timeout=USUAL_LIMITS.start_seconds,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return False, f"bubblewrap could not be started: {error}."
        if trial.returncode == 0:
            return True, "Answers run in a bubblewrap sandbox."
        if trial.returncode not in KILLED:
            break  # the machine refused; a trial that somebody killed says nothing of it
    complaint = trial.stderr.decode("utf-8", "replace").strip().splitlines()
    return False, _advice(complaint[-1] if complaint else "it said nothing")


def _advice(complaint: str) -> str:
    """Return what to do about bubblewrap's last words."""
    if "unknown option" in complaint.lower():
        cure = "Install version 0.8 or later of bubblewrap."
    else:
        cure = (
            "If it may not make namespaces: on Ubuntu 24.04 or later, allow that with an AppArmor "
            "profile for bwrap that grants userns; in a container, start the container with the "
            "right to do so (for Docker: --privileged)."
        )
    return f"bubblewrap is installed but does not work here ({complaint}). {cure}"
