"""Compare one returned value with the reference: type, then shape, then values."""

from dataclasses import dataclass, field

import numpy as np

from grader.axes import axes
from grader.exercise import Output
from grader.verdict import Difference


@dataclass(frozen=True)
class Finding:
    """What is wrong with one output, as a sentence that teaches.

    ``differs`` says of each entry whether it is wrong, where the shape is right.
    """

    output: str
    sentence: str
    difference: Difference | None = None
    differs: np.ndarray | None = field(default=None, compare=False)


def compare(
    output: Output, expected: np.ndarray, got: np.ndarray | str, rtol: float, atol: float
) -> Finding | None:
    """Return what is wrong with ``got``, or None when it agrees with ``expected``.

    Numbers agree when ``|got - expected| <= atol + rtol * |expected|`` in every entry.
    ``got`` is a description in words where the value was no array of numbers.
    """
    wrong_type = _wrong_type(output, got)
    if wrong_type:
        return Finding(output.name, wrong_type)
    if got.shape != expected.shape:
        return Finding(output.name, _wrong_shape(output, expected.shape, got.shape))
    differs = ~np.isclose(got, expected, rtol=rtol, atol=atol)
    if not differs.any():
        return None
    infinite = ~np.isfinite(got)
    if infinite.any():
        sentence, first = _not_finite(output, got), infinite
    else:
        sentence, first = _wrong_values(output, expected, got, differs), differs
    return Finding(output.name, sentence, _difference(output, expected, got, first), differs)


def _wrong_type(output, got):
    if isinstance(got, str):
        return f"{output.name} must be {_in_words(output)}, but {got} came back."
    if got.dtype.kind == "c":
        return f"{output.name} holds complex numbers, but every number here is real."
    return ""


def _in_words(output):
    if not output.axes:
        return "a number"
    return f"an array of shape ({', '.join(output.axes)})"


def _wrong_shape(output, expected, got):
    if not expected:
        return f"{output.name} must be a single number, but it has the shape {got}."
    named = f"({', '.join(output.axes)}) = {expected}" if output.axes else f"{expected}"
    sentence = f"{output.name} must have the shape {named}, but it has the shape {got}."
    if len(got) == len(expected) > 1 and got == expected[::-1]:
        return sentence + " The axes are transposed."
    if got == expected[1:] and output.axes[:1] == ("batch",):
        return sentence + " The batch axis is missing: keep one row for each sample."
    if len(got) == len(expected) + 1:
        return sentence + " There is one axis too many."
    return sentence


def _not_finite(output, got):
    kind = "nan (not a number)" if np.isnan(got).any() else "infinity"
    return (
        f"{output.name} contains {kind}. "
        "Look for an overflow, a division by zero or an array that was never filled."
    )


def _wrong_values(output, expected, got, differs):
    sentence = f"{int(differs.sum())} of the {differs.size} entries of {output.name} are wrong."
    if differs.size == 1:
        sentence = f"The value of {output.name} is wrong."
    elif differs.all():
        sentence = f"Every entry of {output.name} is wrong."
    if got.dtype.kind in "iub" and not np.array_equal(expected, np.round(expected)):
        return sentence + (
            f" {output.name} holds whole numbers only: an array made with an integer type "
            "cuts off every fraction that is written into it."
        )
    if "time" in output.axes and len(output.axes) == differs.ndim:
        return sentence + _first_wrong_step(differs, output.axes.index("time"))
    return sentence


def _first_wrong_step(differs, axis):
    others = tuple(other for other in range(differs.ndim) if other != axis)
    first = int(np.argmax(differs.any(axis=others)))
    if first == 0:
        return " It goes wrong from time step 0 on."
    if first == 1:
        return " Time step 0 is right; the first wrong time step is 1."
    return f" The time steps 0 to {first - 1} are right; the first wrong time step is {first}."


def _difference(output, expected, got, differs):
    index = tuple(int(i) for i in np.argwhere(differs)[0])
    return Difference(
        where=_place(output, index, differs.shape),
        expected=_number(expected[index]),
        got=_number(got[index]),
    )


def _place(output, index, shape):
    if not index:
        return output.name
    brackets = ", ".join(map(str, index))
    along = axes(output.axes, shape)
    numbers = np.unravel_index(np.ravel_multi_index(index, shape), [axis.size for axis in along])
    words = ", ".join(axis.some([int(i)]) for axis, i in zip(along, numbers, strict=True))
    return f"{output.name}[{brackets}] ({words})"


def _number(value):
    return f"{value:.6g}"
