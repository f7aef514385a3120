"""The rehearsal class: who hands in what, and the marks that it must get."""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from grader import rehearsal_answers as answers
from grader.flag import FlagKind
from grader.transplant import grade_id, is_answer, is_check


@dataclass(frozen=True)
class Pupil:
    """One submission of the rehearsal class.

    ``shares`` is what each question must earn, as a part of its points; ``misconceptions``
    names the known mistake that must be recognised, ``flags`` the flags that must be raised.
    """

    name: str
    why: str
    submission: bytes
    shares: dict[str, float]
    misconceptions: dict[str, str] = field(default_factory=dict)
    flags: frozenset[FlagKind] = frozenset()


def pupils(release: NotebookNode, solution: NotebookNode) -> Iterator[Pupil]:
    """Yield the class for the exercise lstm-gates, made from its two notebooks."""
    desk = _Desk(release, solution)
    yield from _right(desk)
    yield from _incomplete(desk)
    yield from _mistaken(desk)
    yield from _in_disorder(desk)
    yield from _hostile(desk)


class _Desk:
    """What a pupil starts from: the released notebook, and all right answers."""

    def __init__(self, release, solution):
        self.release = release
        self.right = {grade_id(cell): cell.source for cell in solution.cells if is_answer(cell)}
        self.right |= answers.WRITTEN
        self.questions = [
            grade_id(cell).removesuffix("-check") for cell in release.cells if is_check(cell)
        ]

    def notebook(self, answered: dict[str, str]) -> NotebookNode:
        """Return the release with these answers in it."""
        notebook = copy.deepcopy(self.release)
        for cell in notebook.cells:
            if is_answer(cell):
                cell.source = answered.get(grade_id(cell), cell.source).strip("\n")
        return notebook

    def right_but(self, **answered: str) -> NotebookNode:
        """Return the release with all right answers except these."""
        return self.notebook({**self.right, **answered})

    def shares(self, default: float = 1, **others: float) -> dict[str, float]:
        """Return a share for every question: ``default``, or another one where given."""
        return {question: others.get(question, default) for question in self.questions}


def _bytes(notebook: NotebookNode) -> bytes:
    return nbformat.writes(notebook).encode()


def _cell(notebook: NotebookNode, name: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if grade_id(cell) == name)


def _insert_before(notebook: NotebookNode, name: str, source: str) -> None:
    at = notebook.cells.index(_cell(notebook, name))
    notebook.cells.insert(at, new_code_cell(source.strip("\n")))


def _right(desk):
    yield Pupil("right", "all answers right", _bytes(desk.right_but()), desk.shares())
    styled = desk.notebook({**desk.right, **answers.OTHER_STYLE})
    _insert_before(styled, "forget_gate", answers.HELPERS)
    _insert_before(styled, "forget_gate", "%matplotlib inline\nprint(np.__version__)")
    yield Pupil("other-style", "right in another style", _bytes(styled), desk.shares())
    yield Pupil(
        "writes-into-arguments",
        "right, but writes into the caller's arrays",
        _bytes(desk.right_but(cell_update=answers.WRITES_INTO_ARGUMENTS)),
        desk.shares(cell_update=0.9),
    )


