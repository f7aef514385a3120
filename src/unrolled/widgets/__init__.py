"""Figures that move: live in a notebook, and in the built book without a kernel.

Each name is a function that returns a figure; as the last line of a cell it is shown.
"""

from unrolled.widgets.lstm_cell import lstm_cell

__all__ = ["lstm_cell"]
