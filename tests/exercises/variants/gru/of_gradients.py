"""Right answers, in many styles, to the question on the gradient of one step."""

import numpy as np

from tests.exercises.styles import logistic, single
from tests.exercises.variants.gru.of_steps import step_by_slices


def _forward(x_t, h_prev, kernel, recurrent_kernel, bias):
    a_z, a_r, a_h = np.split(x_t @ kernel + bias, 3, axis=-1)
    W_hz, W_hr, W_hh = np.split(recurrent_kernel, 3, axis=-1)
    z, r = logistic(a_z + h_prev @ W_hz), logistic(a_r + h_prev @ W_hr)
    return z, r, np.tanh(a_h + (r * h_prev) @ W_hh), W_hz, W_hr, W_hh


def backward_through_each_block(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias):
    z, r, n, W_hz, W_hr, W_hh = _forward(x_t, h_prev, kernel, recurrent_kernel, bias)
    dn, dz = dh_t * z, dh_t * n - dh_t * h_prev
    da_n = dn * (1 - n**2)
    ds = da_n @ W_hh.T
    da_z, da_r = dz * z * (1 - z), ds * h_prev * r * (1 - r)
    blocks, seen = [da_z, da_r, da_n], [h_prev, h_prev, r * h_prev]
    dx_t = sum(a @ W.T for a, W in zip(blocks, np.split(kernel, 3, axis=1), strict=True))
    dh_prev = dh_t - dn + ds * r + da_z @ W_hz.T + da_r @ W_hr.T
    dkernel = np.hstack([x_t.T @ a for a in blocks])
    drecurrent_kernel = np.hstack([s.T @ a for s, a in zip(seen, blocks, strict=True)])
    return dx_t, dh_prev, dkernel, drecurrent_kernel, np.hstack([a.sum(0) for a in blocks])


def backward_by_einsum(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias):
    z, r, n, _, _, W_hh = _forward(x_t, h_prev, kernel, recurrent_kernel, bias)
    da_n = dh_t * z * (1 - n**2)
    ds = np.einsum("bu,ku->bk", da_n, W_hh)
    da_z, da_r = dh_t * (n - h_prev) * z * (1 - z), ds * h_prev * r * (1 - r)
    gates = np.concatenate([da_z, da_r], axis=1)
    W_gates = recurrent_kernel[:, : gates.shape[1]]
    da = np.concatenate([gates, da_n], axis=1)
    return (
        np.einsum("ba,fa->bf", da, kernel),
        dh_t * (1 - z) + ds * r + np.einsum("ba,ka->bk", gates, W_gates),
        np.einsum("bf,ba->fa", x_t, da),
        np.concatenate(
            [np.einsum("bk,ba->ka", h_prev, gates), np.einsum("bk,bk,ba->ka", r, h_prev, da_n)],
            axis=1,
        ),
        np.einsum("ba->a", da),
    )


def backward_into_slices(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias):
    z, r, n, W_hz, W_hr, W_hh = _forward(x_t, h_prev, kernel, recurrent_kernel, bias)
    units = z.shape[1]
    dh_prev = dh_t.copy()
    dh_prev *= 1 - z
    da = np.empty((len(z), 3 * units))
    da[:, 2 * units :] = dh_t * z * (1 - n * n)
    ds = da[:, 2 * units :] @ W_hh.T
    da[:, :units] = dh_t * (n - h_prev) * (z - z**2)
    da[:, units : 2 * units] = ds * h_prev * (r - r**2)
    dh_prev += ds * r
    dh_prev += da[:, : 2 * units] @ np.hstack([W_hz, W_hr]).T
    drecurrent_kernel = h_prev.T @ da
    drecurrent_kernel[:, 2 * units :] = (r * h_prev).T @ da[:, 2 * units :]
    dweights = np.hstack([x_t, np.ones((len(x_t), 1))]).T @ da
    return da @ kernel.T, dh_prev, dweights[:-1], drecurrent_kernel, dweights[-1]


