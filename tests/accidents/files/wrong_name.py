"""
family: files
tries: was handed in under the name that a browser gives to a second download
honest:
says: flag left out
"""

from tests.hostile.submissions import as_bytes


def build(desk):
    return {"lstm-gates (1).ipynb": as_bytes(desk.solved())}
