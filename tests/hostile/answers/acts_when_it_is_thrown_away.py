"""
family: finalizers
tries: to act when its objects are deleted, after the call has ended
honest: forget_gate=0
says: forget_gate=wrong|tampered
"""
# %% forget_gate
import os

class Late:
    def __del__(self, write=os.write):
        for descriptor in range(3, 10):
            try:
                write(descriptor, b"garbage" * 10)
            except OSError:
                pass

def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    array = np.zeros((len(x_t), len(b_f)))
    late = Late()
    return [[late, array]]