def backward_by_sample(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias):
    dx_t, dh_prev = np.zeros_like(x_t), np.zeros_like(h_prev)
    dkernel, drecurrent_kernel = np.zeros_like(kernel), np.zeros_like(recurrent_kernel)
    dbias = np.zeros_like(bias)
    for s in range(len(x_t)):
        h = h_prev[s]
        z, r, n, W_hz, W_hr, W_hh = _forward(x_t[s], h, kernel, recurrent_kernel, bias)
        da_z, da_n = dh_t[s] * (n - h) * z * (1 - z), dh_t[s] * z * (1 - n * n)
        ds = W_hh @ da_n
        da_r = ds * h * r * (1 - r)
        da = np.concatenate([da_z, da_r, da_n])
        dx_t[s] = kernel @ da
        dh_prev[s] = dh_t[s] * (1 - z) + ds * r + W_hz @ da_z + W_hr @ da_r
        dkernel += np.outer(x_t[s], da)
        drecurrent_kernel += np.hstack(
            [np.outer(h, da_z), np.outer(h, da_r), np.outer(r * h, da_n)]
        )
        dbias += da
    return dx_t, dh_prev, dkernel, drecurrent_kernel, dbias


class _Step:
    def __init__(self, x_t, h_prev, *weights):
        self.x, self.h, self.kernel = x_t, h_prev, weights[0]
        self.z, self.r, self.n, self.W_hz, self.W_hr, self.W_hh = _forward(x_t, h_prev, *weights)
        self.s = self.r * h_prev

    def backward(self, dh):
        z, r, n, h = self.z, self.r, self.n, self.h
        az, an = dh * (n - h) * z * (1 - z), dh * z * (1 - n * n)
        ds = an @ self.W_hh.T
        ar = ds * h * r * (1 - r)
        da = np.concatenate([az, ar, an], axis=1)
        back = dh * (1 - z) + ds * r + az @ self.W_hz.T + ar @ self.W_hr.T
        dR = np.concatenate([h.T @ az, h.T @ ar, self.s.T @ an], axis=1)
        return da @ self.kernel.T, back, self.x.T @ da, dR, da.sum(axis=0)


def backward_by_class(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias):
    return _Step(x_t, h_prev, kernel, recurrent_kernel, bias).backward(dh_t)


def backward_by_jacobian(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias):
    # dh_prev sample by sample from the Jacobian of the step; the other gradients as usual.
    dx_t, _, *dweights = backward_by_class(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias)
    rows = []
    for x, h, dh in zip(x_t, h_prev, dh_t, strict=True):
        z, r, n, W_hz, W_hr, W_hh = _forward(x, h, kernel, recurrent_kernel, bias)
        J = np.diag(1 - z) + W_hz * ((n - h) * z * (1 - z))
        J += (np.diag(r) + W_hr * (h * r * (1 - r))) @ W_hh * (z * (1 - n**2))
        rows.append(J @ dh)
    return dx_t, np.array(rows), *dweights


def backward_in_float32(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias):
    return backward_by_einsum(*single(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias))


def backward_as_lists(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias):
    given = (dh_t, x_t, h_prev, kernel, recurrent_kernel, bias)
    return [gradient.tolist() for gradient in backward_through_each_block(*given)]


def backward_by_differences(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias):
    given = [np.array(a) for a in (x_t, h_prev, kernel, recurrent_kernel, bias)]
    gradients = [np.zeros_like(array) for array in given]
    for array, gradient in zip(given, gradients, strict=True):
        for index in np.ndindex(array.shape):
            value = array[index]
            array[index] = value + 1e-6
            above = np.sum(dh_t * step_by_slices(*given))
            array[index] = value - 1e-6
            gradient[index] = (above - np.sum(dh_t * step_by_slices(*given))) / 2e-6
            array[index] = value
    return gradients
