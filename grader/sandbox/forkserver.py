"""Fork a worker for each notebook from one process that has imported NumPy already.

The sandbox runs this file in place of ``worker.py``, which it imports, after it has made itself
look like a notebook and compiled the text that takes a worker's rights away. The grader holds
the other end of the socket that is this process's descriptor 0. With each message of it come
the descriptors of one worker; the next message asks for the worker's end and is answered
with how it ended. There is never more than one worker, and no message is made by untrusted code.

A worker cannot reach this process: it holds no descriptor of it, may send no signal, may not
trace or read it (this process is not dumpable), and as root it is another user besides. What it
leaves behind is looked for after its end: where there is anything, the grader throws the whole
sandbox away. It needs the standard library alone.
"""

import fcntl
import gc
import importlib.util
import json
import os
import signal
import socket
import sys
import time
from pathlib import Path
from types import ModuleType

SET_DUMPABLE = 4  # prctl(2)
RIGHTS = 5, 6, 7  # capabilities(7): to end other users' processes, and to become another user
WAIT_SECONDS = 1  # for a worker whose end of the line is closed
END, END_AT_ONCE = b"end", b"end at once"
READY = b"ready"
MOST_DESCRIPTORS = 8


def main(most_files: str, worker_file: str, prelude_file: str, *prepared: str) -> None:
    """Fork workers until the grader is no more. Only a worker's process returns.

    The first of the ``prepared`` files, which workers run as text, is ``confine.py``.
    """
    worker, confine = load(worker_file), load(prepared[0])
    load(prelude_file).prepare()
    for file in prepared:
        worker.compiled(Path(file).read_text(encoding="utf-8"))
    confine.bound_files(int(most_files))
    confine.keep_rights(*(RIGHTS if os.getuid() == 0 else ()))
    gc.freeze()  # what is here now is never looked through again, nor copied for that
    confine.check(confine.system.prctl(SET_DUMPABLE, 0, 0, 0, 0))
    grader = socket.socket(fileno=0)
    untouched = traces()
    grader.send(READY)
    while True:
        message, descriptors, _, _ = socket.recv_fds(grader, 64, MOST_DESCRIPTORS)
        if not message:
            return
        process = os.fork()
        if process == 0:
            become(worker, descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        code = end_of(process, at_once=grader.recv(64) != END)
        grader.send(json.dumps({"code": code, "clean": traces() == untouched}).encode())


def load(file: str) -> ModuleType:
    """Return the module in ``file``; leave no compiled copy of it in the worker's folder."""
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location(Path(file).stem, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def become(worker: ModuleType, descriptors: list[int]) -> None:
    """Be a worker whose descriptors 0, 1, 2, ... are these, and that holds no other."""
    high = [
        fcntl.fcntl(descriptor, fcntl.F_DUPFD, 2 * MOST_DESCRIPTORS) for descriptor in descriptors
    ]
    for number, descriptor in enumerate(high):
        os.dup2(descriptor, number)
    os.closerange(len(descriptors), os.sysconf("SC_OPEN_MAX"))
    worker.main()


def end_of(process: int, at_once: bool) -> int:
    """End the worker, after some time to end by itself unless ``at_once``; return its status."""
    deadline = time.monotonic() + (0 if at_once else WAIT_SECONDS)
    while True:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= deadline:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            return -signal.SIGKILL if at_once else 0
        time.sleep(0.001)


def traces() -> list:
    """Return all that a worker could leave to the next: processes, and changes of the folder.

    Nobody can set the time of a change back, so it tells of whatever was there in between.
    """
    folder = Path(os.environ["HOME"])
    times = folder.stat()
    processes = {name for name in os.listdir("/proc") if name.isdigit()}  # noqa: PTH208
    return [processes, os.listdir(folder), times.st_mtime_ns, times.st_ctime_ns]  # noqa: PTH208


if __name__ == "__main__":
    main(*sys.argv[1:])
