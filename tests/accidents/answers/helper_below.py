"""
family: style
tries: uses a helper that is defined in a cell further down
honest:
says:
"""
# %% forget_gate
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    return squash(x_t @ W_xf + h_prev @ W_hf + b_f)
# %% end
def squash(a):
    return 1 / (1 + np.exp(-a))
