"""
family: bent files
tries: to end the program that reads a file of a million brackets
honest: all=0
says: all=not attempted, flag unreadable
"""


def build(desk):
    return b'{"cells": ' + b"[" * 1_000_000
