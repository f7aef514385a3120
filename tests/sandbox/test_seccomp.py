"""The filter of system calls, run by a small machine of the same kind as the kernel's."""

import errno
import struct

import pytest

from grader.sandbox.seccomp import ALLOW, CLONE_THREAD, ENOSYS, EPERM, KILL, MACHINES, filter_for


def decide(machine: str, call: int, arguments=(), audit: int | None = None) -> int:
    """Return what the filter for ``machine`` says of one system call."""
    audit = MACHINES[machine].audit if audit is None else audit
    facts = struct.pack("<IIQ6Q", call, audit, 0, *arguments, *[0] * (6 - len(arguments)))
    steps = list(struct.iter_unpack("=HBBI", filter_for(machine)))
    at, loaded = 0, 0
    while True:
        operation, if_true, if_false, value = steps[at]
        at += 1
        if operation == 0x20:
            (loaded,) = struct.unpack_from("<I", facts, value)
        elif operation == 0x06:
            return value
        else:
            holds = {0x15: loaded == value, 0x35: loaded >= value, 0x45: bool(loaded & value)}
            at += if_true if holds[operation] else if_false


CALLS = {
    "x86_64": {"read": 0, "fork": 57, "ptrace": 101, "clone": 56, "prctl": 157, "ioctl": 16},
    "aarch64": {"read": 63, "socket": 198, "ptrace": 117, "clone": 220, "prctl": 167, "ioctl": 29},
}
both = pytest.mark.parametrize("machine", MACHINES)


@both
def test_ordinary_calls_are_made(machine):
    assert decide(machine, CALLS[machine]["read"]) == ALLOW


@pytest.mark.parametrize("machine, call", [("x86_64", "fork"), ("aarch64", "socket")])
def test_what_libraries_try_fails(machine, call):
    assert decide(machine, CALLS[machine][call]) == EPERM
    assert EPERM & 0xFFFF == errno.EPERM


@both
def test_what_no_honest_answer_does_ends_the_process(machine):
    assert decide(machine, CALLS[machine]["ptrace"]) == KILL
    io_uring_setup = 425
    assert decide(machine, io_uring_setup) == KILL


@both
def test_threads_are_allowed_and_processes_are_not(machine):
    clone, signal_of_a_fork = CALLS[machine]["clone"], 17
    assert decide(machine, clone, [CLONE_THREAD | 0x3D0F00]) == ALLOW
    assert decide(machine, clone, [signal_of_a_fork]) == EPERM
    assert decide(machine, clone, [CLONE_THREAD << 32]) == EPERM


@both
def test_the_parent_death_signal_is_there_to_stay(machine):
    prctl, set_parent_death_signal, set_name = CALLS[machine]["prctl"], 1, 15
    assert decide(machine, prctl, [set_parent_death_signal]) == KILL
    assert decide(machine, prctl, [set_parent_death_signal | 1 << 32]) == KILL
    assert decide(machine, prctl, [set_name]) == ALLOW


@both
def test_limits_of_other_processes_are_out_of_reach(machine):
    prlimit = {"x86_64": 302, "aarch64": 261}[machine]
    assert decide(machine, prlimit, [0]) == ALLOW
    assert decide(machine, prlimit, [4711]) == EPERM


@both
def test_nothing_is_typed_into_a_terminal(machine):
    ioctl, tiocsti, tcgets = CALLS[machine]["ioctl"], 0x5412, 0x5401
    assert decide(machine, ioctl, [0, tiocsti]) == EPERM
    assert decide(machine, ioctl, [0, tcgets]) == ALLOW


@both
def test_young_calls_are_unknown(machine):
    clone3, of_the_future = 435, 9999
    assert decide(machine, clone3) == decide(machine, of_the_future) == ENOSYS


def test_calls_of_another_machine_end_the_process():
    of_i386 = 0x40000003
    assert decide("x86_64", CALLS["x86_64"]["read"], audit=of_i386) == KILL
    assert decide("aarch64", 63, audit=MACHINES["x86_64"].audit) == KILL
    x32_read = 0x40000000
    assert decide("x86_64", x32_read) == KILL
