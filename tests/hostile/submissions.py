"""Read the hostile submissions: what each tries, what it hands in, and what must come of it.

A file in ``answers/`` is a notebook in which all answers are right but those that it replaces:
``# %% NAME`` begins the text of the answer NAME, or of a cell of its own (``helper`` comes before
the answers, ``end`` after them). A file in ``files/`` has a function ``build(desk)`` that
returns the bytes to hand in, or some files by their names. Each begins with a few lines that say

- ``family`` and ``tries``: what kind of attack it is, and what it tries;
- ``honest``: the share of its points that each question's honest answer earns, where not all;
- ``says``: how each question ends that does not pass (``|`` where chance decides), and the kinds
  of the flags (``maybe flag`` where chance decides);
- ``limits``: bounds other than the usual ones.
"""

import ast
import copy
import importlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell

from grader.folders import instructor_notebook
from grader.released import release
from grader.transplant import is_answer, is_check

NAME = "lstm-gates"
HERE = Path(__file__).parent


class Desk:
    """What a submission is made from: the released notebook, and the solved one."""

    def __init__(self):
        """Read both."""
        self.release = release(NAME)
        self.solution = nbformat.read(instructor_notebook(NAME), as_version=4)
        checks = [cell for cell in self.release.cells if is_check(cell)]
        self.points = {
            cell.id.removesuffix("-check"): cell.metadata.nbgrader.points for cell in checks
        }

    def solved(self, **answers: str) -> nbformat.NotebookNode:
        """Return the release with right answers, and these in place of some of them."""
        right = {cell.id: cell.source for cell in self.solution.cells if is_answer(cell)}
        notebook = copy.deepcopy(self.release)
        for cell in notebook.cells:
            if is_answer(cell):
                cell.source = answers.get(cell.id, right[cell.id])
        return notebook

    def untouched(self) -> nbformat.NotebookNode:
        """Return the release."""
        return copy.deepcopy(self.release)


@dataclass(frozen=True)
class Submission:
    """One file: what it says of itself, and how its bytes are made."""

    name: str
    family: str
    tries: str
    honest: dict[str, float]
    verdicts: dict[str, set[str]]
    flags: set[str]
    perhaps: set[str]  # flags that chance decides
    build: Callable[[Desk], bytes | dict[str, bytes]]
    limits: dict[str, float] = field(default_factory=dict)

    def honest_mark(self, points: dict[str, float]) -> float:
        """Return the mark that its honest answers earn."""
        default = self.honest.get("all", 1)
        return sum(round(self.honest.get(name, default) * most, 2) for name, most in points.items())


def submissions(folder: Path = HERE) -> Iterator[Submission]:
    """Yield all submissions below a folder, in the order of their names."""
    for path in sorted(folder.glob("answers/*.py")):
        text = path.read_text(encoding="utf-8")
        yield _submission(path, text, _built_from(text))
    for path in sorted(folder.glob("files/[a-z]*.py")):
        module = importlib.import_module(f"tests.{folder.name}.files.{path.stem}")
        yield _submission(path, path.read_text(encoding="utf-8"), module.build)


def cell(notebook: nbformat.NotebookNode, name: str) -> nbformat.NotebookNode:
    """Return the cell of that name."""
    return next(cell for cell in notebook.cells if cell.id == name)


def as_bytes(notebook: nbformat.NotebookNode) -> bytes:
    """Return the notebook as it would be saved."""
    return nbformat.writes(notebook).encode("utf-8", "surrogatepass")


def _submission(path, text, build):
    about = _about(text)
    says = [part.strip() for part in about.get("says", "").split(",") if part.strip()]
    return Submission(
        path.stem,
        about.get("family", ""),
        about["tries"],
        _numbers(about.get("honest", "")),
        {
            name: set(words.split("|"))
            for name, words in (part.split("=") for part in says if "=" in part)
        },
        {part.removeprefix("flag ") for part in says if part.startswith("flag ")},
        {part.removeprefix("maybe flag ") for part in says if part.startswith("maybe flag ")},
        build,
        _numbers(about.get("limits", "")),
    )


def _about(text):
    """Return the lines "name: value" between the first two triple quotes."""
    lines = [line.partition(":") for line in text.split('"""')[1].strip().splitlines()]
    return {name.strip(): value.strip() for name, _, value in lines}


def _numbers(text):
    pairs = (part.split("=") for part in text.split(",") if part.strip())
    return {name.strip(): ast.literal_eval(value.strip()) for name, value in pairs}


def _built_from(text):
    """Return the function that makes a notebook of the cells in ``text``."""
    parts = re.split(r"^# %% (.+)\n", text, flags=re.MULTILINE)[1:]
    cells = list(zip(parts[::2], parts[1::2], strict=True))

    def build(desk):
        notebook = desk.solved()
        named = {cell.id: cell for cell in notebook.cells}
        first = next(at for at, cell in enumerate(notebook.cells) if is_answer(cell))
        for name, source in cells:
            if name in named:
                named[name].source = source.strip("\n")
            elif name == "end":
                notebook.cells.append(new_code_cell(source.strip("\n")))
            else:
                notebook.cells.insert(first, new_code_cell(source.strip("\n")))
                first += 1
        return as_bytes(notebook)

    return build
