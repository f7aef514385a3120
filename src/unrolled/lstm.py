"""One step of the LSTM, and its gradient.

Source: S. Hochreiter and J. Schmidhuber, "Long short-term memory", Neural
Computation 9 (1997), with the forget gate of F. A. Gers, J. Schmidhuber and
F. Cummins, "Learning to forget", Neural Computation 12 (2000). The gates stand in
Keras' order: input, forget, candidate, output.
"""

import numpy as np

from unrolled.activations import sigmoid


def lstm_gates(x_t, h_prev, kernel, recurrent_kernel, bias):
    """Compute the three gates and the candidate of one time step.

        a_i, a_f, a_c, a_o = the four blocks of x_t W_x + h_prev W_h + b   (lstm-a)
        i_t = sigma(a_i)   f_t = sigma(a_f)   o_t = sigma(a_o)             (lstm-gates)
        c~_t = tanh(a_c)                                                   (lstm-candidate)

    Shapes: ``x_t`` (batch, features), ``h_prev`` (batch, units),
    ``kernel`` W_x (features, 4 units), ``recurrent_kernel`` W_h (units, 4 units),
    ``bias`` b (4 units,). Returns ``i_t, f_t, c_tilde, o_t``, each (batch, units).
    """
    a = x_t @ kernel + h_prev @ recurrent_kernel + bias  # (B, 4U)
    a_i, a_f, a_c, a_o = np.split(a, 4, axis=-1)
    return sigmoid(a_i), sigmoid(a_f), np.tanh(a_c), sigmoid(a_o)


def lstm_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    """Advance the LSTM by one time step.

        c_t = f_t * c_prev + i_t * c~_t                             (lstm-c)
        h_t = o_t * tanh(c_t)                                       (lstm-h)

    Shapes: those of :func:`lstm_gates`; ``c_prev`` (batch, units).
    Returns ``h_t, c_t``, each (batch, units).
    Raises ValueError (from NumPy) when the shapes do not fit.
    """
    i_t, f_t, c_tilde, o_t = lstm_gates(x_t, h_prev, kernel, recurrent_kernel, bias)
    c_t = f_t * c_prev + i_t * c_tilde
    h_t = o_t * np.tanh(c_t)
    return h_t, c_t


def lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    """Carry the loss gradients ``dh_t`` and ``dc_t`` back through one step.

    ``dc_t`` is what later steps send back along the cell state alone; the path
    through ``h_t`` is added here.

        dc      = dc_t + dh_t * o_t * (1 - tanh(c_t)^2)             (lstm-dc)
        da_i    = dc * c~_t * i_t * (1 - i_t)                       (lstm-dai)
        da_f    = dc * c_prev * f_t * (1 - f_t)                     (lstm-daf)
        da_c    = dc * i_t * (1 - c~_t^2)                           (lstm-dac)
        da_o    = dh_t * tanh(c_t) * o_t * (1 - o_t)                (lstm-dao)
        dc_prev = dc * f_t                                          (lstm-dcprev)

    and, with da = [da_i da_f da_c da_o], as in the plain RNN: dx_t = da W_x^T,
    dh_prev = da W_h^T, dW_x = x_t^T da, dW_h = h_prev^T da, db = sum of da over the
    batch. Shapes: those of :func:`lstm_step`. Returns ``dx_t, dh_prev, dc_prev,
    dkernel, drecurrent_kernel, dbias``, each of the shape of the array it is the
    gradient of.
    """
    i_t, f_t, c_tilde, o_t = lstm_gates(x_t, h_prev, kernel, recurrent_kernel, bias)
    tanh_c = np.tanh(f_t * c_prev + i_t * c_tilde)
    dc = dc_t + dh_t * o_t * (1 - tanh_c**2)
    da_i = dc * c_tilde * i_t * (1 - i_t)
    da_f = dc * c_prev * f_t * (1 - f_t)
    da_c = dc * i_t * (1 - c_tilde**2)
    da_o = dh_t * tanh_c * o_t * (1 - o_t)
    da = np.concatenate([da_i, da_f, da_c, da_o], axis=-1)  # (B, 4U)
    dx_t, dh_prev, dc_prev = da @ kernel.T, da @ recurrent_kernel.T, dc * f_t
    return dx_t, dh_prev, dc_prev, x_t.T @ da, h_prev.T @ da, da.sum(axis=0)
