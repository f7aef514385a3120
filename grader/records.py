"""Keep what was judged: one JSON file per submission, used again while nothing has changed."""

import contextlib
import functools
import hashlib
import json
import os
import secrets
from dataclasses import dataclass, replace

import nbformat

from grader import intake
from grader.exercises import load_exercise
from grader.folders import ROOT, Classroom, release_notebook, write_atomically
from grader.submission import SubmissionResult, judge_submission

KEY_BYTES = 32


@dataclass(frozen=True)
class Record:
    """What is kept of one submission: the result, and the digest of all that it depends on."""

    digest: str
    result: SubmissionResult


class NotJudged(LookupError):
    """There is no record of a submission."""


class KeyDamaged(ValueError):
    """The file with the class's secret key does not hold one."""


class NotReleased(LookupError):
    """An exercise has no student notebook yet."""


def judged(classroom: Classroom, assignment: str, student: str) -> Record:
    """Return the record of a submission: the kept one, or a new one if anything has changed."""
    submitted = intake.read_file(classroom.notebook(assignment, student))
    flags = tuple(intake.flags(classroom, assignment, student))
    released, key = _release_bytes(assignment), course_key(classroom)
    digest = _digest(student, repr(flags), submitted, released, key, _grader_digest())
    known = kept(classroom, assignment, student)
    if known and known.digest == digest:
        return known
    notebook = nbformat.reads(released.decode("utf-8"), as_version=4)
    result = judge_submission(load_exercise(assignment), notebook, student, submitted, key)
    result = replace(result, flags=flags + result.flags)
    data = {"digest": digest, "result": result.to_dict()}
    write_atomically(classroom.record(assignment, student), json.dumps(data, indent=1).encode())
    return Record(digest, result)


def kept(classroom: Classroom, assignment: str, student: str) -> Record | None:
    """Return the latest record of a student, or None where there is none that can be read."""
    try:
        data = json.loads(classroom.record(assignment, student).read_bytes())
        return Record(data["digest"], SubmissionResult.from_dict(data["result"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None  # missing, damaged or of an older form: the submission is judged anew


def release(assignment: str) -> nbformat.NotebookNode:
    """Return the student notebook; raise NotReleased if it has not been generated."""
    return nbformat.reads(_release_bytes(assignment).decode("utf-8"), as_version=4)


def course_key(classroom: Classroom) -> bytes:
    """Return the class's secret key; the first call makes it. Raises KeyDamaged."""
    if not classroom.key.exists():
        _make_key(classroom.key)
    try:
        key = bytes.fromhex(classroom.key.read_text())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyDamaged(
            f"{classroom.key} must hold {2 * KEY_BYTES} hexadecimal digits. Restore it from a "
            "backup, or delete it: a new key is made then, and every submission is judged anew."
        )
    return key


def _make_key(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):  # another process was faster: its key counts
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(KEY_BYTES))


def _release_bytes(assignment):
    try:
        return release_notebook(assignment).read_bytes()
    except FileNotFoundError as error:
        raise NotReleased(
            f"There is no student notebook of {assignment}. Run: python -m grader notebooks"
        ) from error


def _digest(*parts: str | bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
        digest.update(hashlib.sha256(data).digest())
    return digest.hexdigest()


@functools.cache
def _grader_digest():
    """Return a digest of everything that has a part in a verdict: the grader and the reference."""
    digest = hashlib.sha256()
    for folder in (ROOT / "grader", ROOT / "src" / "unrolled"):
        for file in sorted(folder.rglob("*.py")):
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.digest()
