"""Where the course's files are, and how a file is written so that it is never half there."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Classroom:
    """One class's folder: what was submitted, and all that grading makes of it."""

    folder: Path = ROOT / "classroom"

    @property
    def submitted(self) -> Path:
        """Where submissions lie: submitted/STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb."""
        return self.folder / "submitted"

    @property
    def downloaded(self) -> Path:
        """Where archives of a learning platform lie: downloaded/ASSIGNMENT/archive/*.zip."""
        return self.folder / "downloaded"

    @property
    def autograded(self) -> Path:
        """Where nbgrader keeps the graded notebooks."""
        return self.folder / "autograded"

    @property
    def feedback(self) -> Path:
        """Where the pages lie that go back to the students."""
        return self.folder / "feedback"

    @property
    def records(self) -> Path:
        """Where the judge's record of each submission lies."""
        return self.folder / "records"

    @property
    def set_aside(self) -> Path:
        """Where files lie that came with a submission and must not be copied or followed."""
        return self.folder / "set-aside"

    @property
    def reports(self) -> Path:
        """Where the class reports lie."""
        return self.folder / "report"

    @property
    def gradebook(self) -> Path:
        """nbgrader's SQLite database."""
        return self.folder / "gradebook.db"

    @property
    def gradebook_url(self) -> Path:
        """A file that may hold the address of another database: SQLAlchemy's, in one line."""
        return self.folder / "gradebook.url"

    @property
    def key(self) -> Path:
        """The secret from which the seeds of all graded cases are made."""
        return self.folder / "course.key"

    def notebook(self, assignment: str, student: str) -> Path:
        """Return where the student's notebook is expected."""
        return self.submitted / student / assignment / f"{assignment}.ipynb"

    def record(self, assignment: str, student: str) -> Path:
        """Return where the record of the student's submission is kept."""
        return self.records / assignment / f"{student}.json"


def release_notebook(assignment: str, root: Path = ROOT) -> Path:
    """Return the notebook that students receive."""
    return root / "book" / "exercises" / assignment / f"{assignment}.ipynb"


def instructor_notebook(assignment: str, root: Path = ROOT) -> Path:
    """Return the notebook with the solutions, executed."""
    return root / "solutions" / assignment / f"{assignment}.ipynb"


def write_atomically(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write ``data`` to ``path`` in one move: readers see the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
