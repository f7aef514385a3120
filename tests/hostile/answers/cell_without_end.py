"""
family: infinite loops
tries: to use up the time of the whole notebook in a cell of its own
honest:
says: flag stopped cell
limits: cell_seconds=0.5
"""
# %% end
while True:
    pass
