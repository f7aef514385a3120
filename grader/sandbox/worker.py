"""Run the cells of a notebook that nobody vouches for, and call its functions.

This one file is all of the course that untrusted code shares a process with; it needs the
standard library and NumPy. As a program it answers requests until they end: they come by file
descriptor 0 and the replies leave by 1; before anything else both are moved out of the way of
the untrusted code, which reads nothing and whose output goes to descriptor 2. As a module it
gives :func:`call_function` to whoever calls a function in his own process, and
:func:`encode` and :func:`decode` to the other end of the line.

Untrusted code can change anything in this process. So nothing that a reply says is believed
before it is checked, and no reply can do more for an answer than a return value could.
"""

import ast
import copy
import functools
import importlib
import inspect
import json
import linecache
import math
import mmap
import os
import struct
import sys
import traceback
import types
import warnings

import numpy as np

NUMBERS = frozenset(np.dtype(code).str for code in "?bhilqBHILQefdFD")  # "|b1", "<f8", ...
MOST_AXES, MOST_ALONG_AN_AXIS = 32, 2**31
MOST_BYTES = 2**22  # of one returned array
MOST_CHARACTERS = 2000
_NUMBER = (int, float, complex, np.number, np.bool_)

PREFIX = struct.Struct("<II")  # the sizes of a message's two parts: text, then data


# Messages: JSON text in which {"dtype": ..., "shape": ...} stands for an array, then the arrays'
# bytes in the same order.


def encode(message) -> bytes:
    """Return ``message`` as bytes: dicts, lists, texts, numbers, None, and arrays of NUMBERS.

    Raises TypeError or ValueError for anything else.
    """
    data = []

    def describe_array(value):
        if not isinstance(value, np.ndarray) or value.dtype.str not in NUMBERS:
            raise TypeError(f"{describe(value)} cannot be sent; send numbers, texts and arrays.")
        data.append(value.tobytes())
        return {"dtype": value.dtype.str, "shape": value.shape}

    text = json.dumps(message, default=describe_array, allow_nan=False).encode()
    body = b"".join(data)
    return PREFIX.pack(len(text), len(body)) + text + body


def decode(text: bytes, data: bytes):
    """Return the message that :func:`encode` made these two parts from.

    No array is made before its size is known to agree with the data that is there. Raises
    ValueError (or RecursionError) for parts that do not belong together.
    """
    used = 0

    def array(fields: dict):
        nonlocal used
        if fields.keys() != {"dtype", "shape"}:
            return fields
        dtype, shape = fields["dtype"], fields["shape"]
        if not (isinstance(dtype, str) and dtype in NUMBERS and _is_shape(shape)):
            raise ValueError("An array has an impossible type or shape.")
        start, used = used, used + math.prod(shape) * np.dtype(dtype).itemsize
        if used > len(data):
            raise ValueError("An array claims more data than there is.")
        if dtype == "|b1" and data[start:used].strip(b"\0\1"):
            raise ValueError("A truth value is neither true nor false.")
        return np.ndarray(shape, dtype, buffer=data, offset=start).copy()

    message = json.loads(str(text, "utf-8"), object_hook=array, parse_constant=_refuse)
    if used != len(data):
        raise ValueError("There is more data than the arrays claim.")
    return message


def _is_shape(shape) -> bool:
    return (
        isinstance(shape, list)
        and len(shape) <= MOST_AXES
        and all(type(size) is int and 0 <= size < MOST_ALONG_AN_AXIS for size in shape)
    )


def _refuse(constant):
    raise ValueError(f"{constant} is no number of JSON.")


# Calls.


