"""The marks as the tables that learning platforms import: plug-ins for `nbgrader export`.

In a course folder: nbgrader export --exporter=grader.exporters.CanvasExport --to=marks.csv
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.plugins import ExportPlugin
from traitlets import Enum

from grader.folders import write_atomically
from grader.tables import as_csv, as_text


@dataclass(frozen=True)
class Entry:
    """What one student gets for one assignment. Who has not handed in has no entry."""

    assignment: str
    possible: float
    student: str
    last_name: str
    first_name: str
    email: str
    handed_in: str
    before_penalty: float
    penalty: float
    waiting: bool  # for a mark that a person gives

    @property
    def score(self) -> float:
        """The mark that counts."""
        return round(max(0.0, self.before_penalty - self.penalty), 2)

    @property
    def name(self) -> str:
        """The name as platforms sort it; where the gradebook has none, the student's id."""
        return ", ".join(filter(None, [self.last_name, self.first_name])) or self.student


class TableExport(ExportPlugin):
    """Writes a table in UTF-8 in one move; what a platform's table looks like is in ``rows``."""

    file_name = "marks.csv"

    def rows(self, entries: list[Entry]) -> Iterable[Iterable]:
        """Return the rows of the table, the heading first."""
        raise NotImplementedError

    def export(self, gradebook: Gradebook) -> None:
        """Write the table to ``to``, or else to ``file_name`` in the working folder."""
        found = self.entries(gradebook)
        path = Path(self.to or self.file_name)
        write_atomically(path, as_csv(self.rows(found)).encode("utf-8", "replace"))
        for sentence in remarks(found):
            self.log.warning(sentence)

    def entries(self, gradebook: Gradebook) -> list[Entry]:
        """Return what is to be exported, by assignment and student."""
        assignments, students = set(map(str, self.assignment)), set(map(str, self.student))
        return [
            _entry(assignment, submission)
            for assignment in gradebook.assignments
            if not assignments or assignment.name in assignments
            for submission in sorted(assignment.submissions, key=lambda each: each.student_id)
            if not students or submission.student_id in students
        ]


class CsvExport(TableExport):
    """All that there is to say of each submission, one in a row."""

    def rows(self, entries):
        """Return one row for each submission."""
        yield (
            *("assignment", "student", "last name", "first name", "email", "handed in"),
            *("before penalty", "late penalty", "score", "possible", "to be marked by hand"),
        )
        for entry in entries:
            yield (
                *(entry.assignment, entry.student, entry.last_name, entry.first_name),
                *(entry.email, entry.handed_in, entry.before_penalty, entry.penalty),
                *(entry.score, entry.possible, "yes" if entry.waiting else "no"),
            )


class CanvasExport(TableExport):
    """The table that Canvas imports into its gradebook.

    Canvas looks for a student by these columns, from the left to the right. An assignment that
    it does not know by the heading of its column, it offers to make.
    """

    file_name = "canvas.csv"
    identifier = Enum(
        ("SIS Login ID", "SIS User ID", "ID"),
        "SIS Login ID",
        help="The column of Canvas in which the names of the students' folders belong.",
    ).tag(config=True)

    def rows(self, entries):
        """Return the heading, the points that are possible, and one row for each student."""
        identifiers = ("ID", "SIS User ID", "SIS Login ID")
        assignments = _assignments(entries)
        yield ("Student", *identifiers, "Section", *assignments)
        yield ("    Points Possible", "", "", "", "", *assignments.values())
        for entry, scores in _by_student(entries, assignments):
            yield (
                entry.name,
                *(self._identified(entry.student, column) for column in identifiers),
                "",
                *scores,
            )

    def _identified(self, student: str, column: str) -> str:
        # Canvas reads "12b" in its column ID as the number 12, which is somebody else.
        known = column != "ID" or re.fullmatch("[0-9]+", student)
        return student if column == self.identifier and known else ""


class MoodleExport(TableExport):
    """The table that Moodle imports into its gradebook.

    While importing, map the first column to the field of its name, and each assignment to its
    grade item.
    """

    file_name = "moodle.csv"
    identifier = Enum(
        ("Username", "ID number", "Email address"),
        "Username",
        help="The field of Moodle that the names of the students' folders belong to.",
    ).tag(config=True)

    def rows(self, entries):
        """Return the heading and one row for each student."""
        assignments = _assignments(entries)
        yield (self.identifier, "First name", "Last name", *assignments)
        for entry, scores in _by_student(entries, assignments):
            yield (entry.student, entry.first_name, entry.last_name, *scores)


FORMATS = {"canvas": CanvasExport, "moodle": MoodleExport, "csv": CsvExport}


def remarks(entries: list[Entry]) -> Iterator[str]:
    """Yield what whoever imports the table has to know of it."""
    waiting = sum(entry.waiting for entry in entries)
    if waiting:
        yield f"{waiting} of these marks still wait for a person, who adds to them in formgrader."
    students = {entry.student for entry in entries}
    changed = sorted(name for name in students if as_text(name) != name)
    if changed:
        yield (
            "These students have an apostrophe before their names in the table, because a "
            f"spreadsheet would take them for formulas: {', '.join(map(repr, changed))}. The "
            "platform does not find them: enter their marks by hand."
        )


def _entry(assignment, submission) -> Entry:
    student = submission.student
    return Entry(
        assignment.name,
        assignment.max_score,
        student.id,
        student.last_name or "",
        student.first_name or "",
        student.email or "",
        f"{submission.timestamp or ''}",
        submission.score,
        submission.late_submission_penalty or 0.0,
        submission.needs_manual_grade,
    )


def _assignments(entries) -> dict[str, float]:
    return {entry.assignment: entry.possible for entry in entries}


def _by_student(entries, assignments):
    """Yield each student's first entry, and the scores for all assignments, None for none."""
    students = {}
    for entry in entries:
        students.setdefault(entry.student, {})[entry.assignment] = entry
    for _, own in sorted(students.items()):
        first = next(iter(own.values()))
        yield first, [own[name].score if name in own else None for name in assignments]
