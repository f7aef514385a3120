"""
family: cells
tries: merged an answer with the cells below it, up to and with the next answer
honest:
says: flag missing cell
"""

from tests.hostile.submissions import as_bytes, cell


def build(desk):
    notebook = desk.solved()
    first, second = cell(notebook, "forget_gate"), cell(notebook, "cell_update")
    first.source = f"{first.source}\n\ncheck('forget_gate', forget_gate)\n\n{second.source}"
    notebook.cells.remove(second)
    return as_bytes(notebook)
