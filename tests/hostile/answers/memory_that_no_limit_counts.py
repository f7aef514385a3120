"""
family: memory bombs
tries: to get memory from the kernel that is not counted as its own: anonymous files, shared memory, pipes
honest: forget_gate=0
says: forget_gate=wrong
"""
# %% forget_gate
import mmap, os
from multiprocessing import shared_memory

def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    for take in (
        lambda: os.memfd_create("x"),
        lambda: shared_memory.SharedMemory(create=True, size=2**30),
        lambda: mmap.mmap(-1, 2**31),
        lambda: [os.write(os.pipe()[1], bytes(2**16)) for _ in range(1000)],
    ):
        try:
            take()
        except (OSError, ValueError, MemoryError):
            pass
    return np.zeros((len(x_t), len(b_f)))
