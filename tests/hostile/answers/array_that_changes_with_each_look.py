"""
family: array subclasses
tries: to give other numbers each time somebody asks for them
honest: forget_gate=0
says: forget_gate=wrong
"""
# %% forget_gate
class Shifting:
    looks = 0

    def __init__(self, shape):
        self.shape, self.ndim, self.dtype = shape, 2, np.dtype(float)

    def __array__(self, dtype=None, copy=None):
        Shifting.looks += 1
        return np.full(self.shape, 0.01 * (Shifting.looks % 100))

def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    return Shifting((len(x_t), len(b_f)))
