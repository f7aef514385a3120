"""
family: names
tries: to define a function whose name only looks like the question's
honest: forget_gate=0
says: forget_gate=not attempted
"""
# %% forget_gate
def forget_gаte(x_t, h_prev, W_xf, W_hf, b_f):
    return np.zeros((len(x_t), len(b_f)))
