"""One step of a GRU with one unit and one input, in both forms, whose inputs are sliders."""

import numpy as np
from traitlets import Enum, Float, List

from unrolled.gru import gru_gates, gru_gates_reset_after, gru_step, gru_step_reset_after
from unrolled.widgets.cell import as_number, as_weights, only_entries
from unrolled.widgets.figure import MovingFigure, read
from unrolled.widgets.templates import fill

FORMS = ("notes", "keras")
# Different for every block, so that no two of them move alike.
KERNEL = ((0.8, -0.5, 1.5),)
RECURRENT_KERNEL = ((0.6, 0.9, -1.2),)
BIAS = ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))


def gru_cell(
    x_t=0.5,
    h_prev=0.6,
    kernel=KERNEL,
    recurrent_kernel=RECURRENT_KERNEL,
    bias=BIAS,
    form="notes",
):
    """Return a moving figure of one GRU step with one input and one unit.

    ``x_t``, ``h_prev``: the numbers at which the sliders start. ``kernel``,
    ``recurrent_kernel`` (1, 3): the weights, in the order z, r, h. ``bias``: (3,), or (2, 3) with
    the recurrent bias b' in its second row, which only Keras' form has. ``form``: "notes" for
    :func:`unrolled.gru.gru_step`, equations (gru-z) to (gru-h), or "keras" for
    :func:`unrolled.gru.gru_step_reset_after`, (gru-after-z) to (gru-after-h). The reader can
    change the form; the numbers of the weights stay.

    The button "Next step" takes h_t for the old state of the next step.

    Raises ValueError when a weight has another shape or is not a finite number, or when there is
    no such form.
    """
    return GruCell(**gru_inputs(x_t, h_prev, kernel, recurrent_kernel, bias, form))


def gru_inputs(x_t, h_prev, kernel, recurrent_kernel, bias, form):
    """Return the inputs of the figure; raise ValueError when one does not fit."""
    if form not in FORMS:
        raise ValueError(f'form must be "notes" or "keras", but it is {form!r}.')
    blocks = "the blocks z, r, h"
    if np.shape(bias) == (3,):
        bias = (bias, (0.0, 0.0, 0.0))
    bias, recurrent_bias = as_weights("bias", bias, (2, 3), "b and b', each with " + blocks)
    return {
        "x_t": as_number("x_t", x_t),
        "h_prev": as_number("h_prev", h_prev),
        "kernel": as_weights("kernel", kernel, (1, 3), blocks),
        "recurrent_kernel": as_weights("recurrent_kernel", recurrent_kernel, (1, 3), blocks),
        "bias": bias,
        "recurrent_bias": recurrent_bias,
        "form": form,
    }


def gru_values(x_t, h_prev, kernel, recurrent_kernel, bias, recurrent_bias, form):
    """Return every number that the figure shows in this form, by name."""
    arrays = map(np.array, (kernel, recurrent_kernel, bias, recurrent_bias))
    kernel, recurrent_kernel, bias, recurrent_bias = arrays
    arguments = np.full((1, 1), x_t), np.full((1, 1), h_prev), kernel, recurrent_kernel
    x_z, x_r, x_h = x_t * kernel[0] + bias
    m_z, m_r, m_t = h_prev * recurrent_kernel[0]
    if form == "notes":
        z_t, r_t, h_tilde = gru_gates(*arguments, bias)
        h_t = gru_step(*arguments, bias)
        seen, kept, written = r_t * h_prev, (1 - z_t) * h_prev, z_t * h_tilde
        a_h = x_h + seen * recurrent_kernel[0, 2]
    else:
        both = np.stack([bias, recurrent_bias])
        m_z, m_r = m_z + recurrent_bias[0], m_r + recurrent_bias[1]
        z_t, r_t, h_tilde, m_t = gru_gates_reset_after(*arguments, both)
        h_t = gru_step_reset_after(*arguments, both)
        seen, kept, written = r_t * m_t, z_t * h_prev, (1 - z_t) * h_tilde
        a_h = x_h + seen
    return only_entries(
        x_t=x_t, h_prev=h_prev, x_h=x_h, a_z=x_z + m_z, a_r=x_r + m_r, a_h=a_h,
        z_t=z_t, r_t=r_t, m_t=m_t, h_tilde=h_tilde, rest=1 - z_t,
        seen=seen, kept=kept, written=written, h_t=h_t,
    )  # fmt: skip


class GruCell(MovingFigure):
    """The figure that :func:`gru_cell` returns."""

    name = "gru-cell"
    parts = (
        "arithmetic.js",
        "cell.js",
        "gru_notes.html",
        "gru_keras.html",
        "gru_cell.js",
        "moving_cell.js",
    )
    rows = 8
    x_t = Float().tag(sync=True)
    h_prev = Float().tag(sync=True)
    kernel = List(List(Float())).tag(sync=True)
    recurrent_kernel = List(List(Float())).tag(sync=True)
    bias = List(Float()).tag(sync=True)
    recurrent_bias = List(Float()).tag(sync=True)
    form = Enum(FORMS).tag(sync=True)

    def still(self):
        """Return the drawing of the form and its text, with the numbers that unrolled computes."""
        weights = self.kernel, self.recurrent_kernel, self.bias, self.recurrent_bias
        values = gru_values(self.x_t, self.h_prev, *weights, self.form)
        return fill(read(f"gru_{self.form}.html"), values)
