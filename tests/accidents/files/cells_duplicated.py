"""
family: cells
tries: copied an answer and a check, and worked on in the copy
honest:
says: flag duplicated cell
"""

import copy

from tests.hostile.submissions import as_bytes, cell


def build(desk):
    notebook = desk.solved(forget_gate=cell(desk.release, "forget_gate").source)
    for name in ("forget_gate", "forget_gate-check"):
        again = copy.deepcopy(cell(notebook, name))
        again.id = f"{name}-2"
        notebook.cells.append(again)
    notebook.cells[-2].source = cell(desk.solved(), "forget_gate").source
    return as_bytes(notebook)
