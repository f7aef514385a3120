"""A call of one function: what is said of the values, the arguments and the exceptions."""

import ast
import sys
import time
import warnings
from collections import namedtuple
from fractions import Fraction
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox import worker
from grader.sandbox.here import call_here
from grader.sandbox.reply import Status
from grader.sandbox.worker import MOST_BYTES, as_array, call_function, describe


def value_of(value, outputs=1):
    return call_here(lambda: value, [], outputs)


# Values.


def test_an_array_comes_back_as_it_is():
    value = np.arange(6.0).reshape(2, 3)
    reply = value_of(value)
    assert reply.status is Status.RETURNED
    assert reply.returned == "an array"
    np.testing.assert_array_equal(reply.values[0], value, strict=True)
    assert not np.shares_memory(reply.values[0], value)


@pytest.mark.parametrize("dtype", ["?", "i1", "u2", "i4", "u8", "f2", "f4", "f8", "c8", "c16"])
def test_every_kind_of_number_keeps_its_type(dtype):
    assert value_of(np.ones(2, dtype)).values[0].dtype == np.dtype(dtype)


@pytest.mark.parametrize(
    "value, dtype",
    [(np.longdouble(2), "<f8"), (np.clongdouble(2), "<c16"), (np.ones(2, ">i4"), "<i4")],
)
def test_rare_types_become_usual_ones(value, dtype):
    assert value_of(value).values[0].dtype.str == dtype


@pytest.mark.parametrize(
    "value, array",
    [
        (3, np.array(3)),
        (True, np.array(True)),
        (0.5, np.array(0.5)),
        (2j, np.array(2j)),
        (np.float32(1), np.array(1, "f4")),
        ([1.5, 2], np.array([1.5, 2.0])),
        ([[1, 2], [3, 4]], np.array([[1, 2], [3, 4]])),
        ([np.ones(2), np.zeros(2)], np.array([[1.0, 1.0], [0.0, 0.0]])),
        ([], np.array([])),
        (range(3), np.array([0, 1, 2])),
        (np.ma.array([1.0, 2.0], mask=[True, False]), np.array([1.0, 2.0])),
        (np.arange(6)[::-2], np.array([5, 3, 1])),
    ],
    ids=repr,
)
def test_numbers_and_lists_become_plain_arrays(value, array):
    (found,) = value_of(value).values
    assert type(found) is np.ndarray
    np.testing.assert_array_equal(found, array, strict=True)


class Point:
    pass


Pair = namedtuple("Pair", "h c")


@pytest.mark.parametrize(
    "value, words",
    [
        (None, "nothing"),
        ("0.5", "a str"),
        (b"0.5", "a bytes"),
        ({"h": 1}, "a dict"),
        ({1, 2}, "a set"),
        (Ellipsis, "an ellipsis"),
        (Point(), "a Point"),
        (len, "a builtin_function_or_method"),
        (Fraction(1, 2), "a Fraction"),
        ((), "a tuple of 0 values"),
        ((np.ones(2),), "a tuple of 1 value"),
        ((1, 2, 3), "a tuple of 3 values"),
        (Pair(1, 2), "a Pair of 2 values"),
        ([[1, 2], [3]], "a list of 2 values, which is no array of numbers"),
        (["a", "b"], "a list of 2 values, which is no array of numbers"),
        ([None], "a list of 1 value, which is no array of numbers"),
        (2**70, "a whole number of more than 64 bits"),
        (np.array([None, 1]), "an array of dtype object"),
        (np.array(["a"]), "an array of dtype str32"),
        (np.array(["2026-01-01"], "M8[D]"), "an array of dtype datetime64[D]"),
        (np.broadcast_to(1.0, (10**6, 10**6)), f"an array of {10**12} numbers, which is too large"),
    ],
    ids=lambda value: "" if isinstance(value, str) else repr(type(value)),
)
def test_anything_else_is_described_in_words(value, words):
    assert value_of(value).values == (words,)


