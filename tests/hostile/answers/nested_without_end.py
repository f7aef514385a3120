"""
family: giant results
tries: to return a list that holds itself, and one that is deeper than any stack
honest: forget_gate=0, cell_update=0
says: forget_gate=wrong, cell_update=wrong|raised
"""
# %% forget_gate
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    loop = []
    loop.append(loop)
    return loop
# %% cell_update
def cell_update(f_t, c_prev, i_t, c_tilde):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    return deep
