"""
family: names
tries: gave the function another name
honest: forget_gate=0
says: forget_gate=not attempted
"""
# %% forget_gate
def forgetgate(x_t, h_prev, W_xf, W_hf, b_f):
    return sigmoid(x_t @ W_xf + h_prev @ W_hf + b_f)