def test_the_largest_array_still_fits():
    assert isinstance(as_array(np.ones(MOST_BYTES // 8)), np.ndarray)
    assert isinstance(as_array(np.ones(MOST_BYTES // 8 + 1)), str)


def test_a_subclass_cannot_play_tricks():
    class Trick(np.ndarray):
        def __array__(self, *_, **__):
            raise AssertionError("It was asked.")

        def __array_finalize__(self, _):
            if type(self) is not Trick:
                raise AssertionError("It was asked.")

        shape = property(lambda self: (99,))
        dtype = property(lambda self: "no type")

        def __eq__(self, other):
            return True

    (found,) = value_of(np.arange(3).view(Trick)).values
    assert type(found) is np.ndarray
    assert found.tolist() == [0, 1, 2]


def test_what_can_become_an_array_does():
    class Tensor:
        def __array__(self, dtype=None, copy=None):
            return np.ma.array([1.0, 1.0], mask=[True, False])

    (found,) = value_of(Tensor()).values
    assert type(found) is np.ndarray
    assert found.tolist() == [1, 1]


@pytest.mark.parametrize("kind", [tuple, list])
def test_as_many_values_as_asked_for(kind):
    reply = value_of(kind([np.ones(2), 3, "c"]), outputs=3)
    assert reply.returned == f"a {kind.__name__} of 3 values"
    np.testing.assert_array_equal(reply.values[0], np.ones(2))
    assert reply.values[1] == 3
    assert reply.values[2] == "a str"


@pytest.mark.parametrize(
    "value, words",
    [
        (None, "nothing"),
        (np.ones((2, 3)), "an array"),
        (0.5, "a number"),
        ((1, 2, 3), "a tuple of 3 values"),
        ([1], "a list of 1 value"),
        ({"h": 1, "c": 2}, "a dict"),
    ],
    ids=repr,
)
def test_more_or_fewer_values_than_asked_for(value, words):
    reply = value_of(value, outputs=2)
    assert (reply.status, reply.values, reply.returned) == (Status.RETURNED, (), words)


def test_long_names_are_cut():
    assert describe(type("N" * 1000, (), {})()) == "a " + "N" * 60


# Arguments.


def test_the_caller_keeps_his_arguments():
    x, states = np.zeros(2), [np.zeros(2)]

    def greedy(x, states):
        x += 1
        states[0] += 1
        states.append(1)
        return x

    reply = call_here(greedy, [x, states], 1)
    assert reply.values[0].tolist() == [1, 1]
    assert x.tolist() == [0, 0]
    assert states[0].tolist() == [0, 0]
    assert len(states) == 1


def write_value(x):
    x[0, 0] = 5


def write_tiny(x):
    x[1, 1] = np.nextafter(x[1, 1], 1)


def write_sign(x):
    x *= -1


def write_shape(x):
    x.resize(4, refcheck=False)


@pytest.mark.parametrize("write", [write_value, write_tiny, write_sign, write_shape])
def test_arguments_that_were_written_into_are_named(write):
    def answer(a, b, c, d):
        write(c)
        return a + b

    zeros = np.zeros((2, 2))
    reply = call_here(answer, [zeros, zeros, zeros, None], 1)
    assert reply.changed == (2,)
    assert reply.values[0].shape == (2, 2)


def test_reading_changes_nothing_even_where_there_is_nan():
    reply = call_here(lambda x, n, s: x + n, [np.array([np.nan, 1.0]), 2, "s"], 1)
    assert reply.changed == ()


def test_only_arrays_are_watched():
    def answer(states, x):
        states.append(1)
        return x

    assert call_here(answer, [[1], np.ones(2)], 1).changed == ()


# Exceptions. A cell is made of text, as in a notebook, so that its lines are known.

CELL = """
def wrong(x):
    y = 2 * x
    return helper(y)

def helper(y):
    return y / z_t

def deep(n):
    return deep(n + 1)

@decorated
def stub(x):
    raise NotImplementedError("Write your answer here.")
"""


@pytest.fixture
def cell():
    namespace = {"__name__": "__main__", "decorated": lru_cache}
    source = CELL.strip("\n")
    file = "<cell of a test>"
    worker.linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    exec(compile(source, file, "exec"), namespace)
    yield namespace
    del worker.linecache.cache[file]


def test_an_exception_names_the_line_of_the_cell(cell):
    raised = call_here(cell["wrong"], [1.0], 1).raised
    assert (raised.type, raised.message) == ("NameError", "name 'z_t' is not defined")
    assert (raised.line, raised.code) == (6, "return y / z_t")


def test_an_exception_below_a_library_names_the_line_that_called_it(cell):
    cell["z_t"] = np.ones(3)
    raised = call_here(cell["wrong"], [np.ones(2)], 1).raised
    assert raised.type == "ValueError"
    assert raised.code == "return y / z_t"


@pytest.mark.parametrize("wrap", [lambda f: f, partial, lambda f: np.vectorize(f, otypes="d")])
def test_a_stub_is_an_ordinary_exception(cell, wrap):
    reply = call_here(wrap(cell["stub"]), [1.0], 1)
    assert reply.status is Status.RAISED
    assert reply.raised.type == "NotImplementedError"
    assert reply.raised.message == "Write your answer here."


def test_decorators_do_not_hide_the_line(cell):
    raised = call_here(cell["stub"], [1.0], 1).raised
    assert raised.line == 13


def test_recursion_without_end_is_an_ordinary_exception(cell):
    reply = call_here(cell["deep"], [0], 1)
    assert reply.raised.type == "RecursionError"
    assert reply.raised.line == 9


def test_wrong_arguments_have_no_line_of_their_own(cell):
    raised = call_here(cell["wrong"], [], 1).raised
    assert raised.type == "TypeError"
    assert "missing 1 required positional argument: 'x'" in raised.message
    assert (raised.line, raised.code) == (None, "")


@pytest.mark.parametrize("error", [SystemExit("bye"), KeyboardInterrupt(), GeneratorExit()])
def test_nothing_that_is_raised_escapes(error):
    def answer():
        raise error

    reply = call_here(answer, [], 1)
    assert (reply.status, reply.raised.type) == (Status.RAISED, type(error).__name__)


def test_memory_that_is_not_there_has_a_status_of_its_own():
    reply = call_here(lambda: np.ones(2**50), [], 1)
    assert reply.status is Status.OUT_OF_MEMORY
    assert "Unable to allocate" in reply.raised.message


class Hostile(Exception):
    def __str__(self):
        raise SystemExit

    __repr__ = __str__

    @property
    def __traceback__(self):
        raise SystemExit


class HostileText(Exception):
    def __str__(self):
        return type("Text", (str,), {"__getitem__": lambda *_: 1 / 0})("x")


class HostileName(type):
    @property
    def __name__(cls):
        raise SystemExit


@pytest.mark.parametrize(
    "kind",
    [Hostile, HostileText, HostileName("E", (Exception,), {})],
    ids=["message", "text", "name"],
)
def test_an_exception_that_resists_is_still_one(kind):
    def answer():
        raise kind

    reply = call_here(answer, [], 1)
    assert reply.status is Status.RAISED
    assert reply.raised.message == ""


def test_long_messages_are_cut():
    def answer():
        raise ValueError("x" * 10**6)

    assert len(call_here(answer, [], 1).raised.message) == worker.MOST_CHARACTERS


def test_warnings_never_matter():
    def answer(x):
        warnings.simplefilter("error")
        warnings.warn("Beware.", stacklevel=1)
        return np.exp(x)

    before = warnings.filters[:]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        reply = call_here(lambda x: np.exp(x), [np.array(1000.0)], 1)
    assert reply.values[0] == np.inf
    assert call_here(answer, [np.array(0.0)], 1).raised.type == "UserWarning"
    assert warnings.filters == before


# The file itself.


def test_the_worker_needs_the_standard_library_and_numpy_alone():
    for name in ("worker.py", "confine.py", "prelude.py"):
        tree = ast.parse(Path(worker.__file__).with_name(name).read_text(encoding="utf-8"))
        imported = {
            alias.name.partition(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import)
            for alias in node.names
        } | {
            node.module.partition(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
        }
        assert imported <= sys.stdlib_module_names | {"numpy"}, name


def test_a_call_takes_a_small_part_of_a_millisecond():
    arguments = [np.ones((4, 4)) for _ in range(6)]

    def answer(a, b, c, d, e, f):
        return a + b, c + d

    def seconds():
        begin = time.perf_counter()
        call_function(answer, arguments, 2)
        return time.perf_counter() - begin

    assert min(seconds() for _ in range(50)) < 0.5e-3
