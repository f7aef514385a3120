"""The LSTM of 1997, which had no forget gate.

Source: S. Hochreiter and J. Schmidhuber, "Long short-term memory", Neural Computation 9
(1997). The paper squashes the candidate with 4 sigma(a) - 2 and the cell state with
2 sigma(c) - 1, and cuts the gradient off where it leaves a cell through the gates; here
both are tanh, as in today's LSTM, and the gradient is exact.
"""

import numpy as np

from unrolled.activations import sigmoid


def lstm_1997_gates(x_t, h_prev, kernel, recurrent_kernel, bias):
    """Compute the two gates and the candidate of one time step.

        a_i, a_c, a_o = the three blocks of x_t W_x + h_prev W_h + b       (lstm-1997-a)
        i_t = sigma(a_i)   c~_t = tanh(a_c)   o_t = sigma(a_o)             (lstm-1997-gates)

    Shapes: ``x_t`` (batch, features), ``h_prev`` (batch, units), ``kernel`` W_x
    (features, 3 units), ``recurrent_kernel`` W_h (units, 3 units), ``bias`` b (3 units,).
    Returns ``i_t, c_tilde, o_t``, each (batch, units).
    """
    a = x_t @ kernel + h_prev @ recurrent_kernel + bias  # (B, 3U)
    a_i, a_c, a_o = np.split(a, 3, axis=-1)
    return sigmoid(a_i), np.tanh(a_c), sigmoid(a_o)


def lstm_1997_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    """Advance the LSTM without forget gate by one time step.

        c_t = c_prev + i_t * c~_t                                   (lstm-1997-c)
        h_t = o_t * tanh(c_t)                                       (lstm-1997-h)

    Nothing is ever taken out of the cell state, so |c_t| can grow with every step.
    Shapes: those of :func:`lstm_1997_gates`; ``c_prev`` (batch, units). Returns
    ``h_t, c_t``, each (batch, units). Raises ValueError (from NumPy) when the shapes do
    not fit.
    """
    i_t, c_tilde, o_t = lstm_1997_gates(x_t, h_prev, kernel, recurrent_kernel, bias)
    c_t = c_prev + i_t * c_tilde
    h_t = o_t * np.tanh(c_t)
    return h_t, c_t


def lstm_1997_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    """Carry the loss gradients ``dh_t`` and ``dc_t`` back through one step.

        dc      = dc_t + dh_t * o_t * (1 - tanh(c_t)^2)             (lstm-1997-dc)
        da_i    = dc * c~_t * i_t * (1 - i_t)                       (lstm-1997-dai)
        da_c    = dc * i_t * (1 - c~_t^2)                           (lstm-1997-dac)
        da_o    = dh_t * tanh(c_t) * o_t * (1 - o_t)                (lstm-1997-dao)
        dc_prev = dc                                                (lstm-1997-dcprev)

    and, with da = [da_i da_c da_o]: dx_t = da W_x^T, dh_prev = da W_h^T, dW_x = x_t^T da,
    dW_h = h_prev^T da, db = sum of da over the batch. That dc passes unchanged is the
    constant error carousel. Shapes: those of :func:`lstm_1997_step`. Returns ``dx_t,
    dh_prev, dc_prev, dkernel, drecurrent_kernel, dbias``, each of the shape of the array
    it is the gradient of.
    """
    i_t, c_tilde, o_t = lstm_1997_gates(x_t, h_prev, kernel, recurrent_kernel, bias)
    tanh_c = np.tanh(c_prev + i_t * c_tilde)
    dc = dc_t + dh_t * o_t * (1 - tanh_c**2)
    da_i = dc * c_tilde * i_t * (1 - i_t)
    da_c = dc * i_t * (1 - c_tilde**2)
    da_o = dh_t * tanh_c * o_t * (1 - o_t)
    da = np.concatenate([da_i, da_c, da_o], axis=-1)  # (B, 3U)
    return da @ kernel.T, da @ recurrent_kernel.T, dc, x_t.T @ da, h_prev.T @ da, da.sum(axis=0)
