"""The layer-normalised LSTM: what its gates and its output read has mean 0 and variance 1.

Source: J. L. Ba, J. R. Kiros and G. E. Hinton, "Layer normalization", arXiv:1607.06450
(2016), equations 20 to 22. The mean and the variance of each of the two products are taken
over all four blocks together, as there, and not block by block.
"""

import numpy as np

from unrolled.activations import sigmoid

EPSILON = 1e-5  # keeps the division finite where all entries are equal, as W_h h_0 with h_0 = 0


def normalise(v):
    """Shift and scale each row of ``v`` to mean 0 and variance 1.

        n = (v - mean(v)) / s    with s = sqrt(variance(v) + epsilon)        (norm)

    ``v``: (batch, size); mean and variance over its last axis. Returns ``n`` (batch, size)
    and ``s`` (batch, 1). A row of one entry, or of equal entries, becomes zero.
    """
    centred = v - v.mean(axis=-1, keepdims=True)
    s = np.sqrt(np.mean(centred**2, axis=-1, keepdims=True) + EPSILON)
    return centred / s, s


def normalise_backward(dn, n, s):
    """Carry the loss gradient ``dn`` back through :func:`normalise`.

        dv = (dn - mean(dn) - n * mean(dn * n)) / s                          (norm-dv)

    ``dn``, ``n``: (batch, size); ``s``: (batch, 1). Returns ``dv`` (batch, size).
    """
    mean = dn.mean(axis=-1, keepdims=True)
    along_n = np.mean(dn * n, axis=-1, keepdims=True)
    return (dn - mean - n * along_n) / s


def layer_normalised_step(
    x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, gain_x, gain_h, gain_c, shift
):
    """Advance the layer-normalised LSTM by one time step.

    With n(v) of (norm):

        a = g_x * n(x_t W_x) + g_h * n(h_prev W_h) + b                       (layer-norm-a)
        i_t, f_t, c~_t, o_t = sigma(a_i), sigma(a_f), tanh(a_c), sigma(a_o)  (layer-norm-gates)
        c_t = f_t * c_prev + i_t * c~_t                                      (layer-norm-c)
        h_t = o_t * tanh(g_c * n(c_t) + shift)                               (layer-norm-h)

    Three quantities are normalised; c_t itself goes to the next step as it is. The paper
    also shifts each product; only the sum of these shifts and b has an effect, and b
    stands for it. Shapes: those of :func:`unrolled.lstm.lstm_step`; ``gain_x`` g_x and
    ``gain_h`` g_h (4 units,), ``gain_c`` g_c and ``shift`` (units,). With one unit
    n(c_t) is zero. Returns ``h_t, c_t``, each (batch, units). Raises ValueError (from
    NumPy) when the shapes do not fit.
    """
    a = gain_x * normalise(x_t @ kernel)[0] + gain_h * normalise(h_prev @ recurrent_kernel)[0]
    i_t, f_t, c_tilde, o_t = _gates(a + bias)
    c_t = f_t * c_prev + i_t * c_tilde
    h_t = o_t * np.tanh(gain_c * normalise(c_t)[0] + shift)
    return h_t, c_t


def _gates(a):
    a_i, a_f, a_c, a_o = np.split(a, 4, axis=-1)
    return sigmoid(a_i), sigmoid(a_f), np.tanh(a_c), sigmoid(a_o)


def layer_normalised_step_backward(
    dh_t, dc_t, x_t, h_prev, c_prev, kernel, recurrent_kernel, bias, gain_x, gain_h, gain_c, shift
):
    """Carry the loss gradients ``dh_t`` and ``dc_t`` back through one step.

    With y_t = tanh(g_c * n(c_t) + shift), and back(dn) for (norm-dv):

        dm      = dh_t * o_t * (1 - y_t^2)                                   (layer-norm-dm)
        dc      = dc_t + back(dm * g_c)                                      (layer-norm-dc)
        da_o    = dh_t * y_t * o_t * (1 - o_t)                               (layer-norm-dao)
        dp      = back(da * g_x)        dq   = back(da * g_h)                (layer-norm-dp)
        dx_t    = dp W_x^T              dW_x = x_t^T dp                      (layer-norm-dx)
        dh_prev = dq W_h^T              dW_h = h_prev^T dq                   (layer-norm-dh)
        dg_x, dg_h, db = sums over the batch of
                         da * n(x_t W_x), da * n(h_prev W_h), da             (layer-norm-dg)
        dg_c, dshift   = sums over the batch of dm * n(c_t), dm              (layer-norm-dgc)

    and da_i, da_f, da_c, dc_prev from dc as in (lstm-dai) to (lstm-dcprev). Shapes: those
    of :func:`layer_normalised_step`. Returns ``dx_t, dh_prev, dc_prev, dkernel,
    drecurrent_kernel, dbias, dgain_x, dgain_h, dgain_c, dshift``, each of the shape of
    the array it is the gradient of.
    """
    n_x, s_x = normalise(x_t @ kernel)
    n_h, s_h = normalise(h_prev @ recurrent_kernel)
    i_t, f_t, c_tilde, o_t = _gates(gain_x * n_x + gain_h * n_h + bias)
    n_c, s_c = normalise(f_t * c_prev + i_t * c_tilde)
    y_t = np.tanh(gain_c * n_c + shift)
    dm = dh_t * o_t * (1 - y_t**2)
    dc = dc_t + normalise_backward(dm * gain_c, n_c, s_c)
    da_i = dc * c_tilde * i_t * (1 - i_t)
    da_f = dc * c_prev * f_t * (1 - f_t)
    da_c = dc * i_t * (1 - c_tilde**2)
    da_o = dh_t * y_t * o_t * (1 - o_t)
    da = np.concatenate([da_i, da_f, da_c, da_o], axis=-1)  # (B, 4U)
    dp = normalise_backward(da * gain_x, n_x, s_x)
    dq = normalise_backward(da * gain_h, n_h, s_h)
    dx_t, dh_prev, dc_prev = dp @ kernel.T, dq @ recurrent_kernel.T, dc * f_t
    sums = (np.sum(d, axis=0) for d in (da, da * n_x, da * n_h, dm * n_c, dm))
    return dx_t, dh_prev, dc_prev, x_t.T @ dp, h_prev.T @ dq, *sums
