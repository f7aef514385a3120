"""
family: exceptions
tries: to hang or end whoever reads the message of its exception
honest: forget_gate=0, cell_update=0
says: forget_gate=timed out, cell_update=raised
limits: call_seconds=0.5
"""
# %% forget_gate
class Endless(Exception):
    def __str__(self):
        while True:
            pass

def forget_gate(*arguments):
    raise Endless
# %% cell_update
class Ending(BaseException):
    __name__ = property(lambda self: 1 / 0)

    def __str__(self):
        raise SystemExit("10 of 10 points")

def cell_update(*arguments):
    raise Ending
