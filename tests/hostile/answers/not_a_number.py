"""
family: strange numbers
tries: to return numbers that are neither larger nor smaller than any other
honest: forget_gate=0, parameter_counts=0, cell_update=0
says: forget_gate=wrong, parameter_counts=wrong, cell_update=wrong
"""
# %% forget_gate
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    return np.full((len(x_t), len(b_f)), np.nan)
# %% parameter_counts
def parameter_counts(features, units):
    return np.inf, np.uint64(2**64 - 1)
# %% cell_update
def cell_update(f_t, c_prev, i_t, c_tilde):
    return (f_t * c_prev + i_t * c_tilde).astype(complex)
