"""
family: style
tries: makes the answer itself a coroutine, which nobody waits for
honest: cell_update=0
says: cell_update=wrong
"""
# %% cell_update
async def cell_update(f_t, c_prev, i_t, c_tilde):
    return f_t * c_prev + i_t * c_tilde
