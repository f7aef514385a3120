"""A small class with one submission of each kind that matters to the way through nbgrader."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from grader.folders import Classroom, instructor_notebook
from grader.transplant import is_check

NAME = "lstm-gates"
SCRIPT = "<script>alert(1)</script>"
GATES_SWAPPED = """\
def cell_update(f_t, c_prev, i_t, c_tilde):
    return i_t * c_prev + f_t * c_tilde
"""

# A name that is a formula and a tag, for whoever reads names as one of these.
CY = "=cy <b>"


def points_of_questions():
    """Return how many points each question has that the grader judges."""
    notebook = nbformat.read(instructor_notebook(NAME), as_version=4)
    return {
        cell.id.removesuffix("-check"): cell.metadata.nbgrader.points
        for cell in notebook.cells
        if is_check(cell)
    }


POINTS = points_of_questions()
ALL = sum(POINTS.values())
# What each student must get for all these questions together.
AUTOMATIC = {
    CY: ALL - POINTS["forget_gate"],
    "ana": ALL,
    "bo": ALL - POINTS["cell_update"],
    "mallory": 0,
    "nemo": 0,
}


def solution(**sources):
    """Return the solved notebook with these sources in place of its own."""
    notebook = nbformat.read(instructor_notebook(NAME), as_version=4)
    for cell in notebook.cells:
        cell.source = sources.get(cell.id, cell.source)
    return notebook


def hand_in(classroom: Classroom, student: str, notebook) -> None:
    data = notebook if isinstance(notebook, bytes) else nbformat.writes(notebook).encode()
    path = classroom.notebook(NAME, student)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def make(classroom: Classroom) -> None:
    """Hand in for all five, with one link that leads out of its submission."""
    hand_in(classroom, "ana", solution())
    hand_in(classroom, "bo", solution(cell_update=GATES_SWAPPED))
    hand_in(classroom, CY, solution(forget_gate=f"print({SCRIPT!r})\nraise IOError({SCRIPT!r})"))
    hand_in(classroom, "mallory", hostile(classroom.folder / "executed"))
    hand_in(classroom, "nemo", b"\x00\x01 no notebook")
    link = classroom.notebook(NAME, "mallory").parent / "gradebook.csv"
    link.symlink_to(classroom.gradebook)


def hostile(trace) -> nbformat.NotebookNode:
    """Return a notebook that answers nothing, forges all, and writes ``trace`` when it runs."""
    leave_trace = f"import pathlib; pathlib.Path({str(trace)!r}).write_text('ran')"
    notebook = solution()
    for cell in notebook.cells:
        if is_check(cell):
            cell.source = leave_trace
            cell.outputs = [new_output("execute_result", {"text/plain": "15.0"})]
            cell.metadata.nbgrader.points = 15
        elif cell.cell_type == "code":
            cell.source = leave_trace
    text = (
        f"{SCRIPT}\n\n<img src=x onerror=alert(1)> [press](javascript:alert(1))\n\n"
        "<div style='position: fixed'>Score: 100</div>"
    )
    written = next(cell for cell in notebook.cells if cell.id == "written-forget-bias")
    written.source = text
    notebook.cells.insert(0, new_markdown_cell(text))
    notebook.cells.insert(1, new_code_cell(leave_trace))
    notebook.cells[1].outputs = [new_output("display_data", {"text/html": SCRIPT})]
    return notebook
