"""The axes of an output in words: what one entry along them is called, and how some are named."""

from collections.abc import Sequence
from dataclasses import dataclass

_NOUNS = {
    "batch": ("sample", "samples"),
    "time": ("time step", "time steps"),
    "features": ("feature", "features"),
    "units": ("unit", "units"),
    "classes": ("class", "classes"),
    "axes": ("axis", "axes"),
}
_OTHER_NOUN = ("column", "columns")

# Axes on which blocks of units lie side by side: what a block is called, and their names in order.
_BLOCKS = {
    "2 units": (("half", "halves"), ("1 (forward)", "2 (backward)")),
    "3 units": (("block", "blocks"), ("z", "r", "h")),
    "4 units": (("block", "blocks"), ("i", "f", "c", "o")),
}
# So many entries are named one by one, where they do not follow each other.
_MOST_NAMED = 4


@dataclass(frozen=True)
class Axis:
    """One axis: the name of an entry along it, for one and for several, and how many there are.

    ``labels`` are the entries' names where they have other ones than their numbers.
    """

    one: str
    several: str
    size: int
    labels: tuple[str, ...] = ()

    def some(self, indices: Sequence[int]) -> str:
        """Return the entries with these numbers in words: "time steps 2 to 4", "block f"."""
        first, last = indices[0], indices[-1]
        if len(indices) == 1:
            return f"{self.one} {self._label(first)}"
        if len(indices) > 2 and last - first == len(indices) - 1 and not self.labels:
            return f"{self.several} {first} to {last}"
        if len(indices) > _MOST_NAMED:
            return f"{len(indices)} of the {self.size} {self.several}"
        *others, end = map(self._label, indices)
        return f"{self.several} {', '.join(others)} and {end}"

    def _label(self, index):
        return self.labels[index] if self.labels else str(index)


def blocks(name: str, size: int) -> tuple[str, ...]:
    """Return the names of the blocks that lie side by side on an axis, or () without blocks."""
    _, labels = _BLOCKS.get(name, (None, ()))
    return labels if labels and size % len(labels) == 0 else ()


def axes(names: Sequence[str], shape: Sequence[int]) -> list[Axis]:
    """Return the axes of an array, where an axis of blocks counts as two: its blocks, its units.

    Where there are more or fewer names than axes, no axis has a name.
    """
    if len(names) != len(shape):
        return [Axis("entry", "entries", size) for size in shape]
    found = []
    for name, size in zip(names, shape, strict=True):
        labels = blocks(name, size)
        if labels:
            found += [Axis(*_BLOCKS[name][0], len(labels), labels)]
            found += [Axis(*_NOUNS["units"], size // len(labels))]
        else:
            found += [Axis(*_NOUNS.get(name, _OTHER_NOUN), size)]
    return found
