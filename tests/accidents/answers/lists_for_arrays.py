"""
family: numbers
tries: returns lists, and a list in place of a tuple
honest:
says:
"""
# %% forget_gate
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    return [list(row) for row in sigmoid(x_t @ W_xf + h_prev @ W_hf + b_f)]
# %% parameter_counts
def parameter_counts(features, units):
    one = features * units + units * units + units
    return [float(one), 4.0 * one]
