"""The LSTM with peepholes: its gates see the cell state, also where the output gate hides it.

Sources: F. A. Gers and J. Schmidhuber, "Recurrent nets that time and count", IJCNN 2000, and
F. A. Gers, N. N. Schraudolph and J. Schmidhuber, "Learning precise timing with LSTM
recurrent networks", Journal of Machine Learning Research 3 (2002). The papers cut the
gradient off where it leaves a cell through the gates; here it is exact.
"""

import numpy as np

from unrolled.activations import sigmoid


def peephole_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, peepholes):
    """Advance the LSTM with peepholes by one time step.

    With the pre-activations a_i, a_f, a_c, a_o of (lstm-a) and one peephole p for each
    gate and unit:

        i_t = sigma(a_i + p_i * c_prev)                             (peephole-i)
        f_t = sigma(a_f + p_f * c_prev)                             (peephole-f)
        c_t = f_t * c_prev + i_t * tanh(a_c)                        (peephole-c)
        o_t = sigma(a_o + p_o * c_t)                                (peephole-o)
        h_t = o_t * tanh(c_t)                                       (peephole-h)

    Shapes: those of :func:`unrolled.lstm.lstm_step`; ``peepholes`` [p_i p_f p_o]
    (3, units). Returns ``h_t, c_t``, each (batch, units). Raises ValueError (from NumPy)
    when the shapes do not fit.
    """
    _, _, _, o_t, c_t = _gates_and_cell(
        x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, peepholes
    )
    return o_t * np.tanh(c_t), c_t


def _gates_and_cell(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, peepholes):
    """Return ``i_t, f_t, c_tilde, o_t, c_t``: the output gate needs the new cell state."""
    a = x_t @ kernel + h_prev @ recurrent_kernel + bias  # (B, 4U)
    a_i, a_f, a_c, a_o = np.split(a, 4, axis=-1)
    p_i, p_f, p_o = peepholes
    i_t, f_t = sigmoid(a_i + p_i * c_prev), sigmoid(a_f + p_f * c_prev)
    c_tilde = np.tanh(a_c)
    c_t = f_t * c_prev + i_t * c_tilde
    o_t = sigmoid(a_o + p_o * c_t)
    return i_t, f_t, c_tilde, o_t, c_t


def peephole_step_backward(
    dh_t, dc_t, x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, peepholes
):
    """Carry the loss gradients ``dh_t`` and ``dc_t`` back through one step.

        da_o    = dh_t * tanh(c_t) * o_t * (1 - o_t)                         (peephole-dao)
        dc      = dc_t + dh_t * o_t * (1 - tanh(c_t)^2) + da_o * p_o         (peephole-dc)
        da_i    = dc * c~_t * i_t * (1 - i_t)                                (peephole-dai)
        da_f    = dc * c_prev * f_t * (1 - f_t)                              (peephole-daf)
        da_c    = dc * i_t * (1 - c~_t^2)                                    (peephole-dac)
        dc_prev = dc * f_t + da_i * p_i + da_f * p_f                         (peephole-dcprev)
        dp_i, dp_f, dp_o = the sums over the batch of
                           da_i * c_prev, da_f * c_prev, da_o * c_t          (peephole-dp)

    and, with da = [da_i da_f da_c da_o], dx_t, dh_prev and the other gradients of weights
    as in :func:`unrolled.lstm.lstm_step_backward`. Shapes: those of
    :func:`peephole_step`. Returns ``dx_t, dh_prev, dc_prev, dkernel, drecurrent_kernel,
    dbias, dpeepholes``, each of the shape of the array it is the gradient of.
    """
    i_t, f_t, c_tilde, o_t, c_t = _gates_and_cell(
        x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, peepholes
    )
    p_i, p_f, p_o = peepholes
    tanh_c = np.tanh(c_t)
    da_o = dh_t * tanh_c * o_t * (1 - o_t)
    dc = dc_t + dh_t * o_t * (1 - tanh_c**2) + da_o * p_o
    da_i = dc * c_tilde * i_t * (1 - i_t)
    da_f = dc * c_prev * f_t * (1 - f_t)
    da_c = dc * i_t * (1 - c_tilde**2)
    dc_prev = dc * f_t + da_i * p_i + da_f * p_f
    dpeepholes = np.stack([da_i * c_prev, da_f * c_prev, da_o * c_t]).sum(axis=1)  # (3, U)
    da = np.concatenate([da_i, da_f, da_c, da_o], axis=-1)  # (B, 4U)
    dx_t, dh_prev = da @ kernel.T, da @ recurrent_kernel.T
    return dx_t, dh_prev, dc_prev, x_t.T @ da, h_prev.T @ da, da.sum(axis=0), dpeepholes
