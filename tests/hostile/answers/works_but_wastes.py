"""
family: infinite loops
tries: to use nearly all the time of each call, so that the class waits
honest: forget_gate=0
says: forget_gate=timed out|wrong
limits: call_seconds=0.5, notebook_seconds=4
"""
# %% forget_gate
import time

def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    time.sleep(0.3)
    return np.zeros((len(x_t), len(b_f)))
