"""
family: array subclasses
tries: to return masked numbers, for which a comparison says neither yes nor no
honest: forget_gate=0
says: forget_gate=wrong
"""
# %% forget_gate
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    return np.ma.masked_all((len(x_t), len(b_f)))
