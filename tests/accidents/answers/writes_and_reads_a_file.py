"""
family: style
tries: saves its results to a file and reads them again
honest:
says:
"""
# %% cell_update
def cell_update(f_t, c_prev, i_t, c_tilde):
    np.save("result.npy", f_t * c_prev + i_t * c_tilde)
    return np.load("result.npy")
