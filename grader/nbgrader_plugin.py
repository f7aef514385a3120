"""What nbgrader runs in place of its own steps, so that plain `nbgrader autograde` is safe.

A submitted notebook is never run and never trusted: the exporter hands nbgrader the released
notebook with the submission's text in it, and the marks come from the judge's record alone.
"""

import os
from html import escape
from pathlib import Path

import bleach
from bleach.css_sanitizer import CSSSanitizer
from nbconvert.exporters import NotebookExporter
from nbconvert.filters import markdown2html
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from grader import intake, records
from grader.folders import Classroom
from grader.gradebook import ensure_assignment
from grader.graded_notebook import write_verdicts
from grader.protection import refuse_without_sandbox
from grader.released import release
from grader.transplant import transplant

# Reading Markdown and HTML that are made to be slow takes the square of their length.
MOST_PROSE, MOST_TAGS = 20_000, 2_000

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
        notebook = transplant(release(assignment), submitted).notebook
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
        write_verdicts(nb, record.result, record.digest)
        return nb, resources


def before_grading(assignment: str, student: str, notebooks: list[str]) -> None:
    """Prepare for one submission: nbgrader calls this before it copies or converts anything.

    nbgrader goes on after an ordinary exception here, which must not happen: it would copy
    files that are not safe to copy. So what goes wrong ends the program.
    """
    folder = Path(notebooks[0]).parent  # submitted/STUDENT/ASSIGNMENT
    classroom = Classroom(folder.parents[2])
    try:
        refuse_without_sandbox()
        intake.tidy(classroom, folder.name, folder.parent.name)
        ensure_assignment(classroom, folder.name)
    except Exception as error:
        raise SystemExit(f"Grading stops at {folder}, which cannot be prepared: {error}") from error


def clean_markdown(source: str) -> str:
    """Return Markdown as HTML in which nothing can run: nbgrader's pages show students' texts.

    A text that is longer than any answer, or that cannot be read as Markdown, is shown as it was
    typed.
    """
    if len(source) > MOST_PROSE:
        return _as_typed(source)
    try:
        return clean_html(markdown2html(source))
    except Exception:  # a picture that was left out, or brackets deeper than any stack
        return _as_typed(source)


def clean_html(html: str) -> str:
    """Return HTML without anything but text, tables, links and the verdicts' few styles."""
    html = str(html)
    if html.count("<") > MOST_TAGS:
        return _as_typed(html)
    return bleach.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, css_sanitizer=_STYLES)


def _as_typed(text):
    return f"<pre>{escape(text)}</pre>"


def _whose(resources):
    return resources["nbgrader"]["assignment"], resources["nbgrader"]["student"]
