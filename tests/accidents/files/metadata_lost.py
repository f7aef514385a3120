"""
family: files
tries: went through a program that keeps the names of cells and drops nbgrader's metadata
honest:
says: flag changed metadata
"""

from tests.hostile.submissions import as_bytes


def build(desk):
    notebook = desk.solved()
    for cell in notebook.cells:
        cell.metadata = {}
    return as_bytes(notebook)
