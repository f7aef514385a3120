"""
family: exceptions
tries: to end the worker by the exceptions that end programs
honest: forget_gate=0, cell_update=0
says: forget_gate=raised, cell_update=raised
"""
# %% forget_gate
def forget_gate(*arguments):
    raise SystemExit("10.0")
# %% cell_update
def cell_update(*arguments):
    raise KeyboardInterrupt
# %% helper
import atexit
atexit.register(print, "10.0")
