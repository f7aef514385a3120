"""
family: files
tries: was saved with a byte order mark
honest:
says:
"""

from tests.hostile.submissions import as_bytes


def build(desk):
    return b"\xef\xbb\xbf" + as_bytes(desk.solved())
