"""Call a function that a learner wrote, and say in words what is wrong with what it returns."""

import html
import traceback
from numbers import Number

import numpy as np

from unrolled.widgets.templates import shown

RELATIVE, ABSOLUTE = 1e-4, 1e-5  # float32 is right, too
SHAPE = (1, 1)  # batch 1, units 1
SYMBOLS = {
    f"{state}_t": f"<span class='symbol'>{state} <sub>t</sub></span>" for state in ("h", "c")
}


class WrongAnswer(Exception):
    """The function did not return what it has to; the message says why."""


def call(function, arguments, outputs):
    """Return what ``function`` returns for ``arguments``, as numbers by the names ``outputs``.

    Raises WrongAnswer when it raises, or returns something else than an array of shape (1, 1) for
    each output.
    """
    name = getattr(function, "__name__", "the function")
    try:
        returned = function(*arguments)
    except (Exception, KeyboardInterrupt) as error:
        raise WrongAnswer(f"{name} raised {_in_words(error)}{_place(error, function)}") from None
    if len(outputs) == 1:
        returned = (returned,)
    elif not isinstance(returned, (tuple, list)) or len(returned) != len(outputs):
        raise WrongAnswer(
            f"{name} must return {len(outputs)} arrays, {' and '.join(outputs)}, "
            f"but it returned {_kind(returned)}."
        )
    return {output: _number(output, value) for output, value in zip(outputs, returned, strict=True)}


def marked_ends(yours, right):
    """Return what the drawing writes at the outgoing wires: a sign where a number is wrong."""
    return {
        name: shown(value) if _equal(value, right[name]) else f"≠ {shown(value)}"
        for name, value in yours.items()
    }


def report_values(yours, right):
    """Return a table of both, as HTML: what the function returned, what is right, how they differ.

    ``yours``, ``right``: numbers by the names of the outputs.
    """
    titles = ("output", "yours", "right", "comparison")
    head = "".join(f'<th scope="col">{title}</th>' for title in titles)
    rows = "".join(_row(name, yours[name], right[name]) for name in right)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def report_problem(problem):
    """Return the sentence on what went wrong, as HTML."""
    return f"<p><strong>No values.</strong> {html.escape(str(problem))}</p>"


def _row(name, yours, right):
    cells = "".join(f"<td>{shown(value)}</td>" for value in (yours, right))
    return (
        f'<tr><th scope="row">{SYMBOLS[name]}</th>{cells}<td>{_comparison(yours, right)}</td></tr>'
    )


def _comparison(yours, right):
    if _equal(yours, right):
        return "= the same"
    distance = abs(yours - right)
    how_much = f"by {shown(distance)}" if distance >= 0.001 else "by less than 0.001"
    return f"<strong>≠ too {'large' if yours > right else 'small'}</strong> {how_much}"


def _equal(yours, right):
    return bool(np.isclose(yours, right, RELATIVE, ABSOLUTE))


def _number(name, value):
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise WrongAnswer(f"{name} must hold numbers, but it is {_kind(value)}.") from None
    if array.shape != SHAPE:
        raise WrongAnswer(
            f"{name} must have the shape (batch, units), which is {SHAPE} here, but "
            f"{'it is one plain number' if array.shape == () else f'its shape is {array.shape}'}."
        )
    if not np.isfinite(array).all():
        raise WrongAnswer(f"{name} is not a finite number: it is {array.item()}.")
    return array.item()


def _kind(value):
    if value is None:
        return "None; does it end with return?"
    if isinstance(value, (tuple, list)):
        return f"{len(value)} values"
    if isinstance(value, np.ndarray):
        return f"one array of shape {value.shape}"
    return "one number" if isinstance(value, Number) else f"a {type(value).__name__}"


def _in_words(error):
    text = str(error).strip()
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _place(error, function):
    """Return the line of the function in which an error arose; nothing where nobody knows."""
    code = getattr(function, "__code__", None)
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame for frame in frames if code and frame.filename == code.co_filename]
    return f", in the line: {lines[-1].line}" if lines and lines[-1].line else "."
