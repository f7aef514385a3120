"""
family: giant results
tries: to return a sequence that claims to be short and never ends, and one that claims to be huge
honest: forget_gate=0, cell_update=0
says: forget_gate=wrong|timed out|out of memory|raised, cell_update=wrong|timed out|out of memory|raised
limits: call_seconds=1
"""
# %% forget_gate
class Endless:
    def __init__(self, length):
        self.length = length

    def __len__(self):
        return self.length

    def __getitem__(self, position):
        return Endless(self.length)

    def __iter__(self):
        while True:
            yield 0.0

def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    return Endless(2)
# %% cell_update
def cell_update(f_t, c_prev, i_t, c_tilde):
    return Endless(2**62)
