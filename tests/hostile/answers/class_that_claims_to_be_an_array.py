"""
family: array subclasses
tries: to pass for an array by a class that lies about itself
honest: forget_gate=0
says: forget_gate=wrong|raised
"""
# %% forget_gate
class Liar:
    __class__ = property(lambda self: np.ndarray)
    dtype = property(lambda self: np.dtype(float))
    shape = property(lambda self: (1,))
    size = property(lambda self: -1)

    def __getattr__(self, name):
        return lambda *_, **__: True

def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    return Liar()
