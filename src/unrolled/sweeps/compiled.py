"""The functions of :mod:`unrolled.sweeps.pointwise` for float32, compiled by Numba.

NumPy passes over memory once for each operation, and its tanh takes longer than all of the
others together. Here one pass does everything, with a tanh that a compiler can turn into
vector instructions. Same names, arguments and equations as in ``pointwise``.
"""

from functools import partial

import numpy as np
from numba import njit

from unrolled.sweeps.rational_tanh import DENOMINATOR, LARGEST, NUMERATOR

ONE, HALF, LIMIT = np.float32(1), np.float32(0.5), np.float32(LARGEST)
P0, P1, P2, P3, P4 = map(np.float32, NUMERATOR)
Q0, Q1, Q2, Q3, Q4 = map(np.float32, DENOMINATOR)

# Sums may be ordered anew, which vector instructions need; NaN and infinity keep their meaning.
compiled = partial(
    njit,
    cache=True,
    nogil=True,  # so that two threads can work at once
    error_model="numpy",  # without this, a test for a zero divisor forbids vector instructions
    fastmath={"reassoc", "contract", "nsz", "arcp"},
)


@njit(inline="always")
def _tanh(a):
    s = a * a
    numerator = P0 + s * (P1 + s * (P2 + s * (P3 + s * P4)))
    quotient = a * numerator / (Q0 + s * (Q1 + s * (Q2 + s * (Q3 + s * Q4))))
    quotient = ONE if a > LIMIT else quotient
    return -ONE if a < -LIMIT else quotient


@njit(inline="always")
def _sigmoid(a):
    return HALF + HALF * _tanh(HALF * a)


@compiled()
def rnn_forward(a, m, extra, h_prev, h_t):
    """Compute (rnn-h)."""
    for b in range(h_t.shape[0]):
        a_b, m_b, h = a[b], m[b], h_t[b]
        for u in range(h.shape[0]):
            h[u] = _tanh(a_b[u] + m_b[u])


@compiled()
def rnn_backward(dh, blocks, extra, h_prev, h_t, da, dm):
    """Compute (rnn-da)."""
    for b in range(dh.shape[0]):
        dh_b, h, da_b = dh[b], h_t[b], da[b]
        for u in range(h.shape[0]):
            da_b[u] = dh_b[u] * (ONE - h[u] * h[u])
            dh_b[u] = 0


@compiled()
def lstm_forward(a, m, tanh_c, h_prev, c_prev, h_t, c_t):
    """Compute (lstm-gates), (lstm-candidate), (lstm-c) and (lstm-h)."""
    units = h_t.shape[1]
    for b in range(h_t.shape[0]):
        a_b, m_b, before, c, tanh, h = a[b], m[b], c_prev[b], c_t[b], tanh_c[b], h_t[b]
        i, f, c_tilde, o = (
            a_b[:units],
            a_b[units : 2 * units],
            a_b[2 * units : 3 * units],
            a_b[3 * units :],
        )
        for u in range(2 * units):
            a_b[u] = _sigmoid(a_b[u] + m_b[u])
        for u in range(2 * units, 3 * units):
            a_b[u] = _tanh(a_b[u] + m_b[u])
        for u in range(3 * units, 4 * units):
            a_b[u] = _sigmoid(a_b[u] + m_b[u])
        for u in range(units):
            c[u] = f[u] * before[u] + i[u] * c_tilde[u]
        for u in range(units):
            tanh[u] = _tanh(c[u])
        for u in range(units):
            h[u] = o[u] * tanh[u]


@compiled()
def lstm_backward(dh, dc, blocks, tanh_c, h_prev, c_prev, h_t, da, dm):
    """Compute (lstm-dc) to (lstm-dcprev)."""
    units = dh.shape[1]
    for b in range(dh.shape[0]):
        dh_b, dc_b, tanh, before, row, d = dh[b], dc[b], tanh_c[b], c_prev[b], blocks[b], da[b]
        for u in range(units):
            i, f = row[u], row[units + u]
            c_tilde, o = row[2 * units + u], row[3 * units + u]
            dc_u = dc_b[u] + dh_b[u] * o * (ONE - tanh[u] * tanh[u])
            d[u] = dc_u * c_tilde * i * (ONE - i)
            d[units + u] = dc_u * before[u] * f * (ONE - f)
            d[2 * units + u] = dc_u * i * (ONE - c_tilde * c_tilde)
            d[3 * units + u] = dh_b[u] * tanh[u] * o * (ONE - o)
            dc_b[u] = dc_u * f
            dh_b[u] = 0


@compiled()
def gru_forward(a, m, m_h, h_prev, h_t):
    """Compute (gru-after-z), (gru-after-r), (gru-after-candidate) and (gru-after-h)."""
    units = h_t.shape[1]
    for b in range(h_t.shape[0]):
        a_b, m_b, kept, before, h = a[b], m[b], m_h[b], h_prev[b], h_t[b]
        z, r, h_tilde = a_b[:units], a_b[units : 2 * units], a_b[2 * units :]
        for u in range(2 * units):
            a_b[u] = _sigmoid(a_b[u] + m_b[u])
        for u in range(units):
            kept[u] = m_b[2 * units + u]
        for u in range(units):
            h_tilde[u] = _tanh(h_tilde[u] + r[u] * kept[u])
        for u in range(units):
            h[u] = z[u] * before[u] + (ONE - z[u]) * h_tilde[u]


@compiled()
def gru_backward(dh, blocks, m_h, h_prev, h_t, da, dm):
    """Compute (gru-after-daz) to (gru-after-dm), and the direct part of (gru-after-dhprev)."""
    units = dh.shape[1]
    for b in range(dh.shape[0]):
        dh_b, m_b, before, row, d, d_m = dh[b], m_h[b], h_prev[b], blocks[b], da[b], dm[b]
        for u in range(units):
            z, r, h_tilde = row[u], row[units + u], row[2 * units + u]
            da_z = dh_b[u] * (before[u] - h_tilde) * z * (ONE - z)
            da_h = dh_b[u] * (ONE - z) * (ONE - h_tilde * h_tilde)
            da_r = da_h * m_b[u] * r * (ONE - r)
            d[u] = da_z
            d[units + u] = da_r
            d[2 * units + u] = da_h
            d_m[u] = da_z
            d_m[units + u] = da_r
            d_m[2 * units + u] = da_h * r
            dh_b[u] = dh_b[u] * z
