"""Right answers, in many styles, to the questions on the form of Keras and on changing forms."""

import math

import numpy as np

from tests.exercises.styles import (
    dot,
    logistic,
    logistic_for_either_sign,
    logistic_of_number,
    single,
)


def keras_by_slices(x_t, h_prev, kernel, recurrent_kernel, bias):
    U = h_prev.shape[1]
    x_part, h_part = x_t @ kernel + bias[0], h_prev @ recurrent_kernel + bias[1]
    z = logistic(x_part[:, :U] + h_part[:, :U])
    r = logistic(x_part[:, U : 2 * U] + h_part[:, U : 2 * U])
    new = np.tanh(x_part[:, 2 * U :] + r * h_part[:, 2 * U :])
    return z * h_prev + (1 - z) * new


def keras_by_separate_weights(x_t, h_prev, kernel, recurrent_kernel, bias):
    (K_z, K_r, K_h), (R_z, R_r, R_h) = np.hsplit(kernel, 3), np.hsplit(recurrent_kernel, 3)
    (b_z, b_r, b_h), (c_z, c_r, c_h) = np.split(bias[0], 3), np.split(bias[1], 3)
    z = logistic(x_t @ K_z + b_z + h_prev @ R_z + c_z)
    r = logistic(x_t @ K_r + b_r + h_prev @ R_r + c_r)
    new = np.tanh(x_t @ K_h + b_h + r * (h_prev @ R_h + c_h))
    return new + z * (h_prev - new)


def keras_by_concatenation(x_t, h_prev, kernel, recurrent_kernel, bias):
    # The gates from one joined product; only the candidate needs its two sums apart.
    U = h_prev.shape[1]
    joined = np.hstack([x_t, h_prev]) @ np.vstack([kernel, recurrent_kernel])[:, : 2 * U]
    gates = logistic(joined + bias.sum(axis=0)[: 2 * U])
    z, r = np.split(gates, 2, axis=1)
    m = h_prev @ recurrent_kernel[:, 2 * U :] + bias[1, 2 * U :]
    return z * h_prev + (1 - z) * np.tanh(x_t @ kernel[:, 2 * U :] + bias[0, 2 * U :] + r * m)


def keras_by_einsum(x_t, h_prev, kernel, recurrent_kernel, bias):
    units = h_prev.shape[1]
    a = np.einsum("bf,fgu->gbu", x_t, kernel.reshape(-1, 3, units))
    m = np.einsum("bk,kgu->gbu", h_prev, recurrent_kernel.reshape(units, 3, units))
    b, c = bias.reshape(2, 3, 1, units)
    a, m = a + b, m + c
    z, r = logistic_for_either_sign(a[:2] + m[:2])
    return z * h_prev + (1 - z) * np.tanh(a[2] + r * m[2])


class KerasCell:
    def __init__(self, kernel, recurrent_kernel, bias):
        self.kernel, self.recurrent_kernel = kernel, recurrent_kernel
        self.input_bias, self.recurrent_bias = bias

    def step(self, x, h):
        x_z, x_r, x_h = np.split(x @ self.kernel + self.input_bias, 3, axis=-1)
        m_z, m_r, m_h = np.split(h @ self.recurrent_kernel + self.recurrent_bias, 3, axis=-1)
        z, r = logistic(x_z + m_z), logistic(x_r + m_r)
        return z * h + (1 - z) * np.tanh(x_h + r * m_h)


def keras_by_class(x_t, h_prev, kernel, recurrent_kernel, bias):
    return KerasCell(kernel, recurrent_kernel, bias).step(x_t, h_prev)


def keras_as_in_pytorch(x_t, h_prev, kernel, recurrent_kernel, bias):
    # Blocks r, z, n, matrices transposed, columns for samples.
    def reordered(array):
        z, r, n = np.split(array, 3, axis=-1)
        return np.concatenate([r, z, n], axis=-1).T

    i_r, i_z, i_n = np.split(reordered(kernel) @ x_t.T + reordered(bias)[:, :1], 3)
    h_r, h_z, h_n = np.split(reordered(recurrent_kernel) @ h_prev.T + reordered(bias)[:, 1:], 3)
    z = logistic(i_z + h_z)
    n = np.tanh(i_n + logistic(i_r + h_r) * h_n)
    return ((1 - z) * n + z * h_prev.T).T


