"""Make the notebooks of an exercise from its one source, solutions/NAME.md.

If there is a file solutions/NAME.yml, it says which questions they have, with how many points.
The instructor notebook holds the solutions and is executed; the student notebook is what
nbgrader leaves of it. The same source always gives the same bytes.
"""

import os
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat
from jupytext.myst import MystMetadataParsingError
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from grader.folders import ROOT, instructor_notebook, release_notebook, write_atomically
from grader.nbgrader_run import NbgraderFailed, run
from grader.nbgrader_settings import settings
from grader.variation import VariationError, varied

SECONDS_PER_CELL = 120

_KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}

_ADVICE = "Mend the source and run: python -m grader notebooks. No notebook was changed."


class NotebookError(RuntimeError):
    """A notebook cannot be made. The message says which cell is the cause, and how to go on."""


@dataclass(frozen=True)
class Notebooks:
    """The bytes of an exercise's two notebooks."""

    instructor: bytes
    student: bytes


def generate(name: str, root: Path = ROOT) -> tuple[Path, Path]:
    """Write the instructor and the student notebook of an exercise, and return their paths.

    Either both are written or none. Raises NotebookError.
    """
    made = make(name, root)
    paths = instructor_notebook(name, root), release_notebook(name, root)
    for path, data in zip(paths, (made.instructor, made.student), strict=True):
        write_atomically(path, data)
    return paths


def outdated(name: str, root: Path = ROOT) -> list[Path]:
    """Return those notebooks of an exercise that differ from what its source gives now."""
    made = make(name, root)
    paths = instructor_notebook(name, root), release_notebook(name, root)
    return [
        path
        for path, data in zip(paths, (made.instructor, made.student), strict=True)
        if not path.is_file() or path.read_bytes() != data
    ]


def make(name: str, root: Path = ROOT) -> Notebooks:
    """Return the notebooks that the source of an exercise gives; raise NotebookError."""
    source = root / "solutions" / f"{name}.md"
    try:
        notebook = varied(_read(source), source.with_suffix(".yml"))
    except VariationError as error:
        raise NotebookError(f"{error}\n{_ADVICE}") from error
    _execute(notebook, name)
    instructor = nbformat.writes(notebook).encode() + b"\n"
    return Notebooks(instructor, _without_solutions(name, instructor))


def _read(source: Path) -> NotebookNode:
    try:
        text = source.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        known = ", ".join(sorted(path.stem for path in source.parent.glob("*.md"))) or "none"
        raise NotebookError(
            f"There is no exercise source {source}. Sources in this folder: {known}."
        ) from error
    try:
        notebook = jupytext.reads(text, fmt="md:myst")
    except (ValueError, MystMetadataParsingError) as error:
        raise NotebookError(f"{source} cannot be read: {error}\n{_ADVICE}") from error
    notebook.metadata = NotebookNode(kernelspec=_KERNEL)
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = _name(cell, number)
    twice = [
        name for name, count in Counter(cell.id for cell in notebook.cells).items() if count > 1
    ]
    if twice:
        raise NotebookError(
            f"{source} has more than one cell called {twice[0]!r}: every grade_id must be "
            f"different from the others.\n{_ADVICE}"
        )
    return notebook


def _name(cell, number):
    return cell.metadata.get("nbgrader", {}).get("grade_id") or f"cell-{number}"


def _execute(notebook: NotebookNode, name: str) -> None:
    """Run all cells of ``notebook``, which must not fail, and keep their outputs."""
    started = []
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=SECONDS_PER_CELL,
            kernel_name="python3",
            record_timing=False,
            coalesce_streams=True,
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
            resources={"metadata": {"path": folder}},
            on_cell_execute=lambda cell, cell_index: started.append(cell.id),
        )
        # The address of the book is this machine's, and must not get into an output.
        environment = {key: value for key, value in os.environ.items() if key != "UNROLLED_BOOK"}
        try:
            client.execute(env=environment)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            place = f"The cell {started[-1]!r} of solutions/{name}.md"
            raise NotebookError(f"{place} {_what_happened(error)}.\n{_ADVICE}") from error
    # The client adds the version of Python, which the next machine may not have.
    notebook.metadata = NotebookNode(kernelspec=_KERNEL)


def _what_happened(error):
    if isinstance(error, CellTimeoutError):
        return f"did not finish within {SECONDS_PER_CELL} seconds"
    if isinstance(error, DeadKernelError):
        return "ended the Python process that it ran in"
    return f"stopped with {error.ename}: {error.evalue}"


def _without_solutions(name: str, instructor: bytes) -> bytes:
    """Return the student notebook that nbgrader makes of the instructor notebook."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        write_atomically(instructor_notebook(name, root), instructor)
        config = settings(root=root)
        # No gradebook: making the book must neither need one nor change one.
        config.GenerateAssignment.no_database = True
        config.SaveCells.enabled = False
        try:
            run("GenerateAssignment", config, name)
        except NbgraderFailed as error:
            raise NotebookError(
                f"nbgrader cannot make the student notebook of {name}: {error}\n{_ADVICE}"
            ) from error
        return release_notebook(name, root).read_bytes()
