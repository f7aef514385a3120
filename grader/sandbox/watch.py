"""Note what code tries that no answer needs, and tell the grader at once.

A worker runs this file last, as text. Python asks an audit hook before it does such a thing,
and a hook can neither be found nor taken away again. A note leaves by a pipe that only the
grader reads, before the thing happens: it cannot be called back. Notes move no mark; they say
what a submission was after. Everything that the hook uses is its own, for the code that it
watches can replace whatever Python functions it likes.
"""

import builtins
import os
import sys
from _thread import get_ident

MOST_NOTES = 50

INSIDE, MEMORY, FILES = "inside", "memory", "files"
PROCESSES, NETWORK, SIGNALS, LIMITS = "processes", "network", "signals", "limits"

# By the beginning of an audit event's name: the first that fits counts.
KINDS = (
    ("sys._current_", INSIDE),
    ("sys.settrace", INSIDE),
    ("sys.setprofile", INSIDE),
    ("sys.monitoring", INSIDE),
    ("sys.addaudithook", INSIDE),
    ("gc.get_", INSIDE),
    ("cpython.PyInterpreterState_New", INSIDE),
    ("ctypes.", MEMORY),
    ("os.fork", PROCESSES),
    ("os.exec", PROCESSES),
    ("os.posix_spawn", PROCESSES),
    ("os.spawn", PROCESSES),
    ("os.system", PROCESSES),
    ("subprocess.", PROCESSES),
    ("pty.", PROCESSES),
    ("socket.__new__", ""),  # asyncio makes sockets, which lead nowhere
    ("socket.", NETWORK),
    ("os.kill", SIGNALS),
    ("signal.pthread_kill", SIGNALS),
    ("resource.", LIMITS),
)
OPENS = ("open", "os.listdir", "os.scandir", "os.remove", "os.rename", "os.mkdir", "os.link")
OPENS += ("os.symlink", "os.truncate", "os.chmod", "os.chown")
FRAMES = ("tb_frame", "gi_frame", "cr_frame", "ag_frame")


def prepare(notes: int) -> None:
    """Watch from now on; notes go to the descriptor ``notes``."""
    os.set_blocking(notes, False)
    sys.addaudithook(_hook(notes))


def _hook(notes):
    # What is known now stays known here, whatever the watched code puts in its place.
    write, status_of, leave = os.write, os.fstat, os._exit
    frame_of, thread, pipe = sys._getframe, get_ident, os.fstat(notes).st_ino
    own = os.environ["HOME"] + "/"
    harmless = (sys.prefix, sys.base_prefix, "/usr/lib", "/usr/share", "/lib", "/dev/null")
    # The worker's own files look at frames too.
    worker, prelude = frame_of(2).f_code, builtins.get_ipython.__code__
    libraries = (sys.prefix, sys.base_prefix, "<frozen", worker.co_filename, prelude.co_filename)
    harmless += ("/dev/urandom", "/dev/random", "/etc/ld.so.cache", own)
    for place in (sys.prefix, os.environ["MPLCONFIGDIR"]):
        harmless += (place, os.path.realpath(place))
    told, busy = set(), set()

    def hook(event, arguments):
        if thread() in busy or len(told) >= MOST_NOTES:
            return
        busy.add(thread())
        try:
            note = what(event, arguments)
            if note and note not in told:
                told.add(note)
                tell(note)
        except Exception:
            pass  # a strange argument is no reason to fail
        finally:
            busy.discard(thread())

    def what(event, arguments):
        if event in OPENS:
            path = arguments[0]
            if isinstance(path, bytes):
                path = bytes.decode(path, "utf-8", "replace")
            return f"{FILES} {path}" if isinstance(path, str) and is_elsewhere(path) else None
        if event == "sys._getframe" or event == "object.__getattr__":
            looked_at = "sys._getframe" if event == "sys._getframe" else arguments[1]
            watched = event == "sys._getframe" or looked_at in FRAMES
            return f"{INSIDE} {looked_at}" if watched and is_asked_by_a_cell() else None
        for beginning, kind in KINDS:
            if str.startswith(event, beginning):
                return kind and f"{kind} {event}"
        return None

    def is_elsewhere(path):
        if ".." in path:
            return True
        return str.startswith(path, "/") and not str.startswith(path + "/", harmless)

    def is_asked_by_a_cell():
        file = frame_of(3).f_code.co_filename  # below: this function, what() and hook()
        return not str.startswith(file, libraries) or str.endswith(file, "/inspect.py")

    def tell(note):
        try:
            same = status_of(notes).st_ino == pipe
            write(notes, str.encode(note[:200], "utf-8", "replace") + b"\n")
        except BlockingIOError:
            return
        except OSError:
            same = False
        if not same:
            leave(1)  # somebody has taken the pipe away

    return hook
