"""A notebook's cells and functions, honest ones and hostile ones, at every level of protection."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox import launch, session
from grader.sandbox.launch import SandboxUnavailable
from grader.sandbox.reply import Raised, Reply, Status
from grader.sandbox.session import CellReport, Session, SourceCell
from tests.sandbox.conftest import QUICK, opened

DOUBLE = "def double(x):\n    return 2 * x"


def works(notebook: Session) -> bool:
    """Whether an answer is still, or again, called and right."""
    reply = notebook.call("double", [np.arange(3.0)], 1)
    return reply.status is Status.RETURNED and reply.values[0].tolist() == [0, 2, 4]


# Honest notebooks.


def test_cells_share_a_namespace_and_their_functions_can_be_called(level):
    with opened(
        "import numpy as np\nscale = 3.0\nprint('ready')",
        "def lstm(x, h=None):\n    print(x.shape)\n    x += 1\n    return scale * x, [1, 2]",
        DOUBLE,
    ) as notebook:
        assert notebook.protection == level
        assert notebook.cells == {
            "cell-0": CellReport(Status.RETURNED, printed="ready\n"),
            "cell-1": CellReport(Status.RETURNED),
            "cell-2": CellReport(Status.RETURNED),
        }
        x = np.zeros((2, 3))
        reply = notebook.call("lstm", [x, None], 2)
        assert (reply.status, reply.returned) == (Status.RETURNED, "a tuple of 2 values")
        np.testing.assert_array_equal(reply.values[0], np.full((2, 3), 3.0), strict=True)
        np.testing.assert_array_equal(reply.values[1], np.array([1, 2]), strict=True)
        assert (reply.changed, reply.printed) == ((0,), "(2, 3)\n")
        assert not x.any()
        assert works(notebook)
        assert notebook.call("gru", [], 1) == Reply(Status.MISSING)
        assert notebook.call("scale", [], 1) == Reply(Status.MISSING)


def test_large_arrays_and_many_kinds_of_arguments_make_the_journey(bare):
    with opened("def back(*arguments):\n    return list(arguments)") as notebook:
        big, values = np.random.default_rng(1).normal(size=(500, 500)), [None, "σ", True, 2, 0.1]
        reply = notebook.call("back", [big, big.T, *values, [big, [1]]], 8)
        np.testing.assert_array_equal(reply.values[0], big, strict=True)
        np.testing.assert_array_equal(reply.values[1], big.T, strict=True)
        assert reply.values[2:4] == ("nothing", "a str")
        assert [float(value) for value in reply.values[4:7]] == [1, 2, 0.1]
        assert reply.values[7] == "a list of 2 values, which is no array of numbers"


def test_a_cell_that_fails_costs_only_itself(level):
    with opened(
        DOUBLE,
        "a = 1\n\nb = a / 0\nc = 2",
        "def f(x):\n    return x +",
        "import sys\nsys.exit('enough')",
        "import unrolled",
        "text = '\ud800'",
        "print(a)",
    ) as notebook:
        reports = list(notebook.cells.values())
        assert reports[1].status is Status.RAISED
        assert reports[1].raised == Raised("ZeroDivisionError", "division by zero", 3, "b = a / 0")
        assert reports[2].raised == Raised("SyntaxError", "invalid syntax", 2, "return x +")
        assert reports[3].raised.type == "SystemExit"
        assert reports[4].raised.type == "ModuleNotFoundError"
        assert reports[5].raised.type == "UnicodeEncodeError"
        assert reports[6] == CellReport(Status.RETURNED, printed="1\n")
        assert works(notebook)


def test_an_exception_names_its_line_in_the_cell(bare):
    with opened("def f(x):\n    y = x @ 2\n    return y") as notebook:
        reply = notebook.call("f", [np.ones(2)], 1)
        assert reply.status is Status.RAISED
        assert (reply.raised.line, reply.raised.code) == (2, "y = x @ 2")


def test_a_notebook_finds_what_it_finds_in_its_kernel(level):
    cells = [
        "import numpy as np\nfrom grader.check import checker\ncheck = checker('lstm-gates')",
        "get_ipython().run_line_magic('matplotlib', 'inline')\nget_ipython().system('ls')\n"
        "files = get_ipython().getoutput('ls')\nget_ipython().magic('time t = 5')",
        "get_ipython().run_cell_magic('time', '', 'def timed(x):\\n    return x @ None\\n')",
        "get_ipython().run_cell_magic('bash', '', 'ls')",
        "from IPython.display import HTML, display as show\nfrom google.colab import drive\n"
        "drive.mount('/content')\nshow(HTML('<b>'), 1)\ndisplay(files, t, __name__)\n"
        "import IPython.core.interactiveshell as shell\nshell.InteractiveShell.a.b = 'all'",
        "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nplt.savefig('figure.png')",
        "name = input('Your name? ')",
        "import sys\nprint(repr(sys.stdin.read()))\nprint(sorted(set(globals()) - {'np'})[:3])",
        DOUBLE + "\ncheck('double', double)",
        "from dataclasses import dataclass\n@dataclass\nclass S:\n    h: 'float' = 0.0\nS()",
    ]
    with opened(*cells, limits=replace(QUICK, cell_seconds=15, memory_bytes=2**30)) as notebook:
        reports = list(notebook.cells.values())
        failed = [at for at, report in enumerate(reports) if report.status is not Status.RETURNED]
        assert failed == [3, 6]
        assert reports[3].raised.message.startswith("The cell magic %%bash cannot be used")
        assert "Nobody can type" in reports[6].raised.message
        assert reports[4].printed.endswith(" 1\n[]\n5\n__main__\n".lstrip())
        assert "''" in reports[7].printed
        raised = notebook.call("timed", [np.ones(2)], 1).raised
        assert (raised.line, raised.code) == (3, "return x @ None")
        assert works(notebook)


def test_threads_are_welcome(level):
    source = """
        import threading
        def answer(x):
            found = []
            threads = [threading.Thread(target=lambda: found.append(x.sum())) for _ in range(4)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            return found
        def leave_one_running():
            threading.Thread(target=threading.Event().wait).start()
            return 1
    """
    with opened(textwrap.dedent(source), DOUBLE) as notebook:
        assert notebook.call("answer", [np.ones(5)], 1).values[0].tolist() == [5] * 4
        assert notebook.call("leave_one_running", [], 1).values[0] == 1
        assert works(notebook)


# Time, memory and other ways to end.

ENDS = """
import ctypes, os, sys, time

def loop():
    while True:
        pass

def sleep():
    time.sleep(60)

def leave():
    os._exit(0)

def crash():
    ctypes.string_at(0)

def leave_politely():
    sys.exit(0)

def grow():
    everything = []
    while True:
        everything.append(bytearray(10**7))

def grow_at_once():
    import numpy
    return numpy.ones(10**9)

def unshare():
    ctypes.CDLL(None).unshare(0x10000000)

def trace():
    ctypes.CDLL(None).ptrace(0, 0, 0, 0)

def keep_the_worker_alive():
    ctypes.CDLL(None).prctl(1, 0)
"""

HOW_IT_ENDS = {
    "loop": Status.TIMED_OUT,
    "sleep": Status.TIMED_OUT,
    "leave": Status.DIED,
    "crash": Status.DIED,
    "leave_politely": Status.RAISED,
    "grow": Status.OUT_OF_MEMORY,
    "grow_at_once": Status.OUT_OF_MEMORY,
    "unshare": Status.FORBIDDEN,
    "trace": Status.FORBIDDEN,
    "keep_the_worker_alive": Status.FORBIDDEN,
}


def test_a_call_that_ends_the_worker_costs_only_itself(level):
    with opened(ENDS, DOUBLE, limits=replace(QUICK, call_seconds=0.7)) as notebook:
        for name, status in HOW_IT_ENDS.items():
            begin = time.monotonic()
            assert notebook.call(name, [], 1).status is status, name
            assert time.monotonic() - begin < 5, name
            assert works(notebook), name


def test_a_cell_that_ends_the_worker_costs_only_itself(level):
    endings = ["loop()", "leave()", "crash()", "grow()", "unshare()"]
    with opened(ENDS, "n = 1", *endings, "n += 1\n" + DOUBLE, "def count(): return n") as notebook:
        statuses = [report.status for report in notebook.cells.values()]
        expected = [HOW_IT_ENDS[ending.removesuffix("()")] for ending in endings]
        assert statuses == [Status.RETURNED] * 2 + expected + [Status.RETURNED] * 2
        assert works(notebook)
        # The cells before and after an ending ran once each in the worker that is there now.
        assert notebook.call("count", [], 1).values[0] == 2


def test_what_was_printed_before_the_end_is_kept(bare):
    source = "import os\ndef f():\n    print('so far')\n    os._exit(1)"
    with opened(source) as notebook:
        assert notebook.call("f", [], 1) == Reply(Status.DIED, printed="so far\n")


def test_memory_is_there_again_after_an_exception(bare):
    with opened(ENDS, DOUBLE) as notebook:
        reply = notebook.call("grow", [], 1)
        assert reply.raised.type == "MemoryError"
        assert works(notebook)


def test_recursion_without_end_is_an_exception_or_an_end(level):
    source = "def f(n):\n    return f(n + 1)\ndef g():\n    import sys\n"
    source += "    sys.setrecursionlimit(10**9)\n    return f(0)"
    with opened(source, DOUBLE) as notebook:
        assert notebook.call("f", [0], 1).raised.type == "RecursionError"
        endings = (Status.OUT_OF_MEMORY, Status.DIED, Status.TIMED_OUT)
        assert notebook.call("g", [], 1).status in endings
        assert works(notebook)


def test_a_notebook_has_its_time_and_no_more(bare):
    limits = replace(QUICK, call_seconds=0.4, notebook_seconds=1)
    with opened(ENDS, DOUBLE, limits=limits) as notebook:
        assert [notebook.call("loop", [], 1).status for _ in range(3)] == [Status.TIMED_OUT] * 3
        begin = time.monotonic()
        assert notebook.call("double", [np.ones(1)], 1) == Reply(Status.TIMED_OUT)
        assert time.monotonic() - begin < 0.05


def test_cells_for_which_no_time_is_left_have_timed_out(bare):
    limits = replace(QUICK, cell_seconds=0.4, notebook_seconds=0.6)
    with opened("while True: pass", "while True: pass", DOUBLE, limits=limits) as notebook:
        assert {report.status for report in notebook.cells.values()} == {Status.TIMED_OUT}
        assert notebook.call("double", [np.ones(1)], 1).status is Status.TIMED_OUT


def test_output_is_bounded(level):
    source = """
        import os, sys
        def much():
            print('x' * 10**6)
            print('y', file=sys.stderr)
            return 1
        def endless():
            while True:
                os.write(1, b'\\x1b[2J' * 1000)
    """
    with opened(textwrap.dedent(source), DOUBLE) as notebook:
        reply = notebook.call("much", [], 1)
        assert reply.values[0] == 1
        assert reply.printed == "x" * QUICK.printed_characters
        reply = notebook.call("endless", [], 1)
        assert reply.status is Status.TIMED_OUT
        assert len(reply.printed) == QUICK.printed_characters
        assert "\x1b" not in reply.printed
        assert works(notebook)


def test_too_much_returned_is_said_in_words(bare):
    source = "import numpy as np\ndef f(n):\n    return np.ones(n), np.broadcast_to(1.0, (n, n))"
    with opened(source) as notebook:
        reply = notebook.call("f", [10**6], 2)
        assert reply.values == (
            "an array of 1000000 numbers, which is too large",
            "an array of 1000000000000 numbers, which is too large",
        )


# What a worker may not do, at any level.

FORBIDDEN = {
    "a process": "import os; os.fork()",
    "a program": "import subprocess; subprocess.run(['ls'])",
    "another program instead": "import os; os.execv('/bin/sh', ['sh'])",
    "a network": "import socket; socket.create_connection(('127.0.0.1', 22), 1)",
    "a local socket": "import socket; socket.socket(socket.AF_UNIX)",
    # Signal 0 asks whether a signal would be sent: without the filter the test fails, unharmed.
    "a signal to its parent": "import os; os.kill(os.getppid() or 1, 0)",
    "a signal to everybody": "import os; os.kill(-1, 0)",
    "the limits of its parent": "import os, resource; "
    "resource.prlimit(os.getppid() or 2, resource.RLIMIT_CPU)",
    "higher limits": "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**40, 2**40))",
    "memory without a limit": "import os; os.memfd_create('x')",
    "a file's mode": "import os; open('f', 'w'); os.chmod('f', 0o777)",
    "a large file": "open('f', 'wb').write(bytes(2**27))",
    "many files": "[open('f', 'w') for _ in range(1)]; files = []\n"
    "while True: files.append(open('f'))",
}


def test_what_a_worker_may_not_do_fails_at_once(level):
    sources = list(FORBIDDEN.values())
    with opened(
        *sources, DOUBLE, "import os\ndef system():\n    return os.system('ls')"
    ) as notebook:
        for (what, source), report in zip(FORBIDDEN.items(), notebook.cells.values(), strict=False):
            assert report.status is Status.RAISED, (what, source, report)
            assert report.raised.type in ("PermissionError", "OSError", "ValueError"), what
        assert notebook.call("system", [], 1).values[0] != 0
        assert works(notebook)


def test_threads_are_counted_or_at_least_bounded_by_memory(level):
    source = """
        import threading, time
        def f():
            count = 0
            while True:
                threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
                count += 1
    """
    with opened(textwrap.dedent(source), DOUBLE) as notebook:
        reply = notebook.call("f", [], 1)
        assert reply.status in (Status.RAISED, Status.OUT_OF_MEMORY, Status.TIMED_OUT)
        if level == "bubblewrap":
            assert (reply.raised.type, reply.raised.message) == (
                "RuntimeError",
                "can't start new thread",
            )


# The line between the two sides.

INTERFERENCE = """
import json, os, struct, sys, threading, time

def everywhere(data):
    for descriptor in range(64):
        if descriptor != 2:
            try: os.write(descriptor, data)
            except OSError: pass

def frame(message, data=b''):
    text = json.dumps(message).encode()
    return struct.pack('<II', len(text), len(data)) + text + data

GOOD = {'status': 'returned', 'values': [], 'returned': 'an array', 'changed': []}

def garbage():
    everywhere(b'garbage' * 100)

def a_forged_reply():
    everywhere(frame({**GOOD, 'nonce': ''}))

def a_reply_without_a_nonce():
    everywhere(frame(GOOD))

def no_fields():
    everywhere(frame(None))

def a_huge_claim():
    everywhere(struct.pack('<II', 2**32 - 1, 2**32 - 1))
    time.sleep(60)

def a_lying_array():
    everywhere(frame({'x': {'dtype': '<f8', 'shape': [2**31 - 1] * 3}}))

def the_right_nonce_and_more():
    nonce = sys._getframe(2).f_back.f_locals['nonce']
    everywhere(frame({**GOOD, 'nonce': nonce}) + b'!')

def the_right_nonce_and_nonsense():
    nonce = sys._getframe(2).f_back.f_locals['nonce']
    everywhere(frame({**GOOD, 'nonce': nonce, 'values': 7}))
    time.sleep(60)

def later():
    def write():
        time.sleep(0.05)
        everywhere(frame({**GOOD, 'nonce': ''}))
    threading.Thread(target=write).start()
    return 1

def close():
    os.closerange(0, 64)

def close_and_stay():
    os.closerange(0, 64)
    while True: pass

def read_what_is_not_meant_for_it():
    def read():
        for descriptor in range(3, 64):
            try: os.read(descriptor, 100)
            except OSError: pass
    for _ in range(2):
        threading.Thread(target=read, daemon=True).start()
    time.sleep(0.2)
    return 1
"""


def test_interference_with_the_line_is_tampering(level):
    names = [
        *("garbage", "a_forged_reply", "a_reply_without_a_nonce", "no_fields", "a_huge_claim"),
        *("a_lying_array", "the_right_nonce_and_more", "the_right_nonce_and_nonsense"),
    ]
    with opened(INTERFERENCE, DOUBLE) as notebook:
        for name in names:
            assert notebook.call(name, [], 1).status is Status.TAMPERED, name
            assert works(notebook), name


def test_a_late_message_is_not_taken_for_the_next_reply(bare):
    with opened(INTERFERENCE, DOUBLE) as notebook:
        assert notebook.call("later", [], 1).values[0] == 1
        time.sleep(0.2)
        assert notebook.call("double", [np.ones(1)], 1).status is Status.TAMPERED
        assert works(notebook)


def test_closing_the_line_is_an_end(level):
    with opened(INTERFERENCE, DOUBLE) as notebook:
        assert notebook.call("close", [], 1).status is Status.DIED
        assert works(notebook)
        assert notebook.call("close_and_stay", [], 1).status in (Status.DIED, Status.TIMED_OUT)
        assert works(notebook)


def test_a_stolen_request_is_an_end(bare):
    with opened(INTERFERENCE, DOUBLE) as notebook:
        assert notebook.call("read_what_is_not_meant_for_it", [], 1).values[0] == 1
        assert notebook.call("double", [np.ones(1)], 1).status is not Status.RETURNED
        assert works(notebook)


REPLACED = [
    "import os\nos.write = lambda *_: 10**9",
    "import os\nos.read = lambda *_: b'{}'",
    "import json\njson.dumps = lambda *_, **__: '{}'",
    "import json\njson.loads = lambda *_, **__: {'do': 'run'}",
    "import numpy as np\nnp.asarray = np.array = lambda *_, **__: 'no array'",
    "import builtins\nbuiltins.isinstance = lambda *_: True",
    "import builtins\nbuiltins.len = lambda _: 10**12",
    "import builtins\nbuiltins.__dict__.clear()",
    "import sys\nsys.modules.clear()",
    "import sys\nsys.setrecursionlimit(60)",
    "import sys\nsys.stdout = sys.stderr = None",
    "import sys\nsys._getframe(1).f_globals.clear()",
    "import sys\nsys._getframe(1).f_globals['encode'] = lambda _: b'\\0' * 8",
    "import sys\nsys.settrace(lambda *_: 1 / 0)",
    "import sys, threading\nsys.setswitchinterval(100)\n"
    "def spin():\n    while True: pass\nthreading.Thread(target=spin).start()",
    "import copy\ncopy.deepcopy = lambda _: None",
    "import warnings\nwarnings.catch_warnings = None",
    "import os\nos._exit = None\nos.closerange(0, 64)",
    "import signal\nsignal.signal(signal.SIGALRM, lambda *_: 1 / 0)\n"
    "signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)",
    "import atexit\n@atexit.register\ndef stay():\n    while True: pass",
]


@pytest.mark.parametrize("source", REPLACED, ids=range(len(REPLACED)))
def test_whatever_is_replaced_in_the_worker_the_caller_survives(source, bare):
    limits = replace(QUICK, call_seconds=0.3, cell_seconds=0.5, notebook_seconds=2)
    with opened(DOUBLE, source, limits=limits) as notebook:
        for _ in range(2):
            reply = notebook.call("double", [np.arange(3.0)], 1)
            assert isinstance(reply, Reply)
            assert len(reply.values) <= 1
            for value in reply.values:
                assert isinstance(value, str) or type(value) is np.ndarray
        assert all(isinstance(report, CellReport) for report in notebook.cells.values())


# What is left behind.


def descendants() -> set[str]:
    return set(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())


def test_nothing_is_left_behind(level, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    descriptors, children = len(list(Path("/proc/self/fd").iterdir())), descendants()
    source = "open('f', 'w').write('x')\nimport os\nos.makedirs('a/b')\n" + ENDS
    for _ in range(2):
        limits = replace(QUICK, call_seconds=0.3)
        with opened(source, "import os\nos._exit(0)", limits=limits) as notebook:
            notebook.call("leave", [], 1)
            notebook.call("loop", [], 1)
            notebook.call("leave_politely", [], 1)
    assert len(list(Path("/proc/self/fd").iterdir())) == descriptors
    assert descendants() == children
    assert list(tmp_path.iterdir()) == []


def alive(marker: str) -> list[str]:
    """Return the processes with ``marker`` in their environment, as far as they can be seen."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if marker.encode() in (folder / "environ").read_bytes():
                found.append(folder.name)
        except OSError:
            continue
    return found


def wait_until(condition, seconds=5) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


@pytest.fixture
def marker(monkeypatch):
    """Mark the environment of every worker of this test."""
    mark = f"mark-{os.getpid()}-{time.monotonic_ns()}"
    usual = launch.environment

    def environment(folder):
        return {**usual(folder), "MARK": mark}

    monkeypatch.setattr("grader.sandbox.process.environment", environment)
    return mark


def test_a_stopped_worker_is_gone_at_once(level, marker):
    with opened(ENDS, limits=replace(QUICK, call_seconds=0.3)) as notebook:
        assert len(alive(marker)) in (1, 2, 3)  # bubblewrap's own processes see the same
        assert notebook.call("loop", [], 1).status is Status.TIMED_OUT
        assert wait_until(lambda: not alive(marker), seconds=2)
        notebook.call("leave_politely", [], 1)
        assert alive(marker)
    assert wait_until(lambda: not alive(marker), seconds=2)


def test_a_worker_ends_with_its_parent(level, marker):
    program = f"""
        import sys
        from grader.sandbox import launch, process, session
        usual = launch.environment
        process.environment = lambda folder: {{**usual(folder), "MARK": {marker!r}}}
        if {level!r} != "bubblewrap":
            session.available = lambda: (False, "")
            launch.has_landlock = lambda: False
        with session.Session([session.SourceCell("a", "def f():\\n    while True: pass")]) as s:
            print(s.protection, flush=True)
            s.call("f", [], 1)
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout.readline().strip() == level
        time.sleep(0.2)
        assert alive(marker)
        parent.send_signal(signal.SIGKILL)
    assert wait_until(lambda: not alive(marker))


# What can be wrong before any answer runs.


def test_the_sandbox_can_be_demanded(monkeypatch):
    monkeypatch.setattr(session, "available", lambda: (False, "Install bubblewrap."))
    with pytest.raises(SandboxUnavailable, match="Install bubblewrap"):
        Session([], require_sandbox=True)


def test_a_missing_environment_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(session, "available", lambda: (False, ""))
    monkeypatch.setattr(launch, "RUNTIME", tmp_path / ".runtime")
    with pytest.raises(SandboxUnavailable, match=r"make setup"):
        Session([])


def test_a_worker_that_does_not_start_says_why(bare, monkeypatch):
    notebook = Session([])
    broken = replace(notebook._launch, command=(sys.executable, "-c", "raise OSError('No luck')"))
    monkeypatch.setattr(notebook, "_launch", broken)
    with pytest.raises(SandboxUnavailable, match="No luck"):
        notebook.__enter__()


def test_a_machine_without_a_filter_is_refused(bare, monkeypatch):
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    with pytest.raises(SandboxUnavailable, match="x86_64 or aarch64"):
        Session([])


def test_two_cells_cannot_share_an_id():
    with pytest.raises(ValueError, match="same id"):
        Session([SourceCell("a", ""), SourceCell("a", "")])
