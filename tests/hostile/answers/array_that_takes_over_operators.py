"""
family: array subclasses
tries: to answer every operator and function of NumPy by itself
honest: forget_gate=0
says: forget_gate=wrong
"""
# %% forget_gate
class Right(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        return np.True_

    def __array_function__(self, function, types, arguments, options):
        return np.True_

    def __array_wrap__(self, *_):
        return np.True_

    def tobytes(self, *_):
        return b""

    def __eq__(self, other):
        return True

def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    return np.zeros((len(x_t), len(b_f))).view(Right)
