"""An array as a drawing of its axes, as arrayDrawing in shape_explorer.js makes it too."""

CELL = 9  # in units of the drawing
MOST_CELLS = 8  # along an axis; longer ones are cut, and the label has their size
MOST_SHEETS = 4
SHIFT = 5  # from one sheet to the next
LEFT = 26


def array_drawing(name, axes):
    """Return an SVG: the last axis to the right, the one before downwards, a third one backwards.

    ``axes``: for each axis its name, its size, and how many equal parts stand side by side in it.
    """
    columns, rows, *sheets = reversed(axes)
    across, down = min(columns[1], MOST_CELLS), min(rows[1], MOST_CELLS)
    width, height, top = across * CELL, down * CELL, 34 if sheets else 8
    grid = "".join(f"M{LEFT + i * CELL} {top}v{height}" for i in range(across + 1))
    grid += "".join(f"M{LEFT} {top + i * CELL}h{width}" for i in range(down + 1))
    middle = f"M{LEFT + width / 2:g} {top - 4}v{height + 8}"
    halves = f'<path class="halves" d="{middle}"/>' if columns[2] == 2 else ""
    corner = f"translate({LEFT - 8} {top}) rotate(-90)"
    return (
        f'<svg viewBox="0 0 130 {max(70, top + height + 22)}" role="img" '
        f'aria-label="{name}, an array drawn as a grid: {", ".join(map(_label, axes))}">'
        f'<path d="{grid}{_behind(sheets, top, width, height)}"/>{halves}'
        + "".join(f'<text x="{LEFT}" y="14">{_label(axis)}</text>' for axis in sheets)
        + f'<text transform="{corner}" class="end">{_label(rows)}</text>'
        f'<text x="{LEFT}" y="{top + height + 16}">{_label(columns)}</text></svg>'
    )


def _behind(sheets, top, width, height):
    """Return the edges of the sheets that look out behind the first one."""
    edges = ""
    for _, size, _ in sheets:
        for k in range(1, min(size, MOST_SHEETS)):
            x, y = LEFT + k * SHIFT, top - k * SHIFT
            edges += f"M{x} {y + SHIFT}V{y}h{width}v{height}h{-SHIFT}"
    return edges


def _label(axis):
    name, size, parts = axis
    return f"{name} {size // 2} + {size // 2}" if parts == 2 else f"{name} {size}"
