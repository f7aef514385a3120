"""
family: cell tags and metadata
tries: to have checks skipped by tags, by another type, and by their absence
honest: all=0
says: all=not attempted, flag changed metadata, flag changed cell type, flag missing cell
"""

from grader.transplant import is_check
from tests.hostile.submissions import as_bytes


def build(desk):
    notebook = desk.untouched()
    first, second, third, *others = filter(is_check, notebook.cells)
    first.metadata.tags = ["skip-execution", "raises-exception", "remove-cell"]
    first.metadata.update(editable=True, deletable=True, trusted=True)
    second.cell_type = "raw"
    notebook.cells.remove(third)
    for cell in others:
        cell.metadata.nbgrader.grade = False
    return as_bytes(notebook)
