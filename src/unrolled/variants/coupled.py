"""The LSTM whose input gate and forget gate are one: what is written pushes out what was there.

Source: K. Greff, R. K. Srivastava, J. Koutnik, B. R. Steunebrink and J. Schmidhuber, "LSTM:
a search space odyssey", IEEE Transactions on Neural Networks and Learning Systems 28
(2017), arXiv:1503.04069 (2015), where it is called CIFG and has peepholes, which are left
out here. The GRU couples its gates in the same way, and has no output gate.
"""

import numpy as np

from unrolled.variants.lstm_1997 import lstm_1997_gates


def coupled_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    """Advance the LSTM with coupled gates by one time step.

        f_t = 1 - i_t                                               (coupled-f)
        c_t = f_t * c_prev + i_t * c~_t                             (coupled-c)
        h_t = o_t * tanh(c_t)                                       (coupled-h)

    A weighted mean, so |c_t| <= 1 if |c_prev| <= 1. The gates i_t, o_t and the candidate
    are those of :func:`unrolled.variants.lstm_1997.lstm_1997_gates`, and so are the
    shapes; ``c_prev`` (batch, units). Returns ``h_t, c_t``, each (batch, units). Raises
    ValueError (from NumPy) when the shapes do not fit.
    """
    i_t, c_tilde, o_t = lstm_1997_gates(x_t, h_prev, kernel, recurrent_kernel, bias)
    c_t = (1 - i_t) * c_prev + i_t * c_tilde
    h_t = o_t * np.tanh(c_t)
    return h_t, c_t


def coupled_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    """Carry the loss gradients ``dh_t`` and ``dc_t`` back through one step.

        dc      = dc_t + dh_t * o_t * (1 - tanh(c_t)^2)             (coupled-dc)
        da_i    = dc * (c~_t - c_prev) * i_t * (1 - i_t)            (coupled-dai)
        da_c    = dc * i_t * (1 - c~_t^2)                           (coupled-dac)
        da_o    = dh_t * tanh(c_t) * o_t * (1 - o_t)                (coupled-dao)
        dc_prev = dc * (1 - i_t)                                    (coupled-dcprev)

    and, with da = [da_i da_c da_o]: dx_t = da W_x^T, dh_prev = da W_h^T, dW_x = x_t^T da,
    dW_h = h_prev^T da, db = sum of da over the batch. Shapes: those of
    :func:`coupled_step`. Returns ``dx_t, dh_prev, dc_prev, dkernel, drecurrent_kernel,
    dbias``, each of the shape of the array it is the gradient of.
    """
    i_t, c_tilde, o_t = lstm_1997_gates(x_t, h_prev, kernel, recurrent_kernel, bias)
    tanh_c = np.tanh((1 - i_t) * c_prev + i_t * c_tilde)
    dc = dc_t + dh_t * o_t * (1 - tanh_c**2)
    da_i = dc * (c_tilde - c_prev) * i_t * (1 - i_t)
    da_c = dc * i_t * (1 - c_tilde**2)
    da_o = dh_t * tanh_c * o_t * (1 - o_t)
    da = np.concatenate([da_i, da_c, da_o], axis=-1)  # (B, 3U)
    dx_t, dh_prev, dc_prev = da @ kernel.T, da @ recurrent_kernel.T, dc * (1 - i_t)
    return dx_t, dh_prev, dc_prev, x_t.T @ da, h_prev.T @ da, da.sum(axis=0)
