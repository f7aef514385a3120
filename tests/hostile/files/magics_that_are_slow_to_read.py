"""
family: slow texts
tries: to hold up the class by lines of IPython's syntax, of which each is read with all others
honest: forget_gate=0
says: forget_gate=raised
"""

from tests.hostile.submissions import as_bytes


def build(desk):
    lines = [",f a\n", ";f a\n", "/f a\n", "%a\n", "a?\n", "x = \\\n !a\n"]
    return as_bytes(desk.solved(forget_gate="".join(lines) * 4_000))
