"""
family: files
tries: was saved in another encoding
honest:
says:
"""

from tests.hostile.submissions import as_bytes


def build(desk):
    return as_bytes(desk.solved()).decode().encode("utf-16")
