"""A call of one function: what is said of what it returned and of its arguments."""

from collections import namedtuple
from fractions import Fraction

import numpy as np
import pytest

from grader.sandbox.reply import Status
from grader.sandbox.worker import MOST_AXES, MOST_BYTES, as_array, describe
from tests.sandbox.conftest import call_here


def value_of(value, outputs=1):
    return call_here(lambda: value, [], outputs)


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


def nested(depth):
    value = (1,)
    for _ in range(depth):
        value = (value,)
    return value


@pytest.mark.parametrize(
    "value",
    [(1, 2, 3), (1.5, np.float32(2)), ((1, 2), (3, 4)), (True, False), nested(MOST_AXES - 1)],
    ids=["numbers", "kinds", "rows", "truths", "deep"],
)
def test_a_tuple_of_numbers_is_an_array_wherever_it_comes(value):
    (alone,) = value_of(value).values
    np.testing.assert_array_equal(alone, np.array(value), strict=True)
    first, second = value_of((value, 7), outputs=2).values
    np.testing.assert_array_equal(first, np.array(value), strict=True)
    assert second == 7


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
        ((np.ones(2), np.ones(2)), "a tuple of 2 values"),
        ((1, np.ones(2)), "a tuple of 2 values"),
        ((1, (2, None)), "a tuple of 2 values"),
        (([1, 2], [3, 4]), "a tuple of 2 values"),
        ((1, "2"), "a tuple of 2 values"),
        (((1, 2), (3,)), "a tuple of 2 values, which is no array of numbers"),
        (nested(1000), "a tuple of 1 value"),
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


def test_one_of_several_values_may_be_a_tuple_of_arrays():
    rows, broken, named = value_of(((np.ones(2), [3, 4]), ("a", 1), Pair(1, 2)), outputs=3).values
    np.testing.assert_array_equal(rows, [[1, 1], [3, 4]])
    assert broken == "a tuple of 2 values, which is no array of numbers"
    np.testing.assert_array_equal(named, [1, 2])


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
