"""What nbgrader runs in place of its own steps, so that plain `nbgrader autograde` is safe.

A submitted notebook is never run and never trusted: the exporter hands nbgrader the released
notebook with the submission's text in it, and the marks come from the judge's record alone.
"""

import os
import re
from pathlib import Path

import bleach
from bleach.css_sanitizer import CSSSanitizer
from nbconvert.exporters import NotebookExporter
from nbconvert.filters import markdown2html
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from grader import intake, records
from grader.flag import Flag
from grader.folders import Classroom
from grader.gradebook import ensure_assignment
from grader.show import as_html, as_text
from grader.submission import CellTrace
from grader.transplant import grade_id, is_check, transplant
from grader.verdict import Verdict

# What verdicts and prose are made of. No image: showing one may ask another host for it.
_TAGS = {"a", "abbr", "b", "blockquote", "br", "code", "del", "div", "em", "hr", "i", "p", "pre"}
_TAGS |= {"h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "s", "span", "strong", "sub", "sup"}
_TAGS |= {"table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
_ATTRIBUTES = {"*": ["class", "style"], "a": ["href", "title"], "th": ["scope"]}
_STYLES = CSSSanitizer(
    allowed_css_properties=["border-left", "margin", "max-width", "padding", "text-align"]
)


class TransplantExporter(NotebookExporter):
    """Reads a submission as text only, has it judged, and gives nbgrader the course's copy."""

    classroom = Unicode(help="The folder of the class.").tag(config=True)

    def from_filename(self, filename, resources=None, **options):
        """Convert a submitted notebook, or one that nbgrader wrote itself a moment ago."""
        classroom = Classroom(Path(self.classroom))
        path = Path(os.path.abspath(filename))  # noqa: PTH100  links must not be followed here
        if path.is_relative_to(classroom.autograded):
            return super().from_filename(filename, resources, **options)
        assignment, student = _whose(resources)
        records.judged(classroom, assignment, student)
        submitted = intake.read_file(classroom.notebook(assignment, student))
        notebook = transplant(records.release(assignment), submitted).notebook
        return self.from_notebook_node(notebook, resources, **options)


class WriteVerdicts(NbGraderPreprocessor):
    """Takes the place of running the notebook: writes the judge's verdicts and points into it.

    nbgrader reads a question's points from the one result of its check cell.
    """

    classroom = Unicode(help="The folder of the class.").tag(config=True)

    def preprocess(self, nb, resources):
        """Write the outputs of every code cell, and on top what is unusual."""
        assignment, student = _whose(resources)
        record = records.kept(Classroom(Path(self.classroom)), assignment, student)
        if record is None:
            raise records.NotJudged(f"There is no verdict on {assignment} of {student}.")
        for cell in nb.cells:
            if is_check(cell):
                question = grade_id(cell).removesuffix("-check")
                cell.outputs = verdict_outputs(
                    record.result.verdict(question), float(cell.metadata.nbgrader.points)
                )
            elif cell.cell_type == "code":
                name = grade_id(cell) or cell.id
                cell.outputs = trace_outputs(record.result.cells.get(name, CellTrace()))
        if record.result.flags:
            nb.cells.insert(0, flags_cell(record.result.flags))
        # Written last, after the marks are saved: a graded notebook without it is graded again.
        nb.metadata["unrolled"] = {"digest": record.digest, "seed": record.result.seed}
        return nb, resources


def before_grading(assignment: str, student: str, notebooks: list[str]) -> None:
    """Prepare for one submission: nbgrader calls this before it copies or converts anything.

    nbgrader goes on after an ordinary exception here, which must not happen: it would copy
    files that are not safe to copy. So what goes wrong ends the program.
    """
    folder = Path(notebooks[0]).parent  # submitted/STUDENT/ASSIGNMENT
    classroom = Classroom(folder.parents[2])
    try:
        intake.tidy(classroom, folder.name, folder.parent.name)
        ensure_assignment(classroom, folder.name)
    except Exception as error:
        raise SystemExit(f"Grading stops at {folder}, which cannot be prepared: {error}") from error


def verdict_outputs(verdict: Verdict, points: float) -> list[NotebookNode]:
    """Return what a check cell shows: the verdict, and the number of points that it earns."""
    if not 0 <= verdict.share <= 1:  # nbgrader would take any other number for full points
        raise ValueError(f"The share of {verdict.question} is {verdict.share}, not from 0 to 1.")
    earned = min(round(verdict.share * points, 2), points)
    # A link must lead somewhere on the student's machine: only a published book's does.
    html = as_html(verdict, link="UNROLLED_BOOK" in os.environ)
    return [
        new_output("display_data", {"text/html": html, "text/plain": as_text(verdict)}),
        # nbgrader reads the text, people see the HTML.
        new_output(
            "execute_result",
            {"text/html": f"{earned:g} of {points:g} points", "text/plain": repr(earned)},
        ),
    ]


def trace_outputs(trace: CellTrace) -> list[NotebookNode]:
    """Return what a student's cell showed when it ran: what it printed, and its error."""
    outputs = []
    if trace.printed:
        outputs.append(new_output("stream", name="stdout", text=trace.printed))
    if trace.raised:
        raised = trace.raised
        place = f"line {raised.line}: {raised.code}" if raised.line else "an unknown line"
        outputs.append(
            new_output(
                "error",
                ename=raised.type,
                evalue=raised.message,
                traceback=[f"{raised.type} in {place}", raised.message],
            )
        )
    return outputs


def flags_cell(flags: tuple[Flag, ...]) -> NotebookNode:
    """Return a text cell that says what is unusual about a submission."""
    lines = [f"- {_escape(flag.text)}" for flag in flags]
    text = "\n".join(["**About the file that was handed in**", "", *lines])
    return new_markdown_cell(text, id="about-this-submission")


def clean_markdown(source: str) -> str:
    """Return Markdown as HTML in which nothing can run: nbgrader's pages show students' texts."""
    return clean_html(markdown2html(source))


def clean_html(html: str) -> str:
    """Return HTML without anything but text, tables, links and the verdicts' few styles."""
    return bleach.clean(str(html), tags=_TAGS, attributes=_ATTRIBUTES, css_sanitizer=_STYLES)


def _whose(resources):
    return resources["nbgrader"]["assignment"], resources["nbgrader"]["student"]


def _escape(text):
    return re.sub(r"([^\w\s,.:;()])", r"\\\1", text)
