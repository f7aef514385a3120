"""
family: files
tries: was cut off while it was saved
honest: all=0
says: all=not attempted, flag unreadable
"""

from tests.hostile.submissions import as_bytes


def build(desk):
    return as_bytes(desk.solved())[:-100]
