"""The figure of a cell, driven by the learner's own function of one step."""

import numpy as np
from traitlets import Dict, Unicode

from unrolled.gru import gru_step, gru_step_reset_after
from unrolled.lstm import lstm_step
from unrolled.widgets import gru_cell as gru
from unrolled.widgets import lstm_cell as lstm
from unrolled.widgets.figure import MovingFigure
from unrolled.widgets.learners_function import (
    WrongAnswer,
    call,
    marked_ends,
    report_problem,
    report_values,
)

CELLS = ("lstm", "gru", "gru-keras")


def gate_explorer(
    function,
    cell="lstm",
    x_t=0.5,
    h_prev=0.2,
    c_prev=1.0,
    kernel=None,
    recurrent_kernel=None,
    bias=None,
):
    """Return a moving figure of one step in which your own ``function`` computes.

    ``cell``: what the function is. "lstm": ``function(x_t, h_prev, c_prev, kernel,
    recurrent_kernel, bias)`` returns ``h_t, c_t``, as :func:`unrolled.lstm.lstm_step`. "gru" and
    "gru-keras": ``function(x_t, h_prev, kernel, recurrent_kernel, bias)`` returns ``h_t``, as
    :func:`unrolled.gru.gru_step` and :func:`unrolled.gru.gru_step_reset_after`.
    ``x_t``, ``h_prev``, ``c_prev``: the numbers at which the sliders start. ``kernel``,
    ``recurrent_kernel``, ``bias``: weights of one unit with one input, shaped as those of
    :func:`lstm_cell` and :func:`gru_cell`; without them, theirs.

    At every change of a slider Python calls the function with arrays for a batch of 1, 1 feature
    and 1 unit. The figure shows what it returns beside the right values, and says where they
    differ. When the function fails, the figure says how. One unit does not show every mistake:
    a transposed kernel of one unit is the same kernel.

    Raises TypeError when ``function`` cannot be called, and ValueError as :func:`lstm_cell` does.
    """
    if not callable(function):
        raise TypeError(
            "gate_explorer needs the function itself, as in gate_explorer(lstm_step) without "
            f"brackets after its name, but it was given a {type(function).__name__}."
        )
    if cell not in CELLS:
        raise ValueError(f"cell must be one of {', '.join(CELLS)}, but it is {cell!r}.")
    usual = lstm if cell == "lstm" else gru
    weights = (
        usual.KERNEL if kernel is None else kernel,
        usual.RECURRENT_KERNEL if recurrent_kernel is None else recurrent_kernel,
        usual.BIAS if bias is None else bias,
    )
    if cell == "lstm":
        return LstmExplorer(function, **lstm.lstm_inputs(x_t, h_prev, c_prev, *weights))
    form = "keras" if cell == "gru-keras" else "notes"
    return GruExplorer(function, **gru.gru_inputs(x_t, h_prev, *weights, form))


class Explorer(MovingFigure):
    """What the explorers of all cells do: call the function when an input changes, and report.

    A subclass is the figure of a cell, too. It has ``outputs``, the names of what the function
    returns, the method ``arguments``, and the right function as ``reference``.
    """

    needs_python = True
    outputs: tuple[str, ...]
    report = Unicode().tag(sync=True)  # HTML: a table, or a sentence on what went wrong
    ends = Dict().tag(sync=True)  # what the drawing writes at its outgoing wires

    def __init__(self, function, **inputs):
        """Call ``function`` once now, and again after every change of the ``inputs``."""
        super().__init__(**inputs)
        self._function = function
        self._compare()
        self.observe(lambda change: self._compare(), list(inputs))

    def still(self):
        """Return the drawing with the right values, and the report."""
        return f'{super().still()}<div class="report">{self.report}</div>'

    def _compare(self):
        right = call(self.reference, self.arguments(), self.outputs)
        with self.hold_sync():  # both at once
            try:
                yours = call(self._function, self.arguments(), self.outputs)
                self.ends, self.report = marked_ends(yours, right), report_values(yours, right)
            except WrongAnswer as problem:
                self.ends = dict.fromkeys(self.outputs, "?")
                self.report = report_problem(problem)


class LstmExplorer(Explorer, lstm.LstmCell):
    """The figure that :func:`gate_explorer` returns for an LSTM."""

    name = "lstm-explorer"
    parts = ("arithmetic.js", "cell.js", "lstm_cell.html", "lstm_cell.js", "gate_explorer.js")
    outputs = ("h_t", "c_t")
    reference = staticmethod(lstm_step)

    def arguments(self):
        """Return the arguments of the function as new arrays, which it may overwrite."""
        states = (np.full((1, 1), value) for value in (self.x_t, self.h_prev, self.c_prev))
        return *states, *map(np.array, (self.kernel, self.recurrent_kernel, self.bias))


class GruExplorer(Explorer, gru.GruCell):
    """The figure that :func:`gate_explorer` returns for a GRU."""

    name = "gru-explorer"
    parts = (*gru.GruCell.parts[:-1], "gate_explorer.js")
    outputs = ("h_t",)

    @property
    def reference(self):
        """The right function for the form."""
        return gru_step if self.form == "notes" else gru_step_reset_after

    def arguments(self):
        """Return the arguments of the function as new arrays, which it may overwrite."""
        bias = self.bias if self.form == "notes" else [self.bias, self.recurrent_bias]
        states = (np.full((1, 1), value) for value in (self.x_t, self.h_prev))
        return *states, *map(np.array, (self.kernel, self.recurrent_kernel, bias))
