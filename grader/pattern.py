"""What the wrong entries of an output have in common: a gate, a time step, a sample."""

from collections.abc import Sequence

import numpy as np

from grader.axes import Axis, axes
from grader.compare import Finding
from grader.exercise import Output
from grader.verdict import Pattern

FEWEST_ENTRIES = 4  # fewer need no pattern: the first difference says it all
MOST_ENTRIES = 512  # more make no picture
MOST_SLICES = 4
MOST_PLACES = 3


def first_pattern(outputs: Sequence[Output], findings: Sequence[Finding | None]) -> Pattern | None:
    """Return the pattern of the first output that has one, of the findings on one call."""
    patterns = (
        pattern_of(output, finding.differs)
        for output, finding in zip(outputs, findings, strict=True)
        if finding
    )
    return next(filter(None, patterns), None)


def pattern_of(output: Output, differs: np.ndarray | None) -> Pattern | None:
    """Return the pattern of the entries that differ.

    None where there is none: where every entry differs, or where there are few of them at all.
    """
    if differs is None or differs.size < FEWEST_ENTRIES or differs.all() or not differs.any():
        return None
    drawn = differs.size <= MOST_ENTRIES and len(output.axes) == differs.ndim
    return Pattern(
        output.name,
        output.axes,
        differs.shape,
        "".join("01"[int(each)] for each in differs.flat) if drawn else "",
        f"In {output.name}, {_in_words(output, differs)}.",
    )


def _in_words(output, differs):
    along = axes(output.axes, differs.shape)
    wrong = differs.reshape([axis.size for axis in along])
    # An axis with one entry says nothing about where the wrong ones are.
    long = [axis for axis in along if axis.size > 1]
    wrong = wrong.reshape([axis.size for axis in long])
    if _is_box(wrong):
        return _box(long, wrong)
    places = np.argwhere(differs)
    if len(places) <= MOST_PLACES:
        return f"the wrong entries are {', '.join(str(place.tolist()) for place in places)}"
    for position, axis in enumerate(long):
        slices = np.moveaxis(wrong, position, 0)
        if len(slices) <= MOST_SLICES and all(map(_is_box, slices)):
            return _slices(axis, long[:position] + long[position + 1 :], slices)
    return _scattered(long, wrong)


def _chosen(wrong: np.ndarray) -> list[np.ndarray]:
    """Return, for each axis, the numbers of its entries under which something is wrong."""
    every = range(wrong.ndim)
    return [
        np.flatnonzero(wrong.any(axis=tuple(other for other in every if other != axis)))
        for axis in every
    ]


def _is_box(wrong):
    """Whether everything is wrong under the chosen entries of the axes."""
    return bool(wrong[np.ix_(*_chosen(wrong))].all())


def _box(along: list[Axis], wrong) -> str:
    """Return a box in words: "time steps 2 to 4 are wrong in every sample"."""
    chosen = _chosen(wrong)
    bounded = [i for i, axis in enumerate(along) if len(chosen[i]) < axis.size]
    # The last axis first: "unit 1 of time steps 2 to 4 of sample 0".
    subject = " of ".join(along[i].some(chosen[i]) for i in reversed(bounded))
    verb = "is wrong" if len(chosen[bounded[-1]]) == 1 else "are wrong"
    return f"{subject} {verb}{_in_every(axis for i, axis in enumerate(along) if i not in bounded)}"


def _in_every(whole) -> str:
    names = [axis.one for axis in whole]
    together = " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
    return f" in every {together}" if names else ""


def _slices(axis: Axis, others: list[Axis], slices) -> str:
    """Return one box for each entry of ``axis``: "in sample 0: time steps 3 and 4; ..."."""
    chosen = [_chosen(each) for each in slices]
    wrong = [each for each, part in zip(chosen, slices, strict=True) if part.any()]
    whole = [
        i for i, other in enumerate(others) if all(len(each[i]) == other.size for each in wrong)
    ]
    bounded = [i for i in range(len(others)) if i not in whole]

    def told(each, part):
        if not part.any():
            return "none"
        if part.all():
            return "all"
        return " of ".join(others[i].some(each[i]) for i in reversed(bounded))

    parts = [
        f"in {axis.some([number])}: {told(each, part)}"
        for number, (each, part) in enumerate(zip(chosen, slices, strict=True))
    ]
    all_along = _in_every(others[i] for i in whole).replace(" in", ", each time in", 1)
    return f"the wrong entries are {'; '.join(parts)}{all_along}"


def _scattered(along, wrong) -> str:
    chosen = _chosen(wrong)
    bounded = [i for i, axis in enumerate(along) if len(chosen[i]) < axis.size]
    if bounded:
        parts = " and ".join(along[i].some(chosen[i]) for i in bounded)
        return f"all wrong entries lie in {parts}, among right ones"
    return "the wrong entries are spread over every axis, among right ones"
