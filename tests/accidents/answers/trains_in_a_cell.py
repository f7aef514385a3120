"""
family: time
tries: has a cell of its own that takes long
honest:
says:
"""
# %% helper
import time

end = time.monotonic() + 1.5
while time.monotonic() < end:
    np.linalg.svd(np.ones((50, 50)))
