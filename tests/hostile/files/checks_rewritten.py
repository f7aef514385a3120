"""
family: cell tags and metadata
tries: to replace each check by its own result, and to raise what it is worth
honest: all=0
says: all=not attempted, flag edited cell, flag changed metadata
"""

from grader.transplant import is_check
from tests.hostile.submissions import as_bytes


def build(desk):
    notebook = desk.untouched()
    for cell in filter(is_check, notebook.cells):
        cell.source = "100.0"
        cell.metadata.nbgrader.update(points=1000, locked=False, solution=True)
    return as_bytes(notebook)
