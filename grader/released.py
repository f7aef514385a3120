"""What a verdict depends on besides the submission: the released notebook and the grader."""

import functools
import hashlib
import os
from dataclasses import replace

import nbformat

from grader.exercise import Exercise
from grader.exercises import load_exercise
from grader.folders import ROOT, release_notebook
from grader.transplant import grade_id, is_check


class NotReleased(LookupError):
    """An exercise has no student notebook yet."""


def release(assignment: str) -> nbformat.NotebookNode:
    """Return the student notebook, which must not be changed; raise NotReleased."""
    return _read(release_bytes(assignment))


def assigned(assignment: str) -> Exercise:
    """Return the exercise with those questions that the student notebook has; raise NotReleased.

    An instructor may have left some out. Raises UnknownExercise.
    """
    exercise = load_exercise(assignment)
    asked = {grade_id(cell) for cell in release(assignment).cells if is_check(cell)}
    kept = tuple(each for each in exercise.questions if f"{each.name}-check" in asked)
    return replace(exercise, questions=kept)


def release_bytes(assignment: str) -> bytes:
    """Return the file of the student notebook; raise NotReleased if it is not generated yet."""
    try:
        return release_notebook(assignment).read_bytes()
    except FileNotFoundError as error:
        raise NotReleased(
            f"There is no student notebook of {assignment}. Run: python -m grader notebooks"
        ) from error


def version(assignment: str) -> str:
    """Return a digest of the released notebook, the grader, the reference and the book's place."""
    return digest(release_bytes(assignment), grader_digest(), os.environ.get("UNROLLED_BOOK", ""))


def digest(*parts: str | bytes) -> str:
    """Return one digest of all ``parts``."""
    together = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
        together.update(hashlib.sha256(data).digest())
    return together.hexdigest()


@functools.cache
def grader_digest() -> bytes:
    """Return a digest of everything that has a part in a verdict: the grader and the reference."""
    together = hashlib.sha256()
    for folder in (ROOT / "grader", ROOT / "src" / "unrolled"):
        for file in sorted(folder.rglob("*.py")):
            together.update(hashlib.sha256(file.read_bytes()).digest())
    return together.digest()


@functools.lru_cache(maxsize=8)
def _read(data: bytes) -> nbformat.NotebookNode:
    return nbformat.reads(data.decode("utf-8"), as_version=4)
