"""
family: cells
tries: leaves a cell of its own that stops with an error, and one that leaves the notebook
honest:
says:
"""
# %% helper
1 / 0
# %% end
raise SystemExit
