"""What the trusted side makes of the bytes that a worker sends, honest or not."""

import contextlib
import json
import tracemalloc

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from grader.sandbox.reply import Raised, Reply, Status
from grader.sandbox.wire import (
    MOST_CHARACTERS,
    MOST_DATA,
    MOST_TEXT,
    FrameReader,
    ProtocolError,
    clean,
    read_raised,
    read_reply,
)
from grader.sandbox.worker import NUMBERS, PREFIX, decode, encode

# A busy machine is no reason to fail.
on_any_machine = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

numbers = st.sampled_from(sorted(NUMBERS)).flatmap(
    lambda dtype: arrays.arrays(dtype, arrays.array_shapes(min_dims=0, min_side=0, max_side=4))
)
plain = st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.text() | numbers
values = st.recursive(plain, lambda inner: st.lists(inner, max_size=4), max_leaves=10)
messages = st.dictionaries(st.text(max_size=5), values, max_size=4)


def same(one, other) -> bool:
    if isinstance(one, np.ndarray):
        alike = type(other) is np.ndarray and one.dtype == other.dtype and one.shape == other.shape
        return alike and one.tobytes() == other.tobytes()
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return type(one) is type(other) and one == other


def frame(text: str | bytes, data: bytes = b"") -> bytes:
    text = text.encode() if isinstance(text, str) else text
    return PREFIX.pack(len(text), len(data)) + text + data


def array(dtype, shape, data: bytes) -> bytes:
    return frame(json.dumps({"value": {"dtype": dtype, "shape": shape}}), data)


@on_any_machine
@given(messages)
def test_a_message_survives_the_journey(message):
    assert same(message, FrameReader().feed(encode(message)))


@on_any_machine
@given(messages, st.lists(st.integers(1, 50), min_size=1))
def test_a_message_may_come_in_pieces(message, sizes):
    reader, rest, received = FrameReader(), encode(message), None
    for at in range(len(rest) + len(sizes)):
        assert received is None
        piece, rest = rest[: sizes[at % len(sizes)]], rest[sizes[at % len(sizes)] :]
        received = reader.feed(piece)
        if not rest:
            break
    assert same(message, received)


def test_received_arrays_are_plain_and_their_own():
    received = FrameReader().feed(encode({"x": np.asfortranarray(np.arange(6.0).reshape(2, 3))}))
    received["x"][0, 0] = 7
    assert type(received["x"]) is np.ndarray
    assert received["x"].flags.owndata
    assert received["x"].tolist() == [[7, 1, 2], [3, 4, 5]]


@on_any_machine
@given(st.binary(max_size=200))
def test_random_bytes_are_refused_or_awaited(garbage):
    with contextlib.suppress(ProtocolError):
        assert FrameReader().feed(garbage) is None


@on_any_machine
@given(st.binary(max_size=60), st.binary(max_size=20))
def test_random_parts_of_a_frame_are_refused(text, data):
    with pytest.raises(ProtocolError):
        FrameReader().feed(frame(text, data) + b"!")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=20,
)


@on_any_machine
@given(
    dtype=st.sampled_from(sorted(NUMBERS)) | json_values,
    shape=st.lists(st.integers(-1, 2**70)) | json_values,
    data=st.binary(max_size=32),
)
def test_a_lying_header_makes_no_array(dtype, shape, data):
    try:
        received = FrameReader().feed(array(dtype, shape, data))
    except ProtocolError:
        return
    assert received["value"].nbytes == len(data)
    assert received["value"].dtype.str == dtype
    assert list(received["value"].shape) == shape


@pytest.mark.parametrize(
    "text",
    [
        b"\xff\xfe{}",
        b'{"value": NaN}',
        b'{"value": Infinity}',
        b"[" * 200_000,
        b'{"value": ' * 100_000,
        b'{"value": ' + b"9" * 10_000 + b"}",
        b"null",
        b"[]",
        b'"text"',
        b"",
        b"{}{}",
    ],
    ids=lambda text: repr(text[:12]),
)
def test_text_that_is_no_message_is_refused(text):
    with pytest.raises(ProtocolError):
        FrameReader().feed(frame(text))


@pytest.mark.parametrize(
    "dtype, shape, data",
    [
        ("|O", [1], b"12345678"),
        ("<U2", [1], b"12345678"),
        ("<M8[s]", [1], b"12345678"),
        ("<f8,<f8", [1], b"1234567812345678"),
        (">f8", [1], b"12345678"),
        ("<f16", [1], b"1234567812345678"),
        ("<f8", [2], b"12345678"),
        ("<f8", [], b"1234567"),
        ("<f8", [1], b"123456781"),
        ("<f8", [True], b"12345678"),
        ("<f8", [1.0], b"12345678"),
        ("<f8", [-1, -1], b"12345678"),
        ("<f8", [2**62, 4], b""),
        ("<f8", [0, 2**40], b""),
        ("<f8", [1] * 33, b"12345678"),
        ("<f8", 1, b"12345678"),
        ("|b1", [2], b"\0\2"),
    ],
)
def test_an_impossible_array_is_refused(dtype, shape, data):
    with pytest.raises(ProtocolError):
        FrameReader().feed(array(dtype, shape, data))


