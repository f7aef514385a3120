"""
family: files
tries: handed in an older copy beside the notebook
honest:
says: flag left out
"""

from tests.hostile.submissions import NAME, as_bytes


def build(desk):
    return {
        f"{NAME}.ipynb": as_bytes(desk.solved()),
        f"{NAME}-Copy1.ipynb": as_bytes(desk.untouched()),
        "notes.txt": b"My notes.",
        ".ipynb_checkpoints/lstm-gates-checkpoint.ipynb": as_bytes(desk.untouched()),
    }
