"""
family: infinite loops
tries: to stay inside of one call of C, where Python cannot be interrupted
honest: forget_gate=0
says: forget_gate=timed out
limits: call_seconds=0.5
"""
# %% forget_gate
import re

def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    re.match("(a*)*b", "a" * 60)
