"""
family: cells
tries: split an answer into three cells, as Jupyter does at the cursor
honest:
says:
"""

from nbformat.v4 import new_code_cell

from tests.hostile.submissions import as_bytes, cell


def build(desk):
    notebook = desk.solved(lstm_sequence="import itertools")
    at = notebook.cells.index(cell(notebook, "lstm_sequence"))
    source = cell(desk.solved(), "lstm_sequence").source
    notebook.cells[at + 1 : at + 1] = [new_code_cell("steps = []"), new_code_cell(source)]
    return as_bytes(notebook)
