"""
family: slow texts
tries: to hold up the class by hundreds of new processes, each of which ends at once
honest: all=0
says: all=timed out|not attempted, flag stopped cell
limits: notebook_seconds=2
"""

from nbformat.v4 import new_code_cell

from tests.hostile.submissions import as_bytes


def build(desk):
    notebook = desk.untouched()
    notebook.cells += [new_code_cell("import os; os._exit(0)") for _ in range(450)]
    return as_bytes(notebook)
