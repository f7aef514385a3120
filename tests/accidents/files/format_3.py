"""
family: files
tries: was saved in the format of IPython 2
honest:
says:
"""

import warnings

import nbformat


def build(desk):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return nbformat.writes(nbformat.convert(desk.solved(), 3), version=3).encode()
