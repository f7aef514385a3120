"""A small release: two questions, a given cell, a written question and a text without a name."""

import copy
import json

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

STUB = "def double(x):\n    raise NotImplementedError"


def named(cell, name, grade=False, solution=False, locked=True, points=None):
    about = {"grade": grade, "grade_id": name, "locked": locked, "solution": solution}
    about |= {"schema_version": 3, "task": False, "checksum": "0", "cell_type": cell.cell_type}
    if points is not None:
        about["points"] = points
    cell.metadata["nbgrader"] = about
    cell.id = name
    return cell


def release():
    return new_notebook(
        cells=[
            named(new_markdown_cell("About."), "about"),
            named(new_code_cell("import numpy as np"), "set-up"),
            named(new_code_cell(STUB), "double", solution=True, locked=False),
            named(new_code_cell("check('double', double)"), "double-check", True, points=10),
            named(new_code_cell("def half(x): ..."), "half", solution=True, locked=False),
            named(new_code_cell("check('half', half)"), "half-check", True, points=5),
            named(new_markdown_cell("ANSWER"), "written", True, True, False, points=3),
            new_markdown_cell("The end.", id="end"),
        ],
        metadata={"kernelspec": {"name": "python3", "language": "python", "display_name": "P"}},
    )


def answered(**sources):
    """Return the release with these sources in its cells."""
    notebook = release()
    for name, source in sources.items():
        cell(notebook, name).source = source
    return notebook


def cell(notebook, name):
    return next(each for each in notebook.cells if each.get("id") == name)


def without(notebook, *names):
    notebook = copy.deepcopy(notebook)
    notebook.cells = [each for each in notebook.cells if each.id not in names]
    return notebook


def as_bytes(notebook):
    # Not nbformat.writes: it mends what these tests break on purpose.
    return json.dumps(notebook).encode()


def is_valid(notebook):
    nbformat.validate(notebook)
    return True
