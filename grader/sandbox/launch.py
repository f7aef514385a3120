"""How a worker is started: the command, and the first message that takes its rights away."""

import ctypes
import platform
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox.confine import ASK_FOR_VERSION, CREATE_RULES
from grader.sandbox.limits import Limits
from grader.sandbox.seccomp import MACHINES, filter_for

HERE = Path(__file__).parent
WORKER = HERE / "worker.py"
FORK_SERVER = HERE / "forkserver.py"
CONFINE, PRELUDE, WATCH = HERE / "confine.py", HERE / "prelude.py", HERE / "watch.py"
RUNTIME = HERE.parents[1] / ".runtime"
SYSTEM = tuple(
    Path(path)
    for path in ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/share/fonts", "/etc/ld.so.cache")
)


# What an answer can read of this machine, for each protection; the next best takes over where
# one does not work. None of them lets it start a process or reach the network; only in
# bubblewrap it can write files.
READABLE = {
    "bubblewrap": "Python, and nothing else of this machine",
    "Landlock": "the contents of Python's files, and the names of others",
    "limits only": (
        "all that the user who grades can read: the solutions and the reference too, so look at "
        "what an answer does before you trust its marks"
    ),
}


class SandboxUnavailable(Exception):
    """Untrusted code cannot be run here as asked; the message says why and how to mend it."""


@dataclass(frozen=True)
class Launch:
    """One way to start a worker.

    ``preparation`` are the requests that take its rights away and make it look like a notebook.
    ``folder`` is the worker's own folder as it sees it; None asks for a new temporary one.
    """

    protection: str
    command: tuple[str, ...]
    preparation: tuple[dict, ...]
    folder: str | None = None


def environment(folder: str, fonts: Path | None = None) -> dict[str, str]:
    """Return all the variables that a worker whose own folder is ``folder`` gets to see.

    Matplotlib's list of fonts is in ``fonts``, or is copied into that folder.
    """
    return {
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(fonts or f"{folder}/.matplotlib"),
        # The threads of linear algebra would start before the filter holds.
        "OPENBLAS_NUM_THREADS": "1",
    }


def python(runtime: Path) -> tuple[str, ...]:
    """Return the command that runs the environment in ``runtime``, apart from everything else."""
    return (f"{runtime}/bin/python", "-I", "-u", "-W", "ignore")


def check_machine() -> None:
    """Raise SandboxUnavailable where no worker can run, protected or not."""
    if platform.system() != "Linux" or platform.machine() not in MACHINES:
        raise SandboxUnavailable(
            f"Answers are run on Linux on {' or '.join(MACHINES)}; this is {platform.system()} on "
            f"{platform.machine()}. Grade on such a machine, or in a virtual machine of that kind."
        )
    if not (RUNTIME / "bin" / "python").exists():
        raise SandboxUnavailable(
            f"The Python environment that answers run in is missing from {RUNTIME}. "
            "Make it with: make setup"
        )


def readable_paths() -> tuple[Path, ...]:
    """Return what the Python of the environment for answers needs to run, apart from itself.

    Not the whole of /usr, nor of the base Python: the course itself may lie there.
    """
    settings = (RUNTIME / "pyvenv.cfg").read_text(encoding="utf-8")
    for line in settings.splitlines():
        name, _, programs = line.partition("=")
        if name.strip() == "home":
            base = Path(programs.strip()).parent
            return tuple(dict.fromkeys((*SYSTEM, base / "bin", base / "lib")))
    raise SandboxUnavailable(
        f"{RUNTIME / 'pyvenv.cfg'} does not say which Python it was made from. "
        "Remove the folder .runtime and make it again with: make setup"
    )


def preparation(
    limits: Limits,
    user=None,
    readable=None,
    own_files: bool = False,
    most_files: int | None = None,
    **more_limits: int,
) -> tuple[dict, ...]:
    """Return the requests that confine a worker and make it a notebook.

    ``user``, ``readable`` and ``most_files`` are those of
    :func:`grader.sandbox.confine.prepare`. A worker with ``own_files`` has a file system of its
    own to write to; any other may write no file at all.
    ``more_limits`` are further limits of the process.
    """
    machine = platform.machine()
    confinement = {
        "user": user,
        "limits": {**limits.of_the_process(), **more_limits},
        "most_files": most_files,
        "readable": readable,
        "filter": filter_for(machine, may_write=own_files).hex(),
        "filter_call": MACHINES[machine].seccomp,
    }
    return _prepare(CONFINE, confinement), _prepare(PRELUDE, {})


def watching(notes: int) -> dict:
    """Return the request that has a worker watched; what it tries goes to ``notes``."""
    return _prepare(WATCH, {"notes": notes})


def without_bubblewrap(limits: Limits) -> Launch:
    """Return the best launch without namespaces: with Landlock where the kernel has it.

    Landlock hides the contents of all files but those that Python needs. Without it, an answer
    can read whatever the user who grades can read.
    """
    check_machine()
    protection, readable = "limits only", None
    if has_landlock():
        protection = "Landlock"
        readable = [str(path) for path in (*readable_paths(), RUNTIME, "/dev/urandom")]
    command = (*python(RUNTIME), str(WORKER))
    return Launch(protection, command, preparation(limits, readable=readable))


def has_landlock() -> bool:
    """Return whether this kernel can take a process's right to files away for good."""
    # The arguments ask for the version alone; an older kernel says that it has no such call.
    return ctypes.CDLL(None).syscall(CREATE_RULES, None, 0, ASK_FOR_VERSION) > 0


def _prepare(file: Path, settings: dict) -> dict:
    return {"do": "prepare", "source": file.read_text(encoding="utf-8"), "settings": settings}
