"""Cells and functions that try what they may not, at every level of protection."""

import textwrap
import time
from dataclasses import replace

import numpy as np
import pytest

from grader.sandbox.reply import Reply, Status
from grader.sandbox.session import CellReport
from tests.sandbox.conftest import DOUBLE, QUICK, opened, works

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
    "many files": "files = [open('f', 'w')]\nwhile True: files.append(open('f'))",
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

def close_and_leave_a_thread():
    threading.Thread(target=threading.Event().wait).start()
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
    with opened(INTERFERENCE, DOUBLE, limits=replace(QUICK, call_seconds=1)) as notebook:
        for name in ("close", "close_and_leave_a_thread"):
            assert notebook.call(name, [], 1).status is Status.DIED, name
            assert works(notebook)
        assert notebook.call("close_and_stay", [], 1).status in (Status.DIED, Status.TIMED_OUT)
        assert works(notebook)


def test_a_stolen_request_is_an_end(bare):
    with opened(INTERFERENCE, DOUBLE, limits=replace(QUICK, call_seconds=1)) as notebook:
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
