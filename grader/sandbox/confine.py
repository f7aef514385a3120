"""Take every right from a worker that answers do not need, before any of them runs.

A worker runs this file first, as text: it needs the standard library alone. What is taken here
holds for good, and for whatever the untrusted code does to Python.
"""

import ctypes
import os
import resource
import signal
import struct
from pathlib import Path

SET_PARENT_DEATH_SIGNAL, SET_NO_NEW_PRIVILEGES = 1, 38  # prctl(2)
SET_FILTER, IN_ALL_THREADS = 1, 1  # seccomp(2)

# landlock(7): the numbers of its calls, and the rights to files that its versions know.
CREATE_RULES, ADD_RULE, RESTRICT_SELF = 444, 445, 446
ASK_FOR_VERSION, RULE_FOR_PATH = 1, 1
ALL_RIGHTS = {1: 0x1FFF, 2: 0x3FFF}
ALL_RIGHTS_FROM_3 = 0x7FFF
WRITE_FILE, READ_FILE, READ_FOLDER = 2, 4, 8

MOUNT_AGAIN, NO_SET_USER, NO_DEVICES = 32, 2, 4  # mount(2)
OWN_RIGHTS = struct.pack("=Ii", 0x20080522, 0)  # capset(2): those of this process

system = ctypes.CDLL(None, use_errno=True)


def prepare(user, limits: dict, most_files, readable, filter: str, filter_call: int) -> None:
    """Become ``user``, obey ``limits``, see only ``readable`` files, and obey the filter.

    ``user``, ``most_files`` (in the process's own folder) and ``readable`` may be None: no
    change. With a list of paths in ``readable`` the only ones to write to are the process's own
    folder and the null device. ``filter`` is the filter of system calls in hexadecimal,
    ``filter_call`` the number of seccomp(2).
    """
    if most_files is not None:
        bound_files(most_files)
    if user is not None:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    for name, most in limits.items():
        limit(getattr(resource, f"RLIMIT_{name}"), most)
    # Root keeps none of its rights, not even where it stays root.
    keep_rights()
    # After the change of user, which would undo it.
    check(system.prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL))
    check(system.prctl(SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    if readable is not None:
        see_only(readable, writable=(os.environ["HOME"], os.devnull))
    install(bytes.fromhex(filter), filter_call)


def bound_files(most: int) -> None:
    """Let there be no more than so many files in the process's own folder, a file system."""
    flags, options = MOUNT_AGAIN | NO_SET_USER | NO_DEVICES, f"nr_inodes={most}"
    check(system.mount(None, os.environ["HOME"].encode(), None, flags, options.encode()))


def keep_rights(*numbers: int) -> None:
    """Give up all of root's rights but these, by their numbers in capabilities(7)."""
    kept = sum(1 << number for number in numbers)
    check(system.capset(OWN_RIGHTS, struct.pack("=6I", kept, kept, 0, 0, 0, 0)))


def limit(kind: int, most: int) -> None:
    """Lower one limit of the process to ``most``, or leave it where it is lower already."""
    hard = resource.getrlimit(kind)[1]
    if hard == resource.RLIM_INFINITY or hard > most:
        hard = most
    resource.setrlimit(kind, (hard, hard))


def see_only(readable, writable) -> None:
    """Lose every right to files outside of these paths, by Landlock."""
    version = system.syscall(CREATE_RULES, None, 0, ASK_FOR_VERSION)
    everything = ALL_RIGHTS.get(check(version), ALL_RIGHTS_FROM_3)
    handled = struct.pack("=Q", everything)
    rules = check(system.syscall(CREATE_RULES, handled, len(handled), 0))
    for path in readable:
        allow(rules, path, READ_FILE | READ_FOLDER)
    for path in writable:
        allow(rules, path, everything)
    check(system.syscall(RESTRICT_SELF, rules, 0))
    os.close(rules)


def allow(rules: int, path: str, rights: int) -> None:
    """Add to ``rules`` the ``rights`` to all that lies at or below ``path``, if it is there."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not Path(path).is_dir():
        rights &= READ_FILE | WRITE_FILE
    rule = struct.pack("=Qi", rights, place)
    check(system.syscall(ADD_RULE, rules, RULE_FOR_PATH, rule, 0))
    os.close(place)


def install(program: bytes, filter_call: int) -> None:
    """Have the kernel judge every further system call by ``program``."""

    class Filter(ctypes.Structure):
        _fields_ = (("steps", ctypes.c_ushort), ("program", ctypes.c_char_p))

    steps = Filter(len(program) // 8, program)
    if check(system.syscall(filter_call, SET_FILTER, IN_ALL_THREADS, ctypes.byref(steps))):
        raise OSError("A thread of this process cannot be given the filter.")


def check(result: int) -> int:
    """Return what a system call returned; raise OSError if that says that it failed."""
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result
