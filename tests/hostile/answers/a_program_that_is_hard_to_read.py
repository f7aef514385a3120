"""
family: syntax
tries: to exhaust whoever reads its text: depth, length, and operations at compile time
honest: forget_gate=0
says: forget_gate=timed out, flag stopped cell
limits: cell_seconds=1
"""
# %% forget_gate
x = ((((((((((2 ** 9) ** 9) ** 9) ** 9) ** 9) ** 9) ** 9) ** 9) ** 9) ** 9)