def call_function(function, arguments: list, outputs: int, copies: list | None = None) -> dict:
    """Call ``function`` with copies of ``arguments`` and say in plain data what happened.

    Somebody else may make the ``copies``, to look at them after the call by himself.

    The result has a ``status``: "returned", "raised" or "out of memory". After a return there
    are ``values``, one for each of ``outputs`` if there are that many, each a plain array of
    numbers or a description in words; ``returned``, the whole in words; and ``changed``, the
    positions of the arrays among the arguments that the call wrote into. Otherwise there is
    ``raised``, the exception in words. Warnings are ignored.
    """
    if copies is None:
        copies = [copy.deepcopy(argument) for argument in arguments]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            value = function(*copies)
            values, returned = _as_values(value, outputs), describe(value)
    except BaseException as error:
        return _stopped(error, _first_file())
    changed = [
        position
        for position, (before, after) in enumerate(zip(arguments, copies, strict=True))
        if isinstance(before, np.ndarray) and not _same(before, after)
    ]
    return {"status": "returned", "values": values, "returned": returned, "changed": changed}


def _as_values(value, outputs: int) -> list:
    if outputs == 1:
        return [as_array(value)]
    if isinstance(value, (tuple, list)) and len(value) == outputs:
        return [as_array(item, one_of_several=True) for item in value]
    return []


def as_array(value, one_of_several: bool = False):
    """Return ``value`` as a plain new array of one of the types in NUMBERS, or else in words.

    A tuple of numbers, or of tuples of them, is an array too. One of arrays is an array only as
    ``one_of_several`` returned values: alone, it is several values where one was asked for.
    """
    if isinstance(value, tuple) and not one_of_several and not _is_row(value):
        return describe(value)
    try:
        array = np.asarray(value)
    except (TypeError, ValueError, OverflowError):
        return _describe_other(value)
    kind, size = array.dtype.kind, array.dtype.itemsize
    if kind not in "biufc":
        return _describe_other(value)
    if array.size * size > MOST_BYTES:
        return f"an array of {array.size} numbers, which is too large"
    if array.ndim > MOST_AXES or max(array.shape, default=0) >= MOST_ALONG_AN_AXIS:
        return f"an array of shape {array.shape}"[:MOST_CHARACTERS]
    plain = {"f": f"<f{min(size, 8)}", "c": f"<c{min(size, 16)}"}.get(kind, f"<{kind}{size}")
    return np.array(array, dtype=plain, order="C")


def _is_row(value, axes: int = MOST_AXES) -> bool:
    """Whether ``value`` is a tuple that holds numbers alone, or such tuples."""
    return (
        type(value) is tuple
        and value != ()
        and axes > 0
        and all(isinstance(each, _NUMBER) or _is_row(each, axes - 1) for each in value)
    )


def describe(value) -> str:
    """Return what ``value`` is, in a few words: "nothing", "a tuple of 2 values", "a str"."""
    if value is None:
        return "nothing"
    if isinstance(value, np.ndarray):
        return "an array"
    if isinstance(value, _NUMBER):
        return "a number"
    name = type(value).__name__[:60]
    if isinstance(value, (tuple, list)):
        count = len(value)
        return f"a {name} of {count} value{'' if count == 1 else 's'}"
    return f"{'an' if name[:1] in 'aeiouAEIOU' else 'a'} {name}"


def _describe_other(value) -> str:
    """Return what ``value`` is, in words that say why it is no array of numbers."""
    if isinstance(value, np.ndarray):
        return f"an array of dtype {value.dtype.name[:60]}"
    if isinstance(value, (tuple, list)):
        return f"{describe(value)}, which is no array of numbers"
    if isinstance(value, int):
        return "a whole number of more than 64 bits"
    return describe(value)


def _same(before: np.ndarray, after: np.ndarray) -> bool:
    return (
        before.shape == after.shape
        and before.dtype == after.dtype
        and before.tobytes() == after.tobytes()
    )


def _first_file() -> str | None:
    """Return the file or cell of the function whose call has just failed, if it has one."""
    below = sys.exc_info()[2].tb_next
    return below.tb_frame.f_code.co_filename if below else None


