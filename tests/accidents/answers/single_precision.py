"""
family: numbers
tries: computes in float32
honest:
says:
"""
# %% forget_gate
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    x_t, h_prev, W_xf, W_hf, b_f = (a.astype(np.float32) for a in (x_t, h_prev, W_xf, W_hf, b_f))
    return sigmoid(x_t @ W_xf + h_prev @ W_hf + b_f)
# %% parameter_counts
def parameter_counts(features, units):
    one = np.float32(features * units + units * units + units)
    return one, np.float32(4) * one
