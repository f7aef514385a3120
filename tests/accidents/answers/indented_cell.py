"""
family: syntax
tries: pasted a whole cell with its indentation, which Jupyter runs all the same
honest:
says:
"""
# %% forget_gate
    def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
        return sigmoid(x_t @ W_xf + h_prev @ W_hf + b_f)
