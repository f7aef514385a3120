"""Write the marks of many submissions into nbgrader's gradebook, many in one transaction.

The rows are those that nbgrader's Autograde would write, one submission after the other: its
SaveAutoGrades and AssignLatePenalties say what is in them. What people wrote stays: manual
marks, extra credit, comments, extensions.
"""

import datetime
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from nbformat import NotebookNode, from_dict
from nbgrader import api, utils
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import func, insert, select, text, update
from traitlets.config import Config


@dataclass(frozen=True)
class GradedNotebook:
    """What nbgrader reads from a graded notebook: points and comments by the names of cells."""

    student: str
    timestamp: datetime.datetime | None
    scores: dict[str, float | None]
    comments: dict[str, str | None]


def read_graded(
    student: str, timestamp: datetime.datetime | None, notebook: bytes
) -> GradedNotebook:
    """Return what nbgrader's SaveAutoGrades finds in a graded ``notebook``."""
    scores, comments = {}, {}
    for cell in json.loads(notebook)["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if not any(about.get(kind) for kind in ("grade", "solution", "task")):
            continue
        cell = _joined(cell)
        name = cell.metadata.nbgrader["grade_id"]
        if utils.is_grade(cell):
            scores[name] = utils.determine_grade(cell)[0]
        if utils.is_solution(cell) or utils.is_task(cell):
            same = cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
            comments[name] = "No response." if same and not utils.is_task(cell) else None
    return GradedNotebook(student, timestamp, scores, comments)


def _joined(cell) -> NotebookNode:
    """Return a cell of a file as nbformat reads it, except for what nbgrader does not look at."""
    cell["source"] = "".join(cell["source"])
    for output in cell.get("outputs", ()):
        if "text/plain" in output.get("data", {}):
            output["data"]["text/plain"] = "".join(output["data"]["text/plain"])
    return from_dict(cell)


class Marker:
    """Writes marks of one assignment through an open Gradebook."""

    def __init__(self, gradebook: api.Gradebook, assignment: str, config: Config):
        """Look up the assignment, which the gradebook must know, and its cells."""
        self._database = gradebook.db
        found = gradebook.find_assignment(assignment)
        self._assignment, self._duedate = found.id, found.duedate
        notebook = gradebook.find_notebook(assignment, assignment)
        self._notebook = notebook.id
        self._all_notebooks = [each.id for each in found.notebooks]
        graded = (*notebook.grade_cells, *notebook.task_cells)
        commented = (*notebook.solution_cells, *notebook.task_cells)
        self._graded = {cell.name: cell.id for cell in graded}
        self._commented = {cell.name: cell.id for cell in commented}
        self._late = AssignLatePenalties(config=config)
        self._late.init_plugin()

    def students(self) -> set[str]:
        """Return who has marks for the assignment."""
        table = api.SubmittedAssignment
        query = select(table.student_id).where(table.assignment_id == self._assignment)
        return set(self._database.scalars(query))

    def write(self, batch: Sequence[tuple[str, datetime.datetime | None, bytes]]) -> None:
        """Write the marks of different students: all of them, or after an error none.

        For each there is the name, the time of handing in, and the graded notebook.
        """
        batch = [read_graded(*each) for each in batch]
        try:
            if self._database.get_bind().dialect.name == "sqlite":
                # Nobody else writes between what is read here and what is written.
                self._database.execute(text("BEGIN IMMEDIATE"))
            self._write(batch)
            self._database.commit()
        except BaseException:
            self._database.rollback()
            raise

    def _write(self, batch):
        self._add_students(batch)
        submissions = self._submissions(batch)
        notebooks = self._notebooks(submissions)
        of = {graded.student: notebooks[submissions[graded.student].id] for graded in batch}
        self._write_cells(
            api.Grade,
            self._graded,
            {of[graded.student]: graded.scores for graded in batch},
            lambda score, grade: {
                "auto_score": score,
                # A person looks again at what another person has marked before.
                "needs_manual_grade": score is None
                or (grade is not None and grade.manual_score is not None),
            },
        )
        self._write_cells(
            api.Comment,
            self._commented,
            {of[graded.student]: graded.comments for graded in batch},
            lambda comment, _: {"auto_comment": comment},
        )
        self._write_penalties(submissions, notebooks)

    def _add_students(self, batch):
        names = [graded.student for graded in batch]
        known = set(self._database.scalars(select(api.Student.id).where(api.Student.id.in_(names))))
        self._add(api.Student, [{"id": name} for name in names if name not in known])

    def _submissions(self, batch) -> dict:
        """Return the submission's row of each student, with the new time of handing in."""
        table = api.SubmittedAssignment
        columns = (table.id, table.student_id, table.timestamp, table.extension)
        query = select(*columns).where(
            table.assignment_id == self._assignment,
            table.student_id.in_([graded.student for graded in batch]),
        )
        known = {row.student_id: row for row in self._database.execute(query)}
        new, changed = [], []
        for graded in batch:
            if graded.student not in known:
                row = {"student_id": graded.student, "timestamp": graded.timestamp}
                new.append({**row, "assignment_id": self._assignment, "id": api.new_uuid()})
            elif graded.timestamp is not None:
                row = {"id": known[graded.student].id, "timestamp": graded.timestamp}
                changed.append(row)
        self._add(table, new)
        self._change(table, changed)
        return {row.student_id: row for row in self._database.execute(query)}

    def _notebooks(self, submissions) -> dict[str, str]:
        """Return the id of the submitted notebook in each submission."""
        table = api.SubmittedNotebook
        wanted = [submission.id for submission in submissions.values()]
        query = select(table.assignment_id, table.notebook_id, table.id).where(
            table.notebook_id.in_(self._all_notebooks), table.assignment_id.in_(wanted)
        )
        known = {row[:2] for row in self._database.execute(query)}
        self._add(
            table,
            [
                {"assignment_id": submission, "notebook_id": notebook, "id": api.new_uuid()}
                for submission in wanted
                for notebook in self._all_notebooks
                if (submission, notebook) not in known
            ],
        )
        return {
            row.assignment_id: row.id
            for row in self._database.execute(query)
            if row.notebook_id == self._notebook
        }

    def _write_cells(self, table, cells: dict, wanted: dict, fields: Callable) -> None:
        """Write one row of ``table`` for each cell of each notebook.

        ``wanted`` has for each notebook the values by the names of the cells; ``fields`` makes
        columns of a value and the row that is there, if there is one.
        """
        # Only what is stored: nbgrader's objects would compute sums for each row.
        query = select(*table.__table__.columns).where(
            table.cell_id.in_(cells.values()), table.notebook_id.in_(wanted)
        )
        known = {(row.cell_id, row.notebook_id): row for row in self._database.execute(query)}
        new, changed = [], []
        for notebook, values in wanted.items():
            for name, value in values.items():
                place = {"cell_id": cells[name], "notebook_id": notebook}
                row = known.get((cells[name], notebook))
                if row is None:
                    new.append({"id": api.new_uuid(), **place, **fields(value, None)})
                else:
                    changed.append({"id": row.id, **fields(value, row)})
        self._add(table, new)
        self._change(table, changed)

    def _write_penalties(self, submissions, notebooks):
        """Write what nbgrader's plug-in takes away for a late submission."""
        late = {
            notebooks[submission.id]: (submission.student_id, seconds)
            for submission in submissions.values()
            if (seconds := self._seconds_late(submission)) > 0
        }
        scores = self._scores(late)
        self._change(
            api.SubmittedNotebook,
            [
                {"id": notebook, "late_submission_penalty": None}
                for notebook in notebooks.values()
                if notebook not in late
            ]
            + [
                {
                    "id": notebook,
                    "late_submission_penalty": self._penalty(student, scores[notebook], seconds),
                }
                for notebook, (student, seconds) in late.items()
            ],
        )

    def _seconds_late(self, submission) -> float:
        if submission.timestamp is None or self._duedate is None:
            return 0
        due = self._duedate + (submission.extension or datetime.timedelta())
        return max(0, (submission.timestamp - due).total_seconds())

    def _scores(self, notebooks) -> dict[str, float]:
        grade = api.Grade
        query = (
            select(grade.notebook_id, func.coalesce(func.sum(grade.score), 0.0))
            .where(grade.cell_id.in_(self._graded.values()), grade.notebook_id.in_(notebooks))
            .group_by(grade.notebook_id)
        )
        return dict(tuple(row) for row in self._database.execute(query))

    def _penalty(self, student, score, seconds) -> float | None:
        penalty = self._late.plugin_inst.late_submission_penalty(student, score, seconds)
        if penalty is None:
            return None
        return self._late._check_late_penalty(SimpleNamespace(score=score), penalty)

    def _add(self, table, rows):
        if rows:
            self._database.execute(insert(table), rows)

    def _change(self, table, rows):
        if rows:
            self._database.execute(update(table), rows)
