"""Take in a submission's files: find the notebook, keep the other files from doing harm.

nbgrader copies whatever lies beside a notebook, follows links while it does so, and stops at
a timestamp that it cannot read. So all but a few small, plain files is set aside first.
"""

import os
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from grader.flag import Flag, FlagKind
from grader.folders import Classroom
from grader.reader import MAX_BYTES

MAX_EXTRA_BYTES = 1_000_000
MAX_EXTRA_FILES = 50  # folders count too
MAX_DEPTH = 4  # of folders in folders
MAX_TIMESTAMP_BYTES = 100
TIMESTAMP = "timestamp.txt"  # nbgrader's name for it


def students(classroom: Classroom, assignment: str) -> list[str]:
    """Return the names of all students with a submission for ``assignment``, in order."""
    return sorted(folder.parent.name for folder in classroom.submitted.glob(f"*/{assignment}"))


def tidy(classroom: Classroom, assignment: str, student: str) -> None:
    """Set harmful files aside, and put a notebook in its place where that is possible.

    A notebook under another name is copied to the expected one, if it is the only one. Where
    there is none, an empty file takes its place, so that the submission is still marked.
    """
    folder = classroom.submitted / student / assignment
    aside = _aside(classroom, assignment, student)
    if folder.is_symlink():
        _move(folder, aside / "folder")
        folder.mkdir()
    notebook = classroom.notebook(assignment, student)
    for path in list(_harmful(folder, notebook)):
        _move(path, aside / _flat_name(path.relative_to(folder)))
    if not os.path.lexists(notebook):
        others = _other_notebooks(notebook)
        notebook.write_bytes(read_file(others[0]) if len(others) == 1 else b"")


def read_file(path: Path) -> bytes:
    """Return the file's bytes, of a too large one only so many that its size is clear.

    A missing file, a link, a folder and a device all read as an empty file: nothing outside
    of the submission is ever opened.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return b""
    try:
        if not _is_plain(os.fstat(handle)):
            return b""
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read(MAX_BYTES + 1)
    finally:
        os.close(handle)


def flags(classroom: Classroom, assignment: str, student: str) -> list[Flag]:
    """Return what is unusual about the files of a submission, whatever is in its notebook."""
    notebook = classroom.notebook(assignment, student)
    found = []
    aside = _aside(classroom, assignment, student)
    moved = sorted(Path(entry.name) for entry in os.scandir(aside)) if aside.is_dir() else []
    if moved:
        sentence = "Links, large files and unreadable timestamps are set aside, not graded: {}."
        found.append(Flag(FlagKind.SET_ASIDE, sentence.format(_names(moved))))
    others = _other_notebooks(notebook)
    if others:
        same = len(others) == 1 and read_file(others[0]) == read_file(notebook)
        sentence = (
            "The notebook was handed in under another name: {}."
            if same
            else "Only the notebook with the assignment's name is graded, not: {}."
        )
        names = _names([Path(path.name) for path in others])
        found.append(Flag(FlagKind.LEFT_OUT, sentence.format(names)))
    return found


def timestamp(classroom: Classroom, assignment: str, student: str) -> datetime | None:
    """Return when a submission was handed in, as nbgrader reads it, if that is known."""
    from nbgrader.utils import parse_utc  # slow to import

    path = classroom.notebook(assignment, student).with_name(TIMESTAMP)
    text = read_file(path).decode("utf-8").strip()
    return parse_utc(text) if text else None


def _aside(classroom, assignment, student):
    return classroom.set_aside / student / assignment


def _harmful(folder: Path, notebook: Path) -> Iterator[Path]:
    """Yield all below ``folder`` that must not stay: folders whole, and nothing inside of them."""
    kept, open_folders = 0, [(folder, 0)]
    while open_folders:
        place, depth = open_folders.pop()
        for path in sorted(place.iterdir()):
            if path == notebook:
                continue
            if kept < MAX_EXTRA_FILES and _is_harmless(path):
                kept += 1
            elif kept < MAX_EXTRA_FILES and depth < MAX_DEPTH and _is_folder(path):
                kept += 1
                open_folders.append((path, depth + 1))
            else:
                yield path


def _is_folder(path):
    return path.is_dir() and not path.is_symlink() and os.access(path, os.R_OK | os.W_OK | os.X_OK)


def _is_harmless(path):
    status = path.lstat()
    small = status.st_size <= MAX_EXTRA_BYTES
    if not (_is_plain(status) and small and os.access(path, os.R_OK)):
        return False
    return path.name != TIMESTAMP or _is_timestamp(path)


def _is_plain(status):
    return stat.S_ISREG(status.st_mode)


def _is_timestamp(path):
    from nbgrader.utils import parse_utc  # slow to import

    try:
        text = read_file(path).decode("utf-8").strip()
        # nbgrader takes an empty timestamp for none.
        return len(text) <= MAX_TIMESTAMP_BYTES and (not text or bool(parse_utc(text)))
    except Exception:  # the parser raises many kinds, some of them its own mistakes
        return False


def _flat_name(path):
    """Return one name for a path, so that no earlier file is in the way of a later folder."""
    return os.fsdecode(os.fsencode("__".join(path.parts))[-200:])


def _move(path, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        path.chmod(0o700)  # a folder that its owner may not write to cannot be moved
    name, number = target.name, 2
    while os.path.lexists(target):  # from an earlier attempt: nothing is lost
        target, number = target.with_name(f"{name}-{number}"), number + 1
    path.replace(target)


def _other_notebooks(notebook):
    return sorted(
        path
        for path in notebook.parent.glob("*.ipynb")
        if path != notebook and not path.is_symlink() and path.is_file()
    )


def _names(paths):
    """Return the names in a form that is safe in a sentence: few, short, printable."""
    shown = [
        "".join(character if character.isprintable() else "?" for character in str(path))[-60:]
        for path in paths[:5]
    ]
    return ", ".join(shown) + (f" and {len(paths) - 5} more" if len(paths) > 5 else "")
