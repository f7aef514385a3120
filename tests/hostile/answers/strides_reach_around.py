"""
family: array subclasses
tries: to find the expected values in the memory around its arguments
honest: forget_gate=0
says: forget_gate=wrong|raised
"""
# %% forget_gate
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    around = np.lib.stride_tricks.as_strided(b_f, shape=(200,), strides=(8,))
    size = len(x_t) * len(b_f)
    return around[-size:].reshape(len(x_t), len(b_f)).copy()
