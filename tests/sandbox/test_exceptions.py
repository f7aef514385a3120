"""A call of one function that raises, and what a call needs."""

import ast
import sys
import time
import warnings
from functools import lru_cache, partial
from pathlib import Path

import numpy as np
import pytest

from grader.sandbox import worker
from grader.sandbox.reply import Status
from grader.sandbox.worker import call_function
from tests.sandbox.conftest import call_here

# Exceptions. A cell is made of text, as in a notebook, so that its lines are known.

CELL = """
def wrong(x):
    y = 2 * x
    return helper(y)

def helper(y):
    return y / z_t

def evaluate(text):
    return eval(text)

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


def test_text_that_is_no_code_names_the_line_that_evaluates_it(cell):
    raised = call_here(cell["evaluate"], ["\n\n1 +"], 1).raised
    assert raised.type == "SyntaxError"
    assert (raised.line, raised.code) == (9, "return eval(text)")


def test_decorators_do_not_hide_the_line(cell):
    raised = call_here(cell["stub"], [1.0], 1).raised
    assert raised.line == 16


def test_recursion_without_end_is_an_ordinary_exception(cell):
    reply = call_here(cell["deep"], [0], 1)
    assert reply.raised.type == "RecursionError"
    assert reply.raised.line == 12


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
