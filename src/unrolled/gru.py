"""One step of the GRU in its two usual forms, and their gradients.

The forms differ in two places: whether the update gate z lets the new state in or
keeps the old one, and whether the reset gate acts before or after the product with
the recurrent weights. The gates stand in Keras' order: update z, reset r, candidate h.

Sources: K. Cho et al., "Learning phrase representations using RNN encoder-decoder for
statistical machine translation", EMNLP 2014 (z keeps the old state; its first version,
arXiv:1406.1078v1, resets after the product), and J. Chung, C. Gulcehre, K. Cho and
Y. Bengio, "Empirical evaluation of gated recurrent neural networks on sequence
modeling", arXiv:1412.3555, 2014 (z takes the new state, reset before the product).
"""

import numpy as np

from unrolled.activations import sigmoid


def gru_gates(x_t, h_prev, kernel, recurrent_kernel, bias):
    """Compute the two gates and the candidate, with the reset before the product.

        z_t = sigma(x_t W_xz + h_prev W_hz + b_z)                   (gru-z)
        r_t = sigma(x_t W_xr + h_prev W_hr + b_r)                   (gru-r)
        h~_t = tanh(x_t W_xh + (r_t * h_prev) W_hh + b_h)           (gru-candidate)

    Shapes: ``x_t`` (batch, features), ``h_prev`` (batch, units),
    ``kernel`` [W_xz W_xr W_xh] (features, 3 units), ``recurrent_kernel``
    [W_hz W_hr W_hh] (units, 3 units), ``bias`` [b_z b_r b_h] (3 units,).
    Returns ``z_t, r_t, h_tilde``, each (batch, units).
    """
    x_z, x_r, x_h = np.split(x_t @ kernel + bias, 3, axis=-1)
    W_hz, W_hr, W_hh = np.split(recurrent_kernel, 3, axis=-1)
    z_t = sigmoid(x_z + h_prev @ W_hz)
    r_t = sigmoid(x_r + h_prev @ W_hr)
    h_tilde = np.tanh(x_h + (r_t * h_prev) @ W_hh)
    return z_t, r_t, h_tilde


def gru_step(x_t, h_prev, kernel, recurrent_kernel, bias):
    """Advance the GRU by one time step; z takes the new state (Chung et al. 2014).

        h_t = (1 - z_t) * h_prev + z_t * h~_t                       (gru-h)

    Shapes: those of :func:`gru_gates`. Returns ``h_t`` (batch, units).
    Raises ValueError (from NumPy) when the shapes do not fit.
    """
    z_t, _, h_tilde = gru_gates(x_t, h_prev, kernel, recurrent_kernel, bias)
    return (1 - z_t) * h_prev + z_t * h_tilde


def gru_step_backward(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias):
    """Carry the loss gradient ``dh_t`` back through one :func:`gru_step`.

        da_z = dh_t * (h~_t - h_prev) * z_t * (1 - z_t)             (gru-daz)
        da_h = dh_t * z_t * (1 - h~_t^2)                            (gru-dah)
        ds   = da_h W_hh^T   with s = r_t * h_prev                  (gru-ds)
        da_r = ds * h_prev * r_t * (1 - r_t)                        (gru-dar)
        dh_prev = dh_t * (1 - z_t) + ds * r_t
                  + da_z W_hz^T + da_r W_hr^T                       (gru-dhprev)

    and, with da = [da_z da_r da_h]: dx_t = da W_x^T, dW_x = x_t^T da,
    dW_h = [h_prev^T da_z, h_prev^T da_r, s^T da_h], db = sum of da over the batch.
    Shapes: those of :func:`gru_step`; ``dh_t`` (batch, units). Returns ``dx_t, dh_prev,
    dkernel, drecurrent_kernel, dbias``, each of the shape of the array it is the
    gradient of.
    """
    z_t, r_t, h_tilde = gru_gates(x_t, h_prev, kernel, recurrent_kernel, bias)
    W_hz, W_hr, W_hh = np.split(recurrent_kernel, 3, axis=-1)
    da_z = dh_t * (h_tilde - h_prev) * z_t * (1 - z_t)
    da_h = dh_t * z_t * (1 - h_tilde**2)
    ds = da_h @ W_hh.T
    da_r = ds * h_prev * r_t * (1 - r_t)
    dh_prev = dh_t * (1 - z_t) + ds * r_t + da_z @ W_hz.T + da_r @ W_hr.T
    da = np.concatenate([da_z, da_r, da_h], axis=-1)  # (B, 3U)
    drecurrent_kernel = np.concatenate(
        [h_prev.T @ da_z, h_prev.T @ da_r, (r_t * h_prev).T @ da_h], axis=-1
    )
    return da @ kernel.T, dh_prev, x_t.T @ da, drecurrent_kernel, da.sum(axis=0)


