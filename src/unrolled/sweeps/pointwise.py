"""What one time step does to single numbers, once both its products are there.

Each function works in place on arrays that its caller made, for a whole batch at once:
``*_forward`` turns the pre-activation ``a`` into the activated blocks and writes the new
state; ``*_backward`` turns the gradients of the states after the step into those of the
pre-activations. All six are called alike:

    forward(a, m, extra, *states_before, *states_after)
    backward(*dstates, blocks, extra, *states_before, h_t, da, dm)

``a``: (batch, G units), the input's product and bias; afterwards the activated blocks.
``m``: (batch, G units), the state's product, lost afterwards. ``extra``: (batch, units), what
else backward needs: tanh(c_t) for the LSTM, the state's part of the candidate for the GRU.
``dstates``: (batch, units); afterwards the gradient that the states before the step receive
directly, past both products. ``da``, ``dm``: (batch, G units), the gradients on the input's and
on the state's side of the products; for the plain RNN and the LSTM they are one array. The
equations are those of :mod:`unrolled.rnn`, :mod:`unrolled.lstm` and :mod:`unrolled.gru`.
"""

import numpy as np


def rnn_forward(a, m, extra, h_prev, h_t):
    """Compute (rnn-h)."""
    np.add(a, m, out=h_t)
    np.tanh(h_t, out=h_t)


def rnn_backward(dh, blocks, extra, h_prev, h_t, da, dm):
    """Compute (rnn-da)."""
    np.multiply(h_t, h_t, out=da)
    np.subtract(1, da, out=da)
    np.multiply(da, dh, out=da)
    dh.fill(0)


def lstm_forward(a, m, tanh_c, h_prev, c_prev, h_t, c_t):
    """Compute (lstm-gates), (lstm-candidate), (lstm-c) and (lstm-h)."""
    units = h_t.shape[-1]
    np.add(a, m, out=a)
    i, f, c_tilde, o = (a[:, block : block + units] for block in range(0, 4 * units, units))
    np.multiply(c_tilde, 2, out=c_tilde)  # tanh(a) = 2 sigma(2a) - 1: one exponential for all
    sigmoid(a)
    np.multiply(c_tilde, 2, out=c_tilde)
    np.subtract(c_tilde, 1, out=c_tilde)
    np.multiply(f, c_prev, out=c_t)
    np.multiply(i, c_tilde, out=h_t)
    np.add(c_t, h_t, out=c_t)
    np.tanh(c_t, out=tanh_c)
    np.multiply(o, tanh_c, out=h_t)


def lstm_backward(dh, dc, blocks, tanh_c, h_prev, c_prev, h_t, da, dm):
    """Compute (lstm-dc) to (lstm-dcprev)."""
    units = dh.shape[-1]
    i, f, c_tilde, o = (blocks[:, b : b + units] for b in range(0, 4 * units, units))
    da_i, da_f, da_c, da_o = (da[:, b : b + units] for b in range(0, 4 * units, units))
    np.subtract(1, blocks, out=da)
    np.multiply(da, blocks, out=da)  # sigma' of all blocks; the candidate's is replaced below
    np.multiply(tanh_c, tanh_c, out=da_c)
    np.subtract(1, da_c, out=da_c)
    np.multiply(da_c, o, out=da_c)
    np.multiply(da_c, dh, out=da_c)
    np.add(dc, da_c, out=dc)
    np.multiply(da_o, tanh_c, out=da_o)
    np.multiply(da_o, dh, out=da_o)
    np.multiply(c_tilde, c_tilde, out=da_c)
    np.subtract(1, da_c, out=da_c)
    for d, factor in ((da_c, i), (da_i, c_tilde), (da_f, c_prev)):
        np.multiply(d, factor, out=d)
        np.multiply(d, dc, out=d)
    np.multiply(dc, f, out=dc)
    dh.fill(0)


def gru_forward(a, m, m_h, h_prev, h_t):
    """Compute (gru-after-z), (gru-after-r), (gru-after-candidate) and (gru-after-h)."""
    units = h_t.shape[-1]
    gates, h_tilde = a[:, : 2 * units], a[:, 2 * units :]
    z, r = gates[:, :units], gates[:, units:]
    np.add(gates, m[:, : 2 * units], out=gates)
    sigmoid(gates)
    m_h[:] = m[:, 2 * units :]
    np.multiply(r, m_h, out=h_t)
    np.add(h_tilde, h_t, out=h_tilde)
    np.tanh(h_tilde, out=h_tilde)
    new = m[:, :units]  # the product has been read, so its memory is free
    np.subtract(1, z, out=new)
    np.multiply(new, h_tilde, out=new)
    np.multiply(z, h_prev, out=h_t)
    np.add(h_t, new, out=h_t)


def gru_backward(dh, blocks, m_h, h_prev, h_t, da, dm):
    """Compute (gru-after-daz) to (gru-after-dm), and the direct part of (gru-after-dhprev)."""
    units = dh.shape[-1]
    z, r, h_tilde = (blocks[:, b : b + units] for b in range(0, 3 * units, units))
    da_z, da_r, da_h = (da[:, b : b + units] for b in range(0, 3 * units, units))
    gates, da_gates = blocks[:, : 2 * units], da[:, : 2 * units]
    np.subtract(1, z, out=da_r)
    np.multiply(h_tilde, h_tilde, out=da_h)
    np.subtract(1, da_h, out=da_h)
    np.multiply(da_h, da_r, out=da_h)
    np.multiply(da_h, dh, out=da_h)
    np.subtract(1, gates, out=da_gates)
    np.multiply(da_gates, gates, out=da_gates)
    np.multiply(da_r, m_h, out=da_r)
    np.multiply(da_r, da_h, out=da_r)
    np.multiply(da_z, dh, out=da_z)
    np.subtract(h_prev, h_tilde, out=dm[:, :units])
    np.multiply(da_z, dm[:, :units], out=da_z)
    dm[:, : 2 * units] = da_gates
    np.multiply(da_h, r, out=dm[:, 2 * units :])
    np.multiply(dh, z, out=dh)


def sigmoid(a):
    """Replace ``a`` by sigma(a) = 1 / (1 + exp(-a)); where exp overflows, 1 / inf = 0 is right."""
    np.negative(a, out=a)
    np.exp(a, out=a)
    np.add(a, 1, out=a)
    np.reciprocal(a, out=a)
