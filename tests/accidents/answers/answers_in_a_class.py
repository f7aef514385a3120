"""
family: style
tries: writes methods of a class, and gives the questions' names to them afterwards
honest:
says:
"""
# %% forget_gate
class LSTM:
    def forget(self, x_t, h_prev, W_xf, W_hf, b_f):
        return sigmoid(x_t @ W_xf + h_prev @ W_hf + b_f)

    def __call__(self, f_t, c_prev, i_t, c_tilde):
        return f_t * c_prev + i_t * c_tilde

forget_gate = LSTM().forget
# %% cell_update
cell_update = LSTM()
