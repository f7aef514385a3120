"""The system calls that untrusted code may not make, as a filter for the kernel.

The filter is a program for the kernel's small packet-filter machine (seccomp(2)). It reads the
number and the arguments of a system call and says what happens: the call is made, the call
fails, or the process ends at once. It follows three rules:

- what ordinary libraries try and can do without fails with EPERM: a new process, a program to
  execute, a network socket, a signal, a file's owner and mode, memory that no limit counts, the
  machine's name, clock and scheduler; and where there is no file system of its own, to write;
- what no honest answer does ends the process: a mount, a namespace, a debugger, kernel modules;
- what is younger than ``FIRST_YOUNG_CALL`` fails with ENOSYS, as on an older kernel, so that a
  new kernel brings no new way out.

Everything else is allowed. Threads are allowed; processes are not, so the limits of one process
bound the whole sandbox.
"""

import errno
import struct
from typing import NamedTuple

KILL = 0x80000000  # SECCOMP_RET_KILL_PROCESS
ALLOW = 0x7FFF0000
EPERM = 0x00050000 | errno.EPERM
ENOSYS = 0x00050000 | errno.ENOSYS

# From 424 on, a call has the same number on every machine.
FIRST_YOUNG_CALL = 424
X32_BIT = 0x40000000  # marks x86_64's second set of calls, whose numbers this filter does not know


class Machine(NamedTuple):
    """A processor family: its name for the kernel's audit, and the number of seccomp(2)."""

    audit: int
    seccomp: int


MACHINES = {
    "x86_64": Machine(audit=0xC000003E, seccomp=317),
    "aarch64": Machine(audit=0xC00000B7, seccomp=277),
}

# Numbers on (x86_64, aarch64); None where the machine has no such call.
KILLED = {
    "acct": (163, 89),
    "add_key": (248, 217),
    "bpf": (321, 280),
    "chroot": (161, 51),
    "clock_settime": (227, 112),
    "delete_module": (176, 106),
    "finit_module": (313, 273),
    "init_module": (175, 105),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "ioperm": (173, None),
    "iopl": (172, None),
    "kcmp": (312, 272),
    "kexec_file_load": (320, 294),
    "kexec_load": (246, 104),
    "keyctl": (250, 219),
    "mount": (165, 40),
    "open_by_handle_at": (304, 265),
    "perf_event_open": (298, 241),
    "pivot_root": (155, 41),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "reboot": (169, 142),
    "request_key": (249, 218),
    "setns": (308, 268),
    "settimeofday": (164, 170),
    "swapoff": (168, 225),
    "swapon": (167, 224),
    "syslog": (103, 116),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
}
REFUSED = {
    "adjtimex": (159, 171),
    "chmod": (90, None),
    "chown": (92, None),
    "clock_adjtime": (305, 266),
    "execve": (59, 221),
    "execveat": (322, 281),
    "fanotify_init": (300, 262),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "fork": (57, None),
    "ioprio_set": (251, 30),
    "kill": (62, 129),
    "lchown": (94, None),
    "memfd_create": (319, 279),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "modify_ldt": (154, None),
    "mq_open": (240, 180),
    "msgget": (68, 186),
    "personality": (135, 92),
    "quotactl": (179, 60),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "semget": (64, 190),
    "setdomainname": (171, 162),
    "sethostname": (170, 161),
    "setpriority": (141, 140),
    "shmget": (29, 194),
    "socket": (41, 198),
    "tgkill": (234, 131),
    "tkill": (200, 130),
    "vfork": (58, None),
    "vmsplice": (278, 75),
}
# Changes of files, refused where they would be changes of this machine's files.
WRITES = {
    "creat": (85, None),
    "fremovexattr": (199, 16),
    "fsetxattr": (190, 7),
    "futimesat": (261, None),
    "link": (86, None),
    "linkat": (265, 37),
    "lremovexattr": (198, 15),
    "lsetxattr": (189, 6),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "removexattr": (197, 14),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "rmdir": (84, None),
    "setxattr": (188, 5),
    "symlink": (88, None),
    "symlinkat": (266, 36),
    "truncate": (76, 45),
    "unlink": (87, None),
    "unlinkat": (263, 35),
    "utime": (132, None),
    "utimensat": (280, 88),
    "utimes": (235, None),
}
OPEN = (2, None)
OPENAT = (257, 56)
CLONE = (56, 220)
IOCTL = (16, 29)
PRCTL = (157, 167)
PRLIMIT = (302, 261)

CLONE_THREAD = 0x00010000
PR_SET_PDEATHSIG = 1
TIOCSTI = 0x5412
TO_WRITE = 0o1 | 0o2 | 0o100 | 0o1000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC

# Operations of the packet-filter machine, and the places of a call's facts in its memory.
_LOAD, _RETURN = 0x20, 0x06
_IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT = 0x15, 0x35, 0x45
_NUMBER, _AUDIT = 0, 4


def filter_for(machine: str, may_write: bool = True) -> bytes:
    """Return the filter for ``machine``, one of MACHINES, as the kernel's sock_filter records.

    Unless the process ``may_write``, it can change no file, and make none.
    """
    column = list(MACHINES).index(machine)
    program = [
        (_LOAD, 0, 0, _AUDIT),
        (_IF_EQUAL, 1, 0, MACHINES[machine].audit),
        (_RETURN, 0, 0, KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if machine == "x86_64":
        program += [(_IF_AT_LEAST, 0, 1, X32_BIT), (_RETURN, 0, 0, KILL)]
    for calls, action in ((KILLED, KILL), (REFUSED if may_write else REFUSED | WRITES, EPERM)):
        for numbers in calls.values():
            if numbers[column] is not None:
                program += [(_IF_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, action)]
    if not may_write:
        if OPEN[column] is not None:
            program += _by_argument(OPEN[column], 1, _IF_ANY_BIT, TO_WRITE, EPERM, ALLOW)
        program += _by_argument(OPENAT[column], 2, _IF_ANY_BIT, TO_WRITE, EPERM, ALLOW)
    # A new thread is welcome, a new process is not.
    program += _by_argument(CLONE[column], 0, _IF_ANY_BIT, CLONE_THREAD, ALLOW, EPERM)
    # Only a worker that keeps its parent-death signal surely ends with its parent.
    program += _by_argument(PRCTL[column], 0, _IF_EQUAL, PR_SET_PDEATHSIG, KILL, ALLOW)
    # Its own limits (process 0 is the caller) and nobody else's.
    program += _by_argument(PRLIMIT[column], 0, _IF_EQUAL, 0, ALLOW, EPERM)
    # No typing into a terminal in the user's name.
    program += _by_argument(IOCTL[column], 1, _IF_EQUAL, TIOCSTI, EPERM, ALLOW)
    program += [(_IF_AT_LEAST, 0, 1, FIRST_YOUNG_CALL), (_RETURN, 0, 0, ENOSYS)]
    program += [(_RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *step) for step in program)


def _by_argument(number, argument, test, value, if_true, if_false):
    """Return the steps that decide on call ``number`` by the low half of one argument."""
    low_half = 16 + 8 * argument  # both machines are little-endian
    return [
        (_IF_EQUAL, 0, 4, number),
        (_LOAD, 0, 0, low_half),
        (test, 0, 1, value),
        (_RETURN, 0, 0, if_true),
        (_RETURN, 0, 0, if_false),
    ]
