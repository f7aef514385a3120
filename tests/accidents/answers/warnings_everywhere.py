"""
family: output
tries: is right, with warnings of every kind
honest:
says:
"""
# %% forget_gate
import logging, sys, warnings

def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    warnings.warn("This is deprecated.", DeprecationWarning)
    logging.warning("Careful.")
    print("Careful.", file=sys.stderr)
    np.log(np.zeros(2)), np.exp(np.array([1e4]))
    return 1 / (1 + np.exp(-(x_t @ W_xf + h_prev @ W_hf + b_f)))
# %% helper
"\d is an escape that Python warns of"
x = 1
x is 1
