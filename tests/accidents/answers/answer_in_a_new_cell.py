"""
family: cells
tries: left the stub where it was, and wrote the answer into a new cell
honest:
says:
"""
# %% forget_gate
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    # YOUR CODE HERE
    raise NotImplementedError()
# %% end
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    return sigmoid(x_t @ W_xf + h_prev @ W_hf + b_f)
