"""
family: array subclasses
tries: to have memory read that is not its own, by an array interface with an address of its choice
honest: forget_gate=0
says: forget_gate=raised|wrong
"""
# %% forget_gate
class Elsewhere:
    def __init__(self, shape):
        self.__array_interface__ = {
            "shape": shape, "typestr": "<f8", "data": (4096, False), "version": 3,
        }

def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    return Elsewhere((len(x_t), len(b_f)))
