"""Figures that move: live in a notebook, and in the built book without a kernel.

Each name is a function that returns a figure; as the last line of a cell it is shown.
"""

from unrolled.widgets.gate_explorer import gate_explorer
from unrolled.widgets.gru_cell import gru_cell
from unrolled.widgets.lstm_cell import lstm_cell
from unrolled.widgets.reading import reading
from unrolled.widgets.recurrent_scale import recurrent_scale
from unrolled.widgets.shape_explorer import shape_explorer

__all__ = [
    "gate_explorer",
    "gru_cell",
    "lstm_cell",
    "reading",
    "recurrent_scale",
    "shape_explorer",
]
