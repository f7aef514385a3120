"""The folder of graded notebooks, as nbgrader's Autograde fills it for its other programs."""

import re
import shutil
from pathlib import Path

from traitlets.config import Config

from grader.folders import Classroom, instructor_notebook
from grader.intake import TIMESTAMP, read_file
from grader.judging import Attempt

READ_ONLY = 0o444
_DIGEST = re.compile(rb'"unrolled": \{\s*"digest": "([0-9a-f]*)"')


def graded_notebook(classroom: Classroom, assignment: str, student: str) -> Path:
    """Return where the graded notebook lies."""
    return classroom.autograded / student / assignment / f"{assignment}.ipynb"


def page(classroom: Classroom, assignment: str, student: str) -> Path:
    """Return where the feedback page lies."""
    return classroom.feedback / student / assignment / f"{assignment}.html"


def is_marked(classroom: Classroom, attempt: Attempt) -> bool:
    """Whether the graded notebook is that of ``attempt``, handed in at the same time."""
    graded = graded_notebook(classroom, attempt.exercise, attempt.student)
    submitted = classroom.notebook(attempt.exercise, attempt.student)
    try:
        digest = _DIGEST.search(graded.read_bytes())
    except OSError:
        return False
    times = [read_file(path.with_name(TIMESTAMP)) for path in (graded, submitted)]
    return digest is not None and digest[1] == attempt.digest.encode() and times[0] == times[1]


def put_graded(
    classroom: Classroom, assignment: str, student: str, notebook: bytes, config: Config
) -> None:
    """Put the graded notebook and the files that came with it in the place of earlier ones.

    They come in one move. The marks must be in the gradebook already: where there is a graded
    notebook, its marks are taken for known.
    """
    folder = graded_notebook(classroom, assignment, student).parent
    new = folder.with_name(f".{assignment}.new")
    _remove(new)
    new.mkdir(parents=True)
    for source in (classroom.submitted / student / assignment, _instructors_folder(assignment)):
        _copy_other_files(source, new, config)
    (new / f"{assignment}.ipynb").write_bytes(notebook)
    for path in new.rglob("*"):
        if path.is_file():
            path.chmod(READ_ONLY)
    _remove(folder)
    new.rename(folder)


def _instructors_folder(assignment):
    return instructor_notebook(assignment).parent


def _copy_other_files(source, target, config):
    """Copy what nbgrader copies; intake has set aside all that is not harmless."""
    names = sorted(path.name for path in source.iterdir())
    if names == [f"{source.name}.ipynb"]:
        return
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.utils import find_all_files

    ignored = [*CourseDirectory(config=config).ignore, "*.ipynb"]
    for file in find_all_files(str(source), ignored):
        copy = target / Path(file).relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, copy)


def _remove(folder):
    if folder.exists():
        shutil.rmtree(folder)
