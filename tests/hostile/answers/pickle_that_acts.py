"""
family: pickles
tries: to have code run where the result is unpacked
honest: forget_gate=0, cell_update=0
says: forget_gate=wrong, cell_update=wrong
"""
# %% forget_gate
import os, pickle

class Bomb:
    def __reduce__(self):
        return os.system, ("touch /tmp/unpickled",)

def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    return Bomb()
# %% cell_update
def cell_update(f_t, c_prev, i_t, c_tilde):
    return np.array([Bomb()], dtype=object)