def keras_by_numbers(x_t, h_prev, kernel, recurrent_kernel, bias):
    U = h_prev.shape[1]
    h_t = []
    for x, h in zip(x_t, h_prev, strict=True):
        a = [dot(x, kernel[:, c]) + float(bias[0, c]) for c in range(3 * U)]
        m = [dot(h, recurrent_kernel[:, c]) + float(bias[1, c]) for c in range(3 * U)]
        z = [logistic_of_number(a[u] + m[u]) for u in range(U)]
        r = [logistic_of_number(a[U + u] + m[U + u]) for u in range(U)]
        new = [math.tanh(a[2 * U + u] + r[u] * m[2 * U + u]) for u in range(U)]
        h_t.append([z[u] * h[u] + (1 - z[u]) * new[u] for u in range(U)])
    return h_t


def keras_in_float32(x_t, h_prev, kernel, recurrent_kernel, bias):
    return keras_in_own_buffers(*single(x_t, h_prev, kernel, recurrent_kernel, bias))


def keras_in_own_buffers(x_t, h_prev, kernel, recurrent_kernel, bias):
    z, r, new = np.split(x_t @ kernel + bias[0], 3, axis=1)
    m_z, m_r, m = np.split(h_prev @ recurrent_kernel + bias[1], 3, axis=1)
    z += m_z
    r += m_r
    m *= logistic(r)
    new += m
    np.tanh(new, out=new)
    z[:] = logistic(z)
    new *= 1 - z
    new += z * h_prev
    return new


def change_by_slices(kernel, recurrent_kernel, bias):
    units = recurrent_kernel.shape[0]
    changed = [array.copy() for array in (kernel, recurrent_kernel, bias)]
    for array in changed:
        array[..., :units] *= -1
    return changed


def change_by_blocks(kernel, recurrent_kernel, bias):
    def flip(array):
        z, r, h = np.split(array, 3, axis=-1)
        return np.concatenate([-z, r, h], axis=-1)

    return flip(kernel), flip(recurrent_kernel), flip(bias)


def change_by_where(kernel, recurrent_kernel, bias):
    is_update_gate = np.arange(bias.size) < bias.size // 3
    return tuple(
        np.where(is_update_gate, -array, array) for array in (kernel, recurrent_kernel, bias)
    )


def change_by_diagonal_matrix(kernel, recurrent_kernel, bias):
    signs = np.diag([-1.0] * (bias.size // 3) + [1.0] * (2 * bias.size // 3))
    return kernel @ signs, recurrent_kernel @ signs, bias @ signs


def change_of_one_joined_array(kernel, recurrent_kernel, bias):
    joined = np.vstack([kernel, recurrent_kernel, bias])
    joined[:, : len(recurrent_kernel)] = 0 - joined[:, : len(recurrent_kernel)]
    features = len(kernel)
    return joined[:features], joined[features:-1], joined[-1]


def change_as_lists(kernel, recurrent_kernel, bias):
    units = len(recurrent_kernel)

    def row(values):
        return [-float(v) if place < units else float(v) for place, v in enumerate(values)]

    return [row(r) for r in kernel], [row(r) for r in recurrent_kernel], row(bias)


def change_by_einsum(kernel, recurrent_kernel, bias):
    signs = np.array([-1.0, 1.0, 1.0])
    units = len(recurrent_kernel)

    def flip(array):
        blocks = array.reshape(-1, 3, units)
        return np.einsum("agu,g->agu", blocks, signs).reshape(array.shape)

    return flip(kernel), flip(recurrent_kernel), flip(bias)


def change_in_float32(kernel, recurrent_kernel, bias):
    return change_by_blocks(*single(kernel, recurrent_kernel, bias))
