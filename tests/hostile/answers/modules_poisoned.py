"""
family: the worker's modules
tries: to leave broken modules where the worker looks for its own
honest: parameter_counts=0, forget_bias=0
says: parameter_counts=raised, forget_bias=raised
"""
# %% parameter_counts
import sys

def parameter_counts(features, units):
    for name in ("json", "struct", "traceback", "linecache", "warnings", "numpy", "os"):
        sys.modules[name] = None
    import json
