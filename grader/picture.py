"""Draw the pattern of a wrong output: a grid of cells, as SVG in HTML that runs and loads nothing.

It is drawn without a plotting library, because importing one takes longer than the whole check.
"""

from collections.abc import Iterator
from html import escape

import numpy as np

from grader.axes import Axis, axes, blocks
from grader.verdict import Pattern

MOST_PANELS = 8
# A colour that keeps its contrast on a light and on a dark page; all else has that of the text.
_WRONG = "#d1652a"
_PITCH, _CELL, _GAP = 17, 14, 6
_LETTER, _LINE = 7, 15  # about as wide, and as high, as the text of a label
_MOST_LABELS = 20


def as_picture(pattern: Pattern | None) -> str:
    """Return the picture as an HTML element; its alternative text is the pattern's sentence.

    An array with three axes becomes one panel for each different slice, and equal slices share
    one. Returns "" where there is no pattern, or no picture of it.
    """
    if pattern is None or not pattern.wrong or len(pattern.shape) > 3:
        return ""
    wrong = np.array([each == "1" for each in pattern.wrong]).reshape(pattern.shape)
    panels = list(_panels(pattern.axes, wrong))
    if len(panels) > MOST_PANELS:
        return ""
    return (
        f'<div role="img" aria-label="{escape(pattern.words, quote=True)}" '
        f'style="margin: 0.4em 0 0 0">{"".join(panels)}<br>'
        f"<small>{escape(pattern.output)}: "
        f'<span style="color: {_WRONG}">☒</span> wrong, · right</small></div>'
    )


def _panels(names: tuple[str, ...], wrong: np.ndarray) -> Iterator[str]:
    if wrong.ndim < 3:
        yield _panel(("", *names)[-2:], np.atleast_2d(wrong), "")
        return
    across = min((0, 1), key=lambda axis: (len(_equal_slices(wrong, axis)), wrong.shape[axis]))
    axis = axes(names[across : across + 1], wrong.shape[across : across + 1])[0]
    others = (*names[:across], *names[across + 1 :])
    for numbers in _equal_slices(wrong, across):
        yield _panel(others, wrong.take(numbers[0], across), _title(axis, numbers))


def _equal_slices(wrong, axis) -> list[list[int]]:
    """Return the numbers of the slices along ``axis``, those of equal slices together."""
    found: dict[bytes, list[int]] = {}
    for number in range(wrong.shape[axis]):
        found.setdefault(wrong.take(number, axis).tobytes(), []).append(number)
    return list(found.values())


def _title(axis: Axis, numbers):
    return f"every {axis.one}" if len(numbers) == axis.size > 1 else axis.some(numbers)


def _panel(names: tuple[str, str], wrong: np.ndarray, title: str) -> str:
    """Return one grid: rows downwards, columns across, a gap after each block."""
    (down, across), (rows, columns) = names, wrong.shape
    of_rows, of_columns = _Line(down, rows), _Line(across, columns)
    left = _LETTER * (len(down) + 3) if down else 4
    top = _LINE * (3 if title else 2)
    right = [(left + x, top + y) for y, x in _places(of_rows, of_columns, ~wrong)]
    different = [(left + x, top + y) for y, x in _places(of_rows, of_columns, wrong)]
    half = _CELL // 2
    texts = [_text(left, _LINE - 4, title)] if title else []
    texts.append(_text(left, top - _LINE - 4, f"{across} →"))
    texts += [_text(left + at + half, top - 4, name, "middle") for at, name in of_columns.labels()]
    if down:
        texts.append(_text(left - 6, top - 4, f"{down} ↓", "end"))
        texts += [_text(left - 6, top + at + 11, name, "end") for at, name in of_rows.labels()]
    width = max(left + of_columns.length, left + _LETTER * max(len(title), len(across) + 2))
    height = top + of_rows.length
    return (
        f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        'style="margin: 0 1em 0 0; font: 11px sans-serif; max-width: 100%" fill="currentColor">'
        + "".join(texts)
        + _path(right, f"m{half} {half}h0", 'stroke="currentColor" stroke-width="4"')
        + _path(different, f"h{_CELL}v{_CELL}h-{_CELL}z", f'fill="{_WRONG}"')
        + _path(different, "m4 4l6 6m0-6l-6 6", 'stroke="#fff" stroke-width="2"')
        + "</svg>"
    )


class _Line:
    """Where the cells along one axis of a grid are, and how they are called."""

    def __init__(self, name: str, size: int):
        self._blocks, self._size = blocks(name, size), size
        self._each = size // max(len(self._blocks), 1)  # cells in a block
        self.length = self.at(size - 1) + _CELL

    def at(self, number: int) -> int:
        """Return where a cell begins."""
        return number * _PITCH + number // self._each * _GAP * bool(self._blocks)

    def labels(self) -> list[tuple[int, str]]:
        """Return the labels with the places of the cells that they stand at."""
        if self._blocks:
            middle = (self._each - 1) * _PITCH // 2
            starts = [self.at(i * self._each) for i in range(len(self._blocks))]
            return [
                (start + middle, name.split()[0])
                for start, name in zip(starts, self._blocks, strict=True)
            ]
        step = 1 if self._size <= _MOST_LABELS else 10
        return [(self.at(number), str(number)) for number in range(0, self._size, step)]


def _places(rows: _Line, columns: _Line, cells: np.ndarray) -> list[tuple[int, int]]:
    return [(rows.at(int(row)), columns.at(int(column))) for row, column in np.argwhere(cells)]


def _path(places, shape: str, style: str) -> str:
    line = "".join(f"M{x} {y}{shape}" for x, y in places)
    return f'<path d="{line}" stroke-linecap="round" {style}/>' if places else ""


def _text(x: int, y: int, text: str, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
