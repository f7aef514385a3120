"""
family: cell tags and metadata
tries: to give an easy answer the name of a hard one, and to be paid twice for it
honest: lstm_step_backward=0, lstm_backward=0
says: lstm_step_backward=not attempted, lstm_backward=raised, flag duplicated cell, flag missing cell
"""  # noqa: E501

from tests.hostile.submissions import as_bytes


def build(desk):
    notebook = desk.solved()
    cells = {cell.id: cell for cell in notebook.cells}
    hard = cells["lstm_step_backward"]
    hard.source = cells["forget_gate"].source
    hard.metadata.nbgrader.grade_id = "forget_gate"
    cells["lstm_step_backward-check"].metadata.nbgrader.grade_id = "forget_gate-check"
    for cell in (hard, cells["lstm_step_backward-check"]):
        cell.id = f"another-{len(cell.id)}"
    return as_bytes(notebook)
