"""The graded notebook: the released one with a submission's text, its verdicts and its points.

nbgrader reads a question's points from the one result of its check cell.
"""

import os
import re

from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_markdown_cell, writes

from grader.flag import Flag
from grader.show import as_html, as_text
from grader.submission import CellTrace, SubmissionResult
from grader.transplant import grade_id, is_check
from grader.verdict import Verdict

# nbgrader keeps no more lines of what a cell printed.
MOST_LINES = 1000


def write_verdicts(notebook: NotebookNode, result: SubmissionResult, digest: str) -> None:
    """Write the outputs of every code cell into ``notebook``, and on top what is unusual."""
    for cell in notebook.cells:
        if is_check(cell):
            question = grade_id(cell).removesuffix("-check")
            points = float(cell.metadata.nbgrader.points)
            cell.outputs = verdict_outputs(result.verdict(question), points)
        elif cell.cell_type == "code":
            name = grade_id(cell) or cell.id
            cell.outputs = trace_outputs(result.cells.get(name, CellTrace()))
    if result.flags:
        notebook.cells.insert(0, flags_cell(result.flags))
    # Written last, after the marks are saved: a graded notebook without it is graded again.
    notebook.metadata["unrolled"] = {"digest": digest, "seed": result.seed}


def graded(notebook: NotebookNode, result: SubmissionResult, digest: str) -> bytes:
    """Return the file that nbgrader's Autograde makes of a transplanted notebook."""
    write_verdicts(notebook, result, digest)
    return (writes(notebook) + "\n").encode()


def verdict_outputs(verdict: Verdict, points: float) -> list[NotebookNode]:
    """Return what a check cell shows: the verdict, and the number of points that it earns."""
    if not 0 <= verdict.share <= 1:  # nbgrader would take any other number for full points
        raise ValueError(f"The share of {verdict.question} is {verdict.share}, not from 0 to 1.")
    earned = min(round(verdict.share * points, 2), points)
    # A link must lead somewhere on the student's machine: only a published book's does.
    # No picture: the formgrader's pages show no SVG.
    html = as_html(verdict, link="UNROLLED_BOOK" in os.environ, picture=False)
    return [
        _output(
            "display_data", data={"text/html": html, "text/plain": as_text(verdict)}, metadata={}
        ),
        # nbgrader reads the text, people see the HTML.
        _output(
            "execute_result",
            data={"text/html": f"{earned:g} of {points:g} points", "text/plain": repr(earned)},
            execution_count=None,
            metadata={},
        ),
    ]


def trace_outputs(trace: CellTrace) -> list[NotebookNode]:
    """Return what a student's cell showed when it ran: what it printed, and its error."""
    outputs = []
    if trace.printed:
        outputs.append(_output("stream", name="stdout", text=_limited(trace.printed)))
    if trace.raised:
        raised = trace.raised
        place = f"line {raised.line}: {raised.code}" if raised.line else "an unknown line"
        outputs.append(
            _output(
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


def _output(kind: str, **fields) -> NotebookNode:
    # nbformat's own new_output() checks each against a schema, which takes milliseconds.
    return from_dict({"output_type": kind, **fields})


def _limited(text):
    lines = text.split("\n")
    if len(lines) <= MOST_LINES:
        return text
    return "\n".join([*lines[: MOST_LINES - 1], "... Output truncated ..."])


def _escape(text):
    return re.sub(r"([^\w\s,.:;()])", r"\\\1", text)
