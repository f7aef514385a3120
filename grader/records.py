"""Keep what was judged: one JSON file per submission, used again while nothing has changed."""

import contextlib
import json
import os
import secrets
from dataclasses import dataclass

from grader import intake
from grader.folders import Classroom, write_atomically
from grader.judging import Attempt, judge
from grader.protection import is_required
from grader.released import digest, grader_digest, release_bytes, version
from grader.submission import SubmissionResult, secret_seed

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


def attempt(classroom: Classroom, assignment: str, student: str) -> Attempt:
    """Return what a student has handed in, as it is to be judged now."""
    submitted = intake.read_file(classroom.notebook(assignment, student))
    flags = tuple(intake.flags(classroom, assignment, student))
    released, key = release_bytes(assignment), course_key(classroom)
    required = is_required()
    return Attempt(
        assignment,
        student,
        submitted,
        flags,
        version(assignment),
        secret_seed(key, assignment, student, submitted),
        # What was judged without the sandbox does not count where that is required.
        digest(student, repr(flags), submitted, released, key, grader_digest(), f"{required}"),
        required,
    )


def judged(classroom: Classroom, assignment: str, student: str) -> Record:
    """Return the record of a submission: the kept one, or a new one if anything has changed."""
    current = attempt(classroom, assignment, student)
    known = kept(classroom, assignment, student)
    if known and known.digest == current.digest:
        return known
    result = judge(current)
    keep(classroom, current, json.dumps(result.to_dict()).encode())
    return Record(current.digest, result)


def keep(classroom: Classroom, attempt: Attempt, result: bytes) -> None:
    """Write the record of ``attempt`` with this ``result``, a JSON text, to its file."""
    data = b'{"digest": "%s", "result": %s}' % (attempt.digest.encode(), result)
    write_atomically(classroom.record(attempt.exercise, attempt.student), data)


def kept(classroom: Classroom, assignment: str, student: str) -> Record | None:
    """Return the latest record of a student, or None where there is none that can be read."""
    try:
        data = json.loads(classroom.record(assignment, student).read_bytes())
        return Record(data["digest"], SubmissionResult.from_dict(data["result"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None  # missing, damaged or of an older form: the submission is judged anew


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
