"""
family: memory bombs
tries: to use up all memory, bit by bit and at once
honest: forget_gate=0, cell_update=0
says: forget_gate=out of memory, cell_update=out of memory
"""
# %% forget_gate
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    kept = []
    while True:
        kept.append(np.ones(10**6))
# %% cell_update
def cell_update(f_t, c_prev, i_t, c_tilde):
    return np.ones(10**12)
