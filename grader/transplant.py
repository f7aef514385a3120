"""Set the text of a submission's answers into the course's own copy of the notebook.

Nothing of a submission but text is taken: metadata, tags, check cells, locked cells, outputs
and the order of cells are always those of the release.
"""

import copy
import re
from collections import defaultdict
from dataclasses import dataclass, field

from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from grader.flag import Flag, FlagKind
from grader.reader import Submitted, SubmittedCell, Unreadable, read, same_text
from grader.sandbox.session import SourceCell

# Translating one line of IPython's syntax reads its whole cell again: so many characters in all.
MOST_READ = 300_000
# What IPython translates has one of these signs, or begins a line so. Most cells have none.
_MAY_BE_IPYTHON = re.compile(r"[%!?]|^[ \t]*(?:[/,;]|>>>|\.\.\.|In|\[)", re.MULTILINE)

_NBGRADER_KEYS = ("grade", "solution", "locked", "task", "points")

_SENTENCES = {
    FlagKind.MISSING: "These cells are missing and are shown as they were released: {}.",
    FlagKind.DUPLICATED: "These cells are there more than once, and a changed copy ran too: {}.",
    FlagKind.EDITED: "These locked cells were changed and are shown as they were released: {}.",
    FlagKind.RETAGGED: "The metadata of these cells was changed, but the released one counts: {}.",
    FlagKind.RETYPED: "The type of these cells was changed, but the released one counts: {}.",
    FlagKind.LEFT_OUT: "Pictures or files attached to these cells are left out: {}.",
}


@dataclass(frozen=True)
class Transplanted:
    """What grading goes on with.

    ``notebook`` is the release with the answers' text in it and the student's own cells in
    their places; ``cells`` is the code to run before the answers are called, in order.
    """

    notebook: NotebookNode
    cells: list[SourceCell]
    flags: list[Flag]


def transplant(release: NotebookNode, submitted: bytes) -> Transplanted:
    """Return the release with the text of the submission's answers in it. Never raises."""
    try:
        given = read(submitted)
    except Unreadable as error:
        return Transplanted(*_assemble(release, _Match()), [Flag(FlagKind.UNREADABLE, str(error))])
    match = _match(release, given)
    flags = _flags(release, match)
    if match.moved:
        flags.append(Flag(FlagKind.MOVED, "The cells are not in the order of the release."))
    if given.language and given.language.lower() != "python":
        sentence = "The notebook was saved with a kernel that is not Python."
        flags.append(Flag(FlagKind.KERNEL, sentence))
    return Transplanted(*_assemble(release, match), flags)


def is_answer(cell: NotebookNode) -> bool:
    """Whether a cell of the release is one that the student writes."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution"))


def is_check(cell: NotebookNode) -> bool:
    """Whether a cell of the release is one that carries the mark of a question."""
    return (
        cell.cell_type == "code"
        and bool(cell.metadata.get("nbgrader", {}).get("grade"))
        and not is_answer(cell)
    )


def grade_id(cell: NotebookNode) -> str:
    """Return the name that nbgrader knows a cell of the release by, or "" if it has none."""
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


@dataclass
class _Match:
    """Which submitted cell belongs to which cell of the release, by position in the release."""

    found: dict[int, SubmittedCell] = field(default_factory=dict)
    added: dict[int, list[SubmittedCell]] = field(default_factory=lambda: defaultdict(list))
    duplicated: list[int] = field(default_factory=list)
    moved: bool = False


def _match(release, given: Submitted) -> _Match:
    match = _Match()
    position_of = _finder(release, given)
    last = -1  # the nearest known cell above: -1 is the top of the notebook
    for cell in given.cells:
        position = position_of(cell)
        if position is None:
            if cell.source.strip():
                match.added[last].append(cell)
        elif position in match.found:
            match.duplicated.append(position)
            copies = (release.cells[position].source, match.found[position].source)
            if not any(same_text(cell.source, known) for known in copies):
                match.added[last].append(cell)
        else:
            match.found[position] = cell
            match.moved |= position < last
            last = position
    return match


def _finder(release, given):
    """Return the function that finds a submitted cell's position in the release, or None."""
    named = {grade_id(cell): at for at, cell in enumerate(release.cells) if grade_id(cell)}
    unnamed = {cell.source: at for at, cell in enumerate(release.cells) if not grade_id(cell)}
    present = {cell.grade_id for cell in given.cells}
    # Some programs drop nbgrader's metadata and keep the cell's id, which is the same word.
    by_id = {cell.get("id"): at for at, cell in enumerate(release.cells) if grade_id(cell)}

    def position_of(cell):
        if cell.grade_id in named:
            return named[cell.grade_id]
        if cell.id in by_id and grade_id(release.cells[by_id[cell.id]]) not in present:
            return by_id[cell.id]
        return unnamed.get(cell.source)

    return position_of


