"""
family: files
tries: is empty
honest: all=0
says: all=not attempted, flag unreadable
"""


def build(desk):
    return b""
