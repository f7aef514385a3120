"""One step of an LSTM with one unit and one input, whose inputs and biases are sliders."""

import numpy as np
from traitlets import Float, List

from unrolled.lstm import lstm_gates, lstm_step
from unrolled.widgets.cell import as_number, as_weights, only_entries
from unrolled.widgets.figure import MovingFigure, read
from unrolled.widgets.templates import fill

# Different for every gate, so that no two gates move alike; Keras starts with this bias.
KERNEL = ((1.0, -0.6, 1.5, 0.8),)
RECURRENT_KERNEL = ((0.5, 0.9, -0.7, 0.4),)
BIAS = (0.0, 1.0, 0.0, 0.0)


def lstm_cell(
    x_t=0.5,
    h_prev=0.2,
    c_prev=1.0,
    kernel=KERNEL,
    recurrent_kernel=RECURRENT_KERNEL,
    bias=BIAS,
):
    """Return a moving figure of one LSTM step with one input and one unit.

    ``x_t``, ``h_prev``, ``c_prev``: the numbers at which the sliders start. ``kernel``,
    ``recurrent_kernel`` (1, 4), ``bias`` (4,): the weights, in the order i, f, c, o of
    :func:`unrolled.lstm.lstm_step`. The biases are sliders too.

    The figure shows the equations (lstm-a) to (lstm-h) with their numbers. Its button "Next step"
    takes h_t and c_t for the states of the next step.

    Raises ValueError when a weight has another shape or is not a finite number.
    """
    return LstmCell(**lstm_inputs(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias))


def lstm_inputs(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    """Return the inputs of the figure; raise ValueError when one does not fit."""
    blocks = "the blocks i, f, c, o"
    return {
        "x_t": as_number("x_t", x_t),
        "h_prev": as_number("h_prev", h_prev),
        "c_prev": as_number("c_prev", c_prev),
        "kernel": as_weights("kernel", kernel, (1, 4), blocks),
        "recurrent_kernel": as_weights("recurrent_kernel", recurrent_kernel, (1, 4), blocks),
        "bias": as_weights("bias", bias, (4,), blocks),
    }


def lstm_values(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    """Return every number that the figure shows, by name."""
    kernel, recurrent_kernel, bias = map(np.array, (kernel, recurrent_kernel, bias))
    arguments = np.full((1, 1), x_t), np.full((1, 1), h_prev), kernel, recurrent_kernel, bias
    a_i, a_f, a_c, a_o = x_t * kernel[0] + h_prev * recurrent_kernel[0] + bias
    i_t, f_t, c_tilde, o_t = lstm_gates(*arguments)
    h_t, c_t = lstm_step(*arguments[:2], np.full((1, 1), c_prev), *arguments[2:])
    return only_entries(
        x_t=x_t, h_prev=h_prev, c_prev=c_prev, a_i=a_i, a_f=a_f, a_c=a_c, a_o=a_o,
        i_t=i_t, f_t=f_t, c_tilde=c_tilde, o_t=o_t, kept=f_t * c_prev, written=i_t * c_tilde,
        c_t=c_t, tanh_c=np.tanh(c_t), h_t=h_t,
    )  # fmt: skip


class LstmCell(MovingFigure):
    """The figure that :func:`lstm_cell` returns."""

    name = "lstm-cell"
    parts = ("arithmetic.js", "cell.js", "lstm_cell.html", "lstm_cell.js", "moving_cell.js")
    rows = 8
    x_t = Float().tag(sync=True)
    h_prev = Float().tag(sync=True)
    c_prev = Float().tag(sync=True)
    kernel = List(List(Float())).tag(sync=True)
    recurrent_kernel = List(List(Float())).tag(sync=True)
    bias = List(Float()).tag(sync=True)

    def still(self):
        """Return the drawing and its text with the numbers that unrolled computes."""
        weights = self.kernel, self.recurrent_kernel, self.bias
        values = lstm_values(self.x_t, self.h_prev, self.c_prev, *weights)
        return fill(read("lstm_cell.html"), values)