def _stopped(error: BaseException, file: str | None) -> dict:
    """Say in plain data what was raised, and by which line of ``file``."""
    raised = {"type": "Exception", "message": "", "line": None, "code": ""}
    try:
        raised["type"] = type(error).__name__[:60]
        for frame, number in traceback.walk_tb(sys.exc_info()[2]):
            if frame.f_code.co_filename == file:
                raised["line"] = number
        message = str(error)
        if isinstance(error, SyntaxError) and error.filename == file:
            message, raised["line"] = error.msg, error.lineno
        if raised["line"]:
            line = linecache.getline(file, raised["line"])
            raised["code"] = line.strip()[:MOST_CHARACTERS]
        raised["message"] = message[:MOST_CHARACTERS]
    except BaseException:
        pass  # an exception may be made so that it cannot be read; what was read stands
    return {
        "status": "out of memory" if isinstance(error, MemoryError) else "raised",
        "raised": raised,
    }


# The program.


def prepare(source: str, settings: dict) -> dict:
    """Call the function ``prepare`` of a trusted file, given as text."""
    definitions = {"__name__": "preparation"}
    exec(compiled(source), definitions)
    definitions["prepare"](**settings)
    return {"status": "returned"}


@functools.cache
def compiled(source: str) -> types.CodeType:
    """Return a trusted file's code, which a process that is forked need not make again."""
    return compile(source, "<preparation>", "exec")


def run_cell(name: str, source: str) -> dict:
    """Run one cell in the notebook's namespace, so that tracebacks know its lines.

    As in Jupyter, a cell may wait for coroutines.
    """
    file = f"<{name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    try:
        code = compile(source, file, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        waiting = eval(code, sys.modules["__main__"].__dict__)
        if code.co_flags & inspect.CO_COROUTINE:
            asyncio = importlib.import_module("asyncio")  # slow to import, and rarely needed
            asyncio.run(waiting)
    except BaseException as error:
        return _stopped(error, file)
    return {"status": "returned"}


def call(function: str, arguments: list, outputs: int) -> dict:
    """Call the function of that name in the notebook's namespace."""
    found = sys.modules["__main__"].__dict__.get(function)
    if not callable(found):
        return {"status": "missing"}
    copies = [_in_memory(argument) for argument in arguments]
    return call_function(found, [copy.deepcopy(each) for each in copies], outputs, copies)


def share(descriptor: int, size: int) -> dict:
    """Take the memory in which the arrays of a call lie: the grader looks at them there."""
    global _memory
    _memory = mmap.mmap(descriptor, size)
    return {"status": "returned"}


_memory: mmap.mmap | None = None


def _in_memory(argument):
    """Return the array that is described to lie in the shared memory, or what else it is."""
    if not isinstance(argument, dict):
        return argument
    return np.ndarray(argument["sizes"], argument["type"], _memory, argument["at"])


def serve(requests: int, replies: int) -> None:
    """Answer the requests of one descriptor on another until there are no more."""
    actions = {"prepare": prepare, "share": share, "run": run_cell, "call": call}
    while prefix := _read(requests, PREFIX.size):
        text_size, data_size = PREFIX.unpack(prefix)
        request = decode(_read(requests, text_size), _read(requests, data_size))
        nonce, action = request.pop("nonce"), actions[request.pop("do")]
        reply = encode({"nonce": nonce, **action(**request)})
        while reply:
            reply = reply[os.write(replies, reply) :]


def _read(descriptor: int, size: int) -> bytes:
    """Return the next ``size`` bytes, or fewer where they end."""
    data = b""
    while len(data) < size and (more := os.read(descriptor, size - len(data))):
        data += more
    return data


def main() -> None:
    """Take descriptors 0 and 1 for requests and replies, and answer."""
    requests, replies = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.modules["__main__"] = types.ModuleType("__main__")
    status = 1
    try:
        serve(requests, replies)
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        # Without waiting for threads that untrusted code may have left behind.
        os._exit(status)


if __name__ == "__main__":
    main()
