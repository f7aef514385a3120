"""What the grader sees by itself of the arrays of a call."""

import fcntl
import os

import numpy as np
import pytest

from grader.sandbox import shared
from grader.sandbox.reply import Status
from grader.sandbox.shared import SIZE, SharedArrays
from tests.sandbox.conftest import DOUBLE, opened, works


@pytest.fixture
def memory():
    memory = SharedArrays()
    yield memory
    memory.close()


def test_what_is_placed_is_there_and_unchanged(memory):
    described = memory.place([np.arange(3.0), 7, np.zeros((0, 2)), np.ones((2, 2), "f4")])
    assert described[1] == 7
    assert [each["sizes"] for each in described if isinstance(each, dict)] == [(3,), (0, 2), (2, 2)]
    assert memory.changed() == []


def test_a_change_is_seen_whoever_made_it(memory):
    _, _, third = memory.place([np.arange(3.0), 7, np.ones(2)])
    os.pwrite(memory.descriptor, b"!", third["at"] + 15)
    assert memory.changed() == [2]
    memory.place([np.ones(2)])
    assert memory.changed() == []


def test_the_memory_keeps_its_size(memory):
    for size in (SIZE + 1, 0):
        with pytest.raises(PermissionError):
            os.ftruncate(memory.descriptor, size)
    with pytest.raises(PermissionError):
        fcntl.fcntl(memory.descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_WRITE)


def test_too_much_is_refused(memory, monkeypatch):
    monkeypatch.setattr(shared, "SIZE", 100)
    with pytest.raises(ValueError, match="larger than 100 bytes"):
        memory.place([np.ones(8), np.ones(8)])


def test_a_call_s_changes_are_seen_and_its_arrays_are_ordinary(level):
    source = """
import numpy as np
def f(x, y, n):
    y[0] += 1
    assert x.flags.writeable and x.flags.aligned and y.flags.c_contiguous
    return x.sum() + n
"""
    with opened(source, DOUBLE) as notebook:
        reply = notebook.call("f", [np.ones((2, 3)), np.zeros(3), 4], 1)
        assert (reply.values[0], reply.changed) == (10, (1,))
        assert works(notebook)


def test_the_order_of_axes_does_not_matter(bare):
    with opened("def f(x):\n    return x") as notebook:
        given = np.asfortranarray(np.arange(6.0).reshape(2, 3))
        reply = notebook.call("f", [given], 1)
        assert reply.status is Status.RETURNED
        np.testing.assert_array_equal(reply.values[0], given)
        assert reply.changed == ()
