"""
family: style
tries: waits for coroutines, in a cell as Jupyter allows it and in an answer
honest:
says:
"""
# %% helper
import asyncio

async def compute(f_t, c_prev, i_t, c_tilde):
    await asyncio.sleep(0)
    return f_t * c_prev + i_t * c_tilde

result = await compute(1.0, 2.0, 3.0, 4.0)
assert result == 14
# %% cell_update
def cell_update(f_t, c_prev, i_t, c_tilde):
    return asyncio.run(compute(f_t, c_prev, i_t, c_tilde))