@pytest.mark.parametrize("sizes", [(MOST_TEXT + 1, 0), (0, MOST_DATA + 1), (2**32 - 1,) * 2])
def test_too_large_a_message_is_refused_before_it_comes(sizes):
    with pytest.raises(ProtocolError, match="larger"):
        FrameReader().feed(PREFIX.pack(*sizes))


def test_a_claim_alone_takes_no_memory():
    reader = FrameReader()
    huge = array("<f8", [2**31 - 1] * 5, b"")
    tracemalloc.start()
    try:
        assert reader.feed(PREFIX.pack(MOST_TEXT, MOST_DATA)) is None
        with pytest.raises(ProtocolError):
            FrameReader().feed(huge)
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


def test_nothing_may_follow_a_reply():
    with pytest.raises(ProtocolError, match="follows"):
        FrameReader().feed(encode({"status": "returned"}) + b"x")


@pytest.mark.parametrize(
    "value", [float("nan"), object(), {1, 2}, np.array([object()]), np.array(["text"]), np.int64(1)]
)
def test_only_numbers_texts_and_arrays_can_be_sent(value):
    with pytest.raises((TypeError, ValueError)):
        encode({"value": value})


def test_decode_says_what_is_wrong():
    with pytest.raises(ValueError, match="more data than there is"):
        decode(b'{"dtype": "<f8", "shape": [3]}', b"")
    with pytest.raises(ValueError, match="more data than the arrays claim"):
        decode(b"{}", b"12345678")


RETURNED = {"status": "returned", "values": ["a str"], "returned": "a str", "changed": []}


def test_a_reply_is_read():
    value = np.ones(3)
    result = {**RETURNED, "values": [value, "nothing"], "returned": "a tuple", "changed": [0, 2]}
    reply = read_reply(result, 2, "hello")
    assert reply.status is Status.RETURNED
    assert reply.values[0] is value
    assert reply.values[1] == "nothing"
    assert (reply.returned, reply.changed, reply.printed) == ("a tuple", (0, 2), "hello")


def test_an_exception_is_read():
    raised = {"type": "ValueError", "message": "No.", "line": 3, "code": "f(x)"}
    expected = Raised("ValueError", "No.", 3, "f(x)")
    for status in (Status.RAISED, Status.OUT_OF_MEMORY):
        assert read_reply({"status": str(status), "raised": raised}, 1) == Reply(
            status, raised=expected
        )
    assert read_reply({"status": "missing"}, 1) == Reply(Status.MISSING)


@pytest.mark.parametrize(
    "change",
    [
        {"status": "passed"},
        {"status": "timed out"},
        {"status": None},
        {"status": ["returned"]},
        {"status": np.ones(2)},
        {"values": None},
        {"values": "ab"},
        {"values": np.ones((1, 1))},
        {"values": [None]},
        {"values": [1]},
        {"values": [["a str"]]},
        {"values": ["a str", "a str"]},
        {"returned": None},
        {"returned": np.ones(1)},
        {"changed": {"0": 1}},
        {"changed": [-1]},
        {"changed": [True]},
        {"changed": ["0"]},
        {"changed": [0] * 101},
    ],
    ids=repr,
)
def test_a_reply_of_another_form_is_refused(change):
    with pytest.raises(ProtocolError):
        read_reply({**RETURNED, **change}, 1)


@on_any_machine
@given(st.dictionaries(st.sampled_from([*RETURNED, "raised"]), json_values), st.integers(1, 4))
def test_any_other_reply_is_refused_or_plain_data(result, outputs):
    try:
        reply = read_reply(result, outputs)
    except ProtocolError:
        return
    assert len(reply.values) in (0, outputs)
    assert isinstance(reply.returned, str)


@pytest.mark.parametrize(
    "change", [{"type": 1}, {"message": None}, {"line": "3"}, {"line": -1}, {"code": ["x"]}]
)
def test_an_exception_of_another_form_is_refused(change):
    raised = {"type": "E", "message": "", "line": None, "code": "", **change}
    with pytest.raises(ProtocolError):
        read_raised({"raised": raised})
    with pytest.raises(ProtocolError):
        read_raised({"raised": "E"})


def test_text_is_bounded_and_harmless():
    assert clean("a" * 10_000) == "a" * MOST_CHARACTERS
    assert clean("은닉 상태\n\tσ(x)") == "은닉 상태\n\tσ(x)"
    for sign in ("\x1b", "\0", "\r", "\x9b", "\u202e", "\ud800"):
        assert clean(f"a{sign}b") == "a\N{REPLACEMENT CHARACTER}b"
