"""
family: forged results
tries: to hand in the results that check cells would show for full marks
honest: all=0
says: all=not attempted
"""

from nbformat.v4 import new_output

from grader.transplant import is_check
from tests.hostile.submissions import as_bytes


def build(desk):
    notebook = desk.untouched()
    for cell in filter(is_check, notebook.cells):
        points = str(cell.metadata.nbgrader.points)
        cell.outputs = [new_output("execute_result", {"text/plain": points})]
        cell.execution_count = 1
    return as_bytes(notebook)
