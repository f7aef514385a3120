"""The LSTM with a part taken away, to measure what the part is good for.

Source: K. Greff, R. K. Srivastava, J. Koutnik, B. R. Steunebrink and J. Schmidhuber, "LSTM:
a search space odyssey", IEEE Transactions on Neural Networks and Learning Systems 28
(2017), arXiv:1503.04069 (2015). Their NIG, NFG and NOG keep the gates "fo", "io" and "if";
their NIAF and NOAF squash "h" and "c" only. Theirs have peepholes too.
"""

import numpy as np

from unrolled.activations import sigmoid


def ablated_blocks(gates="ifo"):
    """Return the blocks of the weights that are left, in order: "ifco" without the lost gates."""
    return "".join(block for block in "ifco" if block in gates or block == "c")


def ablated_step(
    x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, *, gates="ifo", squashed="ch"
):
    """Advance an LSTM that has only some of its parts by one time step.

        a_k = the blocks that are left of x_t W_x + h_prev W_h + b           (ablated-a)
        i_t = sigma(a_i) or 1   f_t = sigma(a_f) or 1   o_t = sigma(a_o) or 1 (ablated-gates)
        c~_t = tanh(a_c) or a_c                                              (ablated-candidate)
        c_t = f_t * c_prev + i_t * c~_t                                      (ablated-c)
        h_t = o_t * tanh(c_t) or o_t * c_t                                   (ablated-h)

    ``gates``: the letters of the gates that are left; a lost gate stays open, at 1, and
    has no block. ``squashed``: "c" if the candidate is squashed with tanh, "h" if the
    output is. With all of them it is :func:`unrolled.lstm.lstm_step`. Shapes: ``x_t``
    (batch, features), ``h_prev`` and ``c_prev`` (batch, units), and with G =
    ``len(ablated_blocks(gates))``: ``kernel`` (features, G units), ``recurrent_kernel``
    (units, G units), ``bias`` (G units,). Returns ``h_t, c_t``, each (batch, units).
    Raises ValueError (from NumPy) when the shapes do not fit.
    """
    i_t, f_t, c_tilde, o_t = _gates(
        x_t, h_prev, kernel, recurrent_kernel, bias, gates=gates, squashed=squashed
    )
    c_t = f_t * c_prev + i_t * c_tilde
    h_t = o_t * (np.tanh(c_t) if "h" in squashed else c_t)
    return h_t, c_t


def _gates(x_t, h_prev, kernel, recurrent_kernel, bias, *, gates, squashed):
    """Return ``i_t, f_t, c_tilde, o_t``; a lost gate is the number 1."""
    blocks = ablated_blocks(gates)
    a = x_t @ kernel + h_prev @ recurrent_kernel + bias  # (B, GU)
    a = dict(zip(blocks, np.split(a, len(blocks), axis=-1), strict=True))
    i_t, f_t, o_t = (sigmoid(a[gate]) if gate in a else 1.0 for gate in "ifo")
    return i_t, f_t, np.tanh(a["c"]) if "c" in squashed else a["c"], o_t


def ablated_step_backward(
    dh_t,
    dc_t,
    x_t,
    h_prev,
    c_prev,
    kernel,
    recurrent_kernel,
    bias,
    *,
    gates="ifo",
    squashed="ch",
):
    """Carry the loss gradients ``dh_t`` and ``dc_t`` back through one :func:`ablated_step`.

    The equations are those of :func:`unrolled.lstm.lstm_step_backward`, with 1 for the
    slope of a tanh that is missing, and for the lost gates without their da:

        dc   = dc_t + dh_t * o_t * (1 - tanh(c_t)^2), or dc_t + dh_t * o_t   (ablated-dc)
        da_c = dc * i_t * (1 - c~_t^2), or dc * i_t                          (ablated-dac)

    Arguments: those of :func:`ablated_step`. Returns ``dx_t, dh_prev, dc_prev, dkernel,
    drecurrent_kernel, dbias``, each of the shape of the array it is the gradient of.
    """
    i_t, f_t, c_tilde, o_t = _gates(
        x_t, h_prev, kernel, recurrent_kernel, bias, gates=gates, squashed=squashed
    )
    c_t = f_t * c_prev + i_t * c_tilde
    shown, slope_h = (np.tanh(c_t), 1 - np.tanh(c_t) ** 2) if "h" in squashed else (c_t, 1.0)
    slope_c = 1 - c_tilde**2 if "c" in squashed else 1.0
    dc = dc_t + dh_t * o_t * slope_h
    of_block = {
        "i": dc * c_tilde * i_t * (1 - i_t),
        "f": dc * c_prev * f_t * (1 - f_t),
        "c": dc * i_t * slope_c,
        "o": dh_t * shown * o_t * (1 - o_t),
    }
    da = np.concatenate([of_block[block] for block in ablated_blocks(gates)], axis=-1)  # (B, GU)
    dx_t, dh_prev, dc_prev = da @ kernel.T, da @ recurrent_kernel.T, dc * f_t
    return dx_t, dh_prev, dc_prev, x_t.T @ da, h_prev.T @ da, da.sum(axis=0)
