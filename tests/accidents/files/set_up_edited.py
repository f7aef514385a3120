"""
family: cells
tries: changed the given cells, which are marked as they were released
honest:
says: flag edited cell
"""

from tests.hostile.submissions import as_bytes, cell


def build(desk):
    notebook = desk.solved()
    cell(notebook, "set-up").source = "import numpy\ncheck = lambda *_: None"
    cell(notebook, "given").source = "sigmoid = None"
    return as_bytes(notebook)
