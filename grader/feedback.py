"""The page that goes back to a student: each question's verdict, why, and on which example."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup
from nbconvert.exporters import Exporter
from nbformat import NotebookNode
from traitlets import Unicode, default

from grader import records
from grader.endings import ending
from grader.folders import Classroom
from grader.gradebook import Mark, marks_and_comments
from grader.lessons import section_link, section_name
from grader.misconceptions import misconception_link, misconception_of
from grader.pages import prose, render
from grader.picture import as_picture
from grader.released import assigned
from grader.submission import CellTrace, SubmissionResult
from grader.transplant import grade_id, is_answer, is_check
from grader.verdict import Verdict

TEMPLATE = "feedback.html.j2"
MOST_ADDED_CELLS = 50

_HEADING = re.compile(r"^#+\s+(.*?)\s*(?:\([\d.]+ points?\))?\s*$", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """One marked part of the exercise, and all that is said about it.

    ``verdict`` and ``trace`` are the judge's, for a part that is code; ``text`` is the answer
    of a part that a person marks.
    """

    name: str
    heading: str
    mark: Mark
    comment: Markup
    source: str = ""
    verdict: Verdict | None = None
    trace: CellTrace | None = None
    text: str = ""

    @property
    def ending(self) -> str:
        """How the part ended; a part that a person marks has no ending."""
        return ending(self.verdict) if self.verdict else ""


class FeedbackExporter(Exporter):
    """Makes the feedback page of a graded notebook, for nbgrader's GenerateFeedback."""

    classroom = Unicode(help="The folder of the class.").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self):
        return ".html"

    def from_notebook_node(self, nb, resources=None, **options):
        """Return the page; raise NotJudged where notebook and verdicts do not belong together."""
        nb, resources = super().from_notebook_node(nb, resources, **options)
        about = resources["nbgrader"]
        classroom = Classroom(Path(self.classroom))
        return page(classroom, about["assignment"], about["student"], nb), resources


def page(classroom: Classroom, assignment: str, student: str, notebook: NotebookNode) -> str:
    """Return the feedback page for the graded ``notebook`` of a student.

    Raises NotJudged where there is no record of just this notebook, MissingEntry where the
    gradebook has no marks of it.
    """
    record = records.kept(classroom, assignment, student)
    if record is None or notebook.metadata.get("unrolled", {}).get("digest") != record.digest:
        raise records.NotJudged(
            f"The marks of {student} are not those of the latest submission. "
            f"Run: python -m grader grade {assignment}"
        )
    marks, comments = marks_and_comments(classroom, assignment, student)
    # A link must lead somewhere on the student's machine: only a published book's does.
    linked = "UNROLLED_BOOK" in os.environ
    return render(
        TEMPLATE,
        exercise=assigned(assignment),
        student=student,
        marks=marks,
        parts=parts(notebook, record.result, marks.marks, comments),
        flags=record.result.flags,
        added=_added(notebook)[:MOST_ADDED_CELLS],
        picture=lambda pattern: Markup(as_picture(pattern)),
        lesson_name=section_name,
        lesson_link=section_link if linked else lambda lesson: None,
        misconception_of=misconception_of,
        misconception_link=misconception_link if linked else lambda misconception: None,
    )


def parts(
    notebook: NotebookNode,
    result: SubmissionResult,
    marks: dict[str, Mark],
    comments: dict[str, str],
) -> list[Part]:
    """Return the marked parts of a graded notebook, in its order."""
    cells = {grade_id(cell): cell for cell in notebook.cells if grade_id(cell)}
    found = []
    for name, cell in cells.items():
        answer = name.removesuffix("-check") if is_check(cell) else name
        if name not in marks or answer not in cells:
            continue
        about = (answer, _heading(cells, answer), marks[name], prose(comments.get(answer, "")))
        if is_check(cell):
            source, trace = cells[answer].source, result.cells.get(answer)
            found.append(Part(*about, source, result.verdict(answer), trace))
        else:
            found.append(Part(*about, text=prose(cell.source)))
    return found


def _heading(cells, name):
    """Return the heading over an answer: the exercise has it in the cell before."""
    above = cells.get(f"about-{name}")
    found = _HEADING.search(above.source) if above else None
    return found.group(1) if found else name


def _added(notebook):
    """Return the code that the student added in cells of his or her own."""
    return [
        cell.source
        for cell in notebook.cells
        if cell.cell_type == "code" and not grade_id(cell) and not is_answer(cell)
    ]
