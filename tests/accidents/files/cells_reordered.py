"""
family: cells
tries: moved all cells about
honest:
says: flag moved cell
"""

from tests.hostile.submissions import as_bytes


def build(desk):
    notebook = desk.solved()
    notebook.cells.reverse()
    return as_bytes(notebook)
