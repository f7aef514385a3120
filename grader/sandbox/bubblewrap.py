"""The sandbox: a worker that sees a Python, its own folder, and nothing else of this machine.

Inside there are the system's libraries, the Python environment that answers run in, and one
small folder to write to; no home, no course, no network, no other process. An ordinary user's
worker runs in a user namespace. Root's worker becomes a user that exists nowhere else: in a
user namespace it would stay the outer root, whose files it owns and whom limits do not bind.
"""

import functools
import os
import shutil
import subprocess
from pathlib import Path

from grader.sandbox.launch import (
    RUNTIME,
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

ALONE = (
    *("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"),
    *("--hostname", "sandbox", "--new-session", "--die-with-parent", "--cap-drop", "ALL"),
)
# The worker is process 1: there is no second one inside, which the filter would not bind.
AS_USER = ("--unshare-user", "--disable-userns", "--uid", NOBODY, "--gid", NOBODY, "--as-pid-1")
# Bubblewrap's process outside, without root's rights, may not end a worker of another user. But
# it ends bubblewrap's process 1 inside, out of the worker's reach, and with that ends the worker.
AS_ROOT = ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")


def in_bubblewrap(limits: Limits) -> Launch:
    """Return the launch of a worker in the sandbox; raise SandboxUnavailable if it cannot be."""
    check_machine()
    bubblewrap = shutil.which("bwrap")
    if bubblewrap is None:
        raise SandboxUnavailable(
            "bubblewrap is not installed. On Debian and Ubuntu, install it with: "
            "sudo apt install bubblewrap"
        )
    # The kernel counts threads by user: with a user of its own, a worker uses up nobody's.
    user = FIRST_PRIVATE_USER + os.getpid() if _is_root() else None
    command = (
        bubblewrap,
        *ALONE,
        *(AS_USER if user is None else AS_ROOT),
        *_files(limits),
        "--",
        *python(Path("/runtime")),
        "/worker.py",
    )
    requests = preparation(limits, user=user, NPROC=limits.threads)
    return Launch("bubblewrap", command, requests, folder=FOLDER)


def _is_root() -> bool:
    """Return whether this is the system's root, not the root of a user namespace."""
    every_user = ["0", "0", str(2**32 - 1)]
    return os.geteuid() == 0 and Path("/proc/self/uid_map").read_text().split() == every_user


def _files(limits: Limits) -> list[str]:
    """Return the options that lay out the files; all but the worker's folder is read-only."""
    options = ["--perms", "1777", "--size", str(limits.folder_bytes), "--tmpfs", FOLDER]
    for path in readable_paths():
        options += _visible_parents(path)
        if path.is_symlink():
            options += ["--symlink", str(path.readlink()), str(path)]
        else:
            options += ["--ro-bind-try", str(path), str(path)]
            options += _without_packages(path)
    options += ["--ro-bind", str(RUNTIME), "/runtime", "--ro-bind", str(WORKER), "/worker.py"]
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
