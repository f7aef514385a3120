"""
family: cells
tries: deleted an answer, the check of another one, the set-up and the texts
honest: cell_update=0
says: cell_update=not attempted, flag missing cell
"""

from tests.hostile.submissions import as_bytes


def build(desk):
    notebook = desk.solved()
    gone = ("cell_update", "forget_gate-check", "set-up", "given")
    notebook.cells = [
        each for each in notebook.cells if each.id not in gone and each.cell_type == "code"
    ]
    return as_bytes(notebook)