def _flags(release, match):
    positions = {
        FlagKind.MISSING: [
            at for at, cell in enumerate(release.cells) if grade_id(cell) and at not in match.found
        ],
        FlagKind.DUPLICATED: match.duplicated,
    }
    for kind, differs in _DIFFERENCES.items():
        positions[kind] = [
            at for at, cell in match.found.items() if differs(release.cells[at], cell)
        ]
    return [
        Flag(kind, _SENTENCES[kind].format(_names(release, found)))
        for kind, found in positions.items()
        if found
    ]


def _names(release, positions):
    return ", ".join(grade_id(release.cells[at]) or "a text" for at in sorted(set(positions)))


def _is_edited(released, cell):
    return not is_answer(released) and not same_text(released.source, cell.source)


def _is_retagged(released, cell):
    if not grade_id(released):
        return False
    expected = released.metadata.nbgrader
    return (
        cell.grade_id != grade_id(released)
        or any(cell.nbgrader.get(key, False) != expected.get(key, False) for key in _NBGRADER_KEYS)
        or cell.tags != tuple(sorted(released.metadata.get("tags", ())))
    )


def _is_retyped(released, cell):
    return cell.type != released.cell_type


def _has_attachments(_, cell):
    return cell.has_attachments


_DIFFERENCES = {
    FlagKind.EDITED: _is_edited,
    FlagKind.RETAGGED: _is_retagged,
    FlagKind.RETYPED: _is_retyped,
    FlagKind.LEFT_OUT: _has_attachments,
}


def _assemble(release, match):
    """Return the notebook, and the cells to run."""
    notebook = copy.deepcopy(NotebookNode({**release, "cells": []}))
    notebook.cells = _added_cells(match.added[-1], 0)
    for at, released in enumerate(release.cells):
        cell = copy.deepcopy(released)
        if is_answer(cell) and at in match.found:
            cell.source = match.found[at].source
        notebook.cells.append(cell)
        notebook.cells += _added_cells(match.added[at], len(notebook.cells))
    absent = {grade_id(cell) for at, cell in enumerate(release.cells) if at not in match.found}
    return notebook, _cells_to_run(notebook, absent)


def _added_cells(cells, start):
    return [
        new_code_cell(cell.source, id=f"added-{start + at}")
        if cell.type == "code"
        else new_markdown_cell(cell.source, id=f"added-{start + at}")
        for at, cell in enumerate(cells)
    ]


def _cells_to_run(notebook, absent):
    # The stub of an answer that was deleted is not run: it would undo an answer elsewhere.
    code = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code"
        and not is_check(cell)
        and not (is_answer(cell) and grade_id(cell) in absent)
    ]
    translator = _Translator()
    return [
        SourceCell(grade_id(cell) or cell.id, translator.as_python(cell.source)) for cell in code
    ]


class _Translator(TransformerManager):
    """Makes plain Python of IPython's own syntax (magics, prompts), within reason."""

    def __init__(self):
        super().__init__()
        self._left = MOST_READ

    def as_python(self, source):
        """Return ``source`` as plain Python, or as it is where that would take too long."""
        if not source[:1].isspace() and not _MAY_BE_IPYTHON.search(source):
            return source
        try:
            return self.transform_cell(source)
        except Exception:  # whatever is wrong with the source, the sandbox reports it
            return source

    def do_one_token_transform(self, lines):
        """Translate one line, which reads them all."""
        self._left -= sum(map(len, lines))
        if self._left < 0:
            raise ValueError("There is too much to translate.")
        return super().do_one_token_transform(lines)