def _incomplete(desk):
    yield Pupil("untouched", "nothing answered", _bytes(desk.notebook({})), desk.shares(0))
    half = desk.questions[: len(desk.questions) // 2]
    yield Pupil(
        "half-done",
        "the first half answered",
        _bytes(desk.notebook({name: desk.right[name] for name in half})),
        desk.shares(0, **dict.fromkeys(half, 1)),
    )


def _mistaken(desk):
    for question, (answer, misconception, share) in answers.MISTAKES.items():
        shares = desk.shares(**{question: share}, **answers.CALLERS.get(question, {}))
        yield Pupil(
            f"mistake-in-{question}",
            f"known mistake: {misconception}",
            _bytes(desk.right_but(**{question: answer})),
            shares,
            {question: misconception},
        )
    several = ("forget_gate", "cell_update", "lstm_step_backward", "parameter_counts")
    yield Pupil(
        "several-mistakes",
        "four known mistakes",
        _bytes(desk.right_but(**{name: answers.MISTAKES[name][0] for name in several})),
        desk.shares(
            **{name: answers.MISTAKES[name][2] for name in several},
            **answers.CALLERS["lstm_step_backward"],
        ),
        {name: answers.MISTAKES[name][1] for name in several},
    )
    yield Pupil(
        "raises",
        "one answer raises an exception",
        _bytes(desk.right_but(cell_update=answers.RAISES)),
        desk.shares(cell_update=0),
    )
    yield Pupil(
        "syntax-error",
        "one cell is not Python",
        _bytes(desk.right_but(forget_gate=answers.SYNTAX_ERROR)),
        desk.shares(forget_gate=0),
    )
    yield Pupil(
        "loops-for-ever",
        "one answer never ends",
        _bytes(desk.right_but(lstm_sequence=answers.LOOPS)),
        desk.shares(lstm_sequence=0),
    )


def _in_disorder(desk):
    notebook = desk.right_but()
    notebook.cells.remove(_cell(notebook, "forget_gate-check"))
    notebook.cells.remove(_cell(notebook, "parameter_counts"))
    notebook.cells.append(copy.deepcopy(_cell(notebook, "cell_update")))
    notebook.cells[-1].id = "copy"
    _cell(notebook, "set-up").source = "import numpy as np\ncheck = print"
    yield Pupil(
        "cells-in-disorder",
        "deleted, duplicated and edited cells",
        _bytes(notebook),
        desk.shares(parameter_counts=0),
        flags=frozenset({FlagKind.MISSING, FlagKind.DUPLICATED, FlagKind.EDITED}),
    )
    notebook = desk.right_but()
    answer = _cell(notebook, "lstm_step")
    _insert_before(notebook, "lstm_step-check", answer.source)
    answer.source = _cell(desk.release, "lstm_step").source
    yield Pupil("new-cell", "one answer in a new cell", _bytes(notebook), desk.shares())
    yield Pupil(
        "no-notebook",
        "the file is no notebook",
        b"%PDF-1.7\n\xff\xfe\x00",
        desk.shares(0),
        flags=frozenset({FlagKind.UNREADABLE}),
    )


def _hostile(desk):
    notebook = desk.notebook({})
    for cell in notebook.cells:
        if is_check(cell):
            cell.source = f"{cell.metadata.nbgrader.points}.0"
            cell.metadata.nbgrader.points = 1000
            cell.outputs = [new_output("execute_result", {"text/plain": "1000.0"})]
    yield Pupil(
        "forges-checks",
        "hostile: writes its own marks into the check cells",
        _bytes(notebook),
        desk.shares(0),
        flags=frozenset({FlagKind.EDITED, FlagKind.RETAGGED}),
    )
    for name, why, question, answer in (
        ("ends-the-process", "ends the process", "forget_gate", answers.ENDS_THE_PROCESS),
        ("looks-around", "looks for the solution", "forget_gate", answers.LOOKS_FOR_THE_SOLUTION),
        ("changes-numpy", "changes NumPy", "parameter_counts", answers.CHANGES_NUMPY),
    ):
        yield Pupil(
            name,
            f"hostile: {why}",
            _bytes(desk.right_but(**{question: answer})),
            desk.shares(**{question: 0}),
        )
    notebook = json.loads(_bytes(desk.right_but()))
    notebook["cells"].append({"cell_type": [], "metadata": None, "source": {"a": 1}})
    notebook["metadata"] = {"kernelspec": {"language": "bash"}}
    yield Pupil(
        "bent-file",
        "a notebook that breaks the rules of the format",
        b"\xef\xbb\xbf" + json.dumps(notebook).encode(),
        desk.shares(),
        flags=frozenset({FlagKind.KERNEL}),
    )
