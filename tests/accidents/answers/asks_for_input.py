"""
family: input
tries: asks for a number, in a cell of its own and in an answer
honest: forget_gate=0
says: forget_gate=raised
"""
# %% helper
units = int(input("How many units? "))
# %% forget_gate
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    if input("Sure? ") == "y":
        return sigmoid(x_t @ W_xf + h_prev @ W_hf + b_f)
