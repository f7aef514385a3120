"""
family: time
tries: forgot to count up
honest: cell_update=0
says: cell_update=timed out
limits: call_seconds=0.5
"""
# %% cell_update
def cell_update(f_t, c_prev, i_t, c_tilde):
    sample = 0
    while sample < len(f_t):
        total = f_t[sample] * c_prev[sample] + i_t[sample] * c_tilde[sample]
    return total
