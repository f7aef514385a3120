"""
family: recursion
tries: to call itself until the stack is used up, with Python's own limit taken away
honest: forget_gate=0, cell_update=0
says: forget_gate=raised|out of memory, cell_update=raised
"""
# %% forget_gate
import sys

def forget_gate(*arguments):
    sys.setrecursionlimit(2**31 - 1)
    def deeper(value):
        return sorted([value], key=deeper)
    return deeper(0)
# %% cell_update
def cell_update(*arguments):
    return cell_update(*arguments)
