"""
family: giant results
tries: to send back more than the grader can hold
honest: forget_gate=0, cell_update=0, parameter_counts=0
says: forget_gate=wrong, cell_update=wrong, parameter_counts=wrong
"""
# %% forget_gate
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    return np.broadcast_to(0.5, (10**9, 10**9))
# %% cell_update
def cell_update(f_t, c_prev, i_t, c_tilde):
    return np.zeros((0,) * 60 + (10**15,))
# %% parameter_counts
def parameter_counts(features, units):
    return 10 ** 5000, -(10**5000)
