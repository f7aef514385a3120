"""Sessions at every level of protection that this machine can give."""

from functools import partial

import numpy as np
import pytest

from grader.sandbox import bubblewrap, launch, session
from grader.sandbox.limits import Limits
from grader.sandbox.nursery import Nursery
from grader.sandbox.reply import Reply, Status
from grader.sandbox.session import Session, SourceCell
from grader.sandbox.wire import read_reply
from grader.sandbox.worker import call_function

# Kind to a busy machine; tests of endless loops ask for less.
QUICK = Limits(call_seconds=5, cell_seconds=5, notebook_seconds=60, memory_bytes=2**28)


def choose(level: str, monkeypatch) -> None:
    """Make every session of this test run at ``level``; skip the test where that is not there."""
    if level in ("bubblewrap", "nursery"):
        works, why = bubblewrap.available()
        if not works:
            pytest.skip(why)
        if level == "nursery":
            monkeypatch.setattr(session, "Session", partial(Session, nursery=NURSERY))
        return
    monkeypatch.setattr(session, "available", lambda: (False, "There is no sandbox here."))
    if level == "limits only":
        monkeypatch.setattr(launch, "has_landlock", lambda: False)
    elif not launch.has_landlock():
        pytest.skip("This kernel has no Landlock.")


# Whatever a test did to its worker, the next test gets a worker from the same nursery.
NURSERY = Nursery()


@pytest.fixture(scope="session", autouse=True)
def nursery():
    """End the sandbox of all tests."""
    with NURSERY:
        yield


DOUBLE = "def double(x):\n    return 2 * x"


# Functions that end in every way there is.
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
        everything.append(bytes(10**7))

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


def works(notebook: Session) -> bool:
    """Whether the function of the cell DOUBLE is still, or again, called and right."""
    reply = notebook.call("double", [np.arange(3.0)], 1)
    return reply.status is Status.RETURNED and reply.values[0].tolist() == [0, 2, 4]


def call_here(function, arguments, outputs) -> Reply:
    """Return what a worker would say of this call, made in this process."""
    return read_reply(call_function(function, arguments, outputs), outputs)


def opened(*sources: str, limits: Limits = QUICK) -> Session:
    """Return a session, not yet entered, of the cells cell-0, cell-1, ..."""
    cells = [SourceCell(f"cell-{at}", source) for at, source in enumerate(sources)]
    return session.Session(cells, limits)


@pytest.fixture(params=["bubblewrap", "nursery", "limits only"])
def level(request, monkeypatch):
    """Run the test at the strongest level, in both of its forms, and at the weakest."""
    choose(request.param, monkeypatch)
    return request.param


@pytest.fixture(params=["bubblewrap", "limits only"])
def own_level(request, monkeypatch):
    """Run the test at the strongest and the weakest level, each notebook in its own sandbox."""
    choose(request.param, monkeypatch)
    return request.param


@pytest.fixture(params=["bubblewrap", "nursery"])
def sandboxed(request, monkeypatch):
    """Run the test in a sandbox only: its own, and one in which others were."""
    choose(request.param, monkeypatch)


@pytest.fixture
def bare(monkeypatch):
    """Run the test at the weakest level, where nothing but the worker itself is tested."""
    choose("limits only", monkeypatch)