def gru_gates_reset_after(x_t, h_prev, kernel, recurrent_kernel, bias):
    """Compute the gates, the candidate and the memory, with the reset after the product.

        z_t = sigma(x_t W_xz + b_z + h_prev W_hz + b'_z)            (gru-after-z)
        r_t = sigma(x_t W_xr + b_r + h_prev W_hr + b'_r)            (gru-after-r)
        m_t = h_prev W_hh + b'_h                                    (gru-after-m)
        h~_t = tanh(x_t W_xh + b_h + r_t * m_t)                     (gru-after-candidate)

    Shapes: those of :func:`gru_gates`, but ``bias`` (2, 3 units): the first row is b,
    added to the input's products, the second is b', added to the state's. They cannot
    be merged, because the reset gate multiplies b'_h and not b_h.
    Returns ``z_t, r_t, h_tilde, m_t``, each (batch, units).
    """
    x_z, x_r, x_h = np.split(x_t @ kernel + bias[0], 3, axis=-1)
    m_z, m_r, m_t = np.split(h_prev @ recurrent_kernel + bias[1], 3, axis=-1)
    z_t, r_t = sigmoid(x_z + m_z), sigmoid(x_r + m_r)
    h_tilde = np.tanh(x_h + r_t * m_t)
    return z_t, r_t, h_tilde, m_t


def gru_step_reset_after(x_t, h_prev, kernel, recurrent_kernel, bias):
    """Advance Keras' default GRU by one time step; z keeps the old state (Cho et al. 2014).

        h_t = z_t * h_prev + (1 - z_t) * h~_t                       (gru-after-h)

    Shapes: those of :func:`gru_gates_reset_after`. Returns ``h_t`` (batch, units).
    Raises ValueError (from NumPy) when the shapes do not fit.
    """
    z_t, _, h_tilde, _ = gru_gates_reset_after(x_t, h_prev, kernel, recurrent_kernel, bias)
    return z_t * h_prev + (1 - z_t) * h_tilde


def gru_step_reset_after_backward(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias):
    """Carry the loss gradient ``dh_t`` back through one :func:`gru_step_reset_after`.

        da_z = dh_t * (h_prev - h~_t) * z_t * (1 - z_t)             (gru-after-daz)
        da_h = dh_t * (1 - z_t) * (1 - h~_t^2)                      (gru-after-dah)
        da_r = da_h * m_t * r_t * (1 - r_t)                         (gru-after-dar)
        dm_t = da_h * r_t                                           (gru-after-dm)
        dh_prev = dh_t * z_t + [da_z da_r dm_t] W_h^T               (gru-after-dhprev)

    and, with da = [da_z da_r da_h] on the input's side and dm = [da_z da_r dm_t] on the
    state's: dx_t = da W_x^T, dW_x = x_t^T da, dW_h = h_prev^T dm, db and db' = the sums
    of da and dm over the batch. Shapes: those of :func:`gru_step_reset_after`; ``dh_t``
    (batch, units). Returns ``dx_t, dh_prev, dkernel, drecurrent_kernel, dbias``, each of
    the shape of the array it is the gradient of.
    """
    z_t, r_t, h_tilde, m_t = gru_gates_reset_after(x_t, h_prev, kernel, recurrent_kernel, bias)
    da_z = dh_t * (h_prev - h_tilde) * z_t * (1 - z_t)
    da_h = dh_t * (1 - z_t) * (1 - h_tilde**2)
    da_r = da_h * m_t * r_t * (1 - r_t)
    da = np.concatenate([da_z, da_r, da_h], axis=-1)  # (B, 3U)
    dm = np.concatenate([da_z, da_r, da_h * r_t], axis=-1)  # (B, 3U)
    dh_prev = dh_t * z_t + dm @ recurrent_kernel.T
    dbias = np.stack([da.sum(axis=0), dm.sum(axis=0)])  # (2, 3U)
    return da @ kernel.T, dh_prev, x_t.T @ da, h_prev.T @ dm, dbias


def flip_update_gate(weights):
    """Turn weights for "z takes the new state" into weights for "z keeps the old one".

    1 - sigma(a) = sigma(-a), so the z block changes its sign and nothing else does; the
    same function turns them back. ``weights``: a kernel, a recurrent kernel or a bias,
    whose last axis holds the blocks z, r, h. Returns a new array of the same shape.
    """
    z, r, h = np.split(weights, 3, axis=-1)
    return np.concatenate([-z, r, h], axis=-1)
