"""Right answers, in many styles, to the questions on the first form: gates, step, sequence."""

import math

import numpy as np

from tests.exercises.styles import (
    dot,
    logistic,
    logistic_for_either_sign,
    logistic_of_number,
    score_of_unit,
    single,
)


def gates_by_loops(x_t, h_prev, W_xz, W_hz, b_z, W_xr, W_hr, b_r, W_xh, W_hh, b_h):
    z_t, r_t, h_tilde = [], [], []
    units = range(len(b_z))
    for x_row, h_row in zip(x_t, h_prev, strict=True):
        z = [score_of_unit(x_row, h_row, W_xz, W_hz, b_z, unit) for unit in units]
        r = [score_of_unit(x_row, h_row, W_xr, W_hr, b_r, unit) for unit in units]
        z_t.append([logistic_of_number(score) for score in z])
        r_t.append([logistic_of_number(score) for score in r])
        seen = [gate * old for gate, old in zip(r_t[-1], h_row, strict=True)]
        new = [score_of_unit(x_row, seen, W_xh, W_hh, b_h, unit) for unit in units]
        h_tilde.append([math.tanh(score) for score in new])
    return z_t, r_t, h_tilde


def gates_by_einsum(x_t, h_prev, W_xz, W_hz, b_z, W_xr, W_hr, b_r, W_xh, W_hh, b_h):
    z_t = logistic(np.einsum("bf,fu->bu", x_t, W_xz) + np.einsum("bk,ku->bu", h_prev, W_hz) + b_z)
    r_t = logistic(np.einsum("bf,fu->bu", x_t, W_xr) + np.einsum("bk,ku->bu", h_prev, W_hr) + b_r)
    told = np.einsum("bk,bk,ku->bu", r_t, h_prev, W_hh)
    return z_t, r_t, np.tanh(np.einsum("bf,fu->bu", x_t, W_xh) + told + b_h)


def gates_by_concatenation(x_t, h_prev, W_xz, W_hz, b_z, W_xr, W_hr, b_r, W_xh, W_hh, b_h):
    joined = np.concatenate([h_prev, x_t], axis=1)
    z_t = logistic(joined @ np.concatenate([W_hz, W_xz]) + b_z)
    r_t = logistic(joined @ np.concatenate([W_hr, W_xr]) + b_r)
    joined = np.concatenate([r_t * h_prev, x_t], axis=1)
    return [z_t, r_t, np.tanh(joined @ np.concatenate([W_hh, W_xh]) + b_h)]


def gates_with_columns(x_t, h_prev, W_xz, W_hz, b_z, W_xr, W_hr, b_r, W_xh, W_hh, b_h):
    x, h = x_t.T, h_prev.T
    z = logistic(W_xz.T @ x + W_hz.T @ h + b_z[:, np.newaxis])
    r = logistic(W_xr.T @ x + W_hr.T @ h + b_r[:, np.newaxis])
    return z.T, r.T, np.tanh(W_xh.T @ x + W_hh.T @ (r * h) + b_h[:, np.newaxis]).T


class _Block:
    def __init__(self, W_x, W_h, b, activation):
        self.W_x, self.W_h, self.b, self.activation = W_x, W_h, b, activation

    def __call__(self, x, h):
        return self.activation(x.dot(self.W_x) + h.dot(self.W_h) + self.b)


def gates_by_class(x_t, h_prev, W_xz, W_hz, b_z, W_xr, W_hr, b_r, W_xh, W_hh, b_h):
    update = _Block(W_xz, W_hz, b_z, logistic_for_either_sign)
    reset = _Block(W_xr, W_hr, b_r, logistic_for_either_sign)
    candidate = _Block(W_xh, W_hh, b_h, np.tanh)
    r_t = reset(x_t, h_prev)
    return update(x_t, h_prev), r_t, candidate(x_t, r_t * h_prev)


def gates_by_scaling_rows(x_t, h_prev, W_xz, W_hz, b_z, W_xr, W_hr, b_r, W_xh, W_hh, b_h):
    # Rows of W_hh times the gates, sample by sample: the product before, written differently.
    z_t = logistic(x_t @ W_xz + h_prev @ W_hz + b_z)
    r_t = logistic(x_t @ W_xr + h_prev @ W_hr + b_r)
    told = [h @ (r[:, np.newaxis] * W_hh) for h, r in zip(h_prev, r_t, strict=True)]
    return z_t, r_t, np.tanh(x_t @ W_xh + np.array(told) + b_h).tolist()


def gates_in_float32(x_t, h_prev, W_xz, W_hz, b_z, W_xr, W_hr, b_r, W_xh, W_hh, b_h):
    given = single(x_t, h_prev, W_xz, W_hz, b_z, W_xr, W_hr, b_r, W_xh, W_hh, b_h)
    return gates_by_concatenation(*given)


def gates_in_own_buffers(x_t, h_prev, W_xz, W_hz, b_z, W_xr, W_hr, b_r, W_xh, W_hh, b_h):
    z_t, r_t, h_tilde = (np.array(h_prev) for _ in range(3))
    for out, W_x, W_h, b in ((z_t, W_xz, W_hz, b_z), (r_t, W_xr, W_hr, b_r)):
        np.matmul(h_prev, W_h, out=out)
        out += x_t @ W_x
        out += b
        out[:] = logistic(out)
    h_tilde *= r_t
    h_tilde = h_tilde @ W_hh
    h_tilde += x_t @ W_xh
    h_tilde += b_h
    return z_t, r_t, np.tanh(h_tilde, out=h_tilde)


def step_by_slices(x_t, h_prev, kernel, recurrent_kernel, bias):
    U = h_prev.shape[1]
    gates = x_t @ kernel[:, : 2 * U] + h_prev @ recurrent_kernel[:, : 2 * U] + bias[: 2 * U]
    z, r = logistic(gates[:, :U]), logistic(gates[:, U:])
    last = slice(2 * U, None)
    new = np.tanh(x_t @ kernel[:, last] + (r * h_prev) @ recurrent_kernel[:, last] + bias[last])
    return (1 - z) * h_prev + z * new


def step_by_concatenation(x_t, h_prev, kernel, recurrent_kernel, bias):
    W_z, W_r, W_h = np.hsplit(np.vstack([recurrent_kernel, kernel, bias]), 3)
    ones = np.ones((len(x_t), 1))
    both = np.hstack([h_prev, x_t, ones])
    z, r = logistic(both @ W_z), logistic(both @ W_r)
    new = np.tanh(np.hstack([r * h_prev, x_t, ones]) @ W_h)
    return z * new + h_prev - z * h_prev


def step_by_reshaping(x_t, h_prev, kernel, recurrent_kernel, bias):
    batch, units = h_prev.shape
    from_input = (x_t @ kernel + bias).reshape(batch, 3, units)
    R = recurrent_kernel.reshape(units, 3, units)
    gates = logistic(from_input[:, :2] + np.einsum("bk,kgu->bgu", h_prev, R[:, :2]))
    z, r = gates[:, 0], gates[:, 1]
    new = np.tanh(from_input[:, 2] + (r * h_prev) @ R[:, 2])
    return h_prev + z * (new - h_prev)


def step_by_average(x_t, h_prev, kernel, recurrent_kernel, bias):
    blocks = zip(*(np.split(a, 3, axis=-1) for a in (kernel, recurrent_kernel, bias)), strict=True)
    z, _, h_tilde = gates_by_concatenation(
        x_t, h_prev, *(array for block in blocks for array in block)
    )
    both, weights = np.stack([h_prev, h_tilde]), np.stack([1 - z, z])
    return np.average(both, axis=0, weights=weights)


class Cell:
    def __init__(self, kernel, recurrent_kernel, bias):
        arrays = kernel, recurrent_kernel, bias
        split = [np.split(array, 3, axis=-1) for array in arrays]
        activations = logistic, logistic, np.tanh
        self.update, self.reset, self.candidate = (
            _Block(*block) for block in zip(*split, activations, strict=True)
        )

    def step(self, x, h):
        z = self.update(x, h)
        return (1 - z) * h + z * self.candidate(x, self.reset(x, h) * h)


def step_by_class(x_t, h_prev, kernel, recurrent_kernel, bias):
    return Cell(kernel, recurrent_kernel, bias).step(x_t, h_prev)


def step_by_numbers(x_t, h_prev, kernel, recurrent_kernel, bias):
    U = h_prev.shape[1]
    h_t = []
    for x, h in zip(x_t, h_prev, strict=True):
        a = [dot(x, kernel[:, c]) + float(bias[c]) for c in range(3 * U)]
        z = [logistic_of_number(a[u] + dot(h, recurrent_kernel[:, u])) for u in range(U)]
        r = [logistic_of_number(a[U + u] + dot(h, recurrent_kernel[:, U + u])) for u in range(U)]
        seen = [r[u] * h[u] for u in range(U)]
        new = [a[2 * U + u] + dot(seen, recurrent_kernel[:, 2 * U + u]) for u in range(U)]
        h_t.append([(1 - z[u]) * h[u] + z[u] * math.tanh(new[u]) for u in range(U)])
    return h_t


def step_in_float32(x_t, h_prev, kernel, recurrent_kernel, bias):
    return step_in_own_copy(*single(x_t, h_prev, kernel, recurrent_kernel, bias))


def step_in_own_copy(x_t, h_prev, kernel, recurrent_kernel, bias):
    W_hz, W_hr, W_hh = np.split(recurrent_kernel, 3, axis=1)
    z, r, new = np.split(x_t @ kernel + bias, 3, axis=1)
    z += h_prev @ W_hz
    r += h_prev @ W_hr
    h_t = h_prev.copy()
    h_t *= logistic_for_either_sign(r)
    new += h_t @ W_hh
    z = logistic_for_either_sign(z)
    h_t[...] = h_prev
    h_t *= 1 - z
    h_t += z * np.tanh(new)
    return h_t


def step_with_the_flipped_gate(x_t, h_prev, kernel, recurrent_kernel, bias):
    # 1 - sigma(a) = sigma(-a): computed as the part that is kept.
    W_hz, W_hr, W_hh = np.split(recurrent_kernel, 3, axis=1)
    a_z, a_r, a_h = np.split(x_t @ kernel + bias, 3, axis=1)
    keep = logistic(-(a_z + h_prev @ W_hz))
    new = np.tanh(a_h + (logistic(a_r + h_prev @ W_hr) * h_prev) @ W_hh)
    return keep * h_prev + (1 - keep) * new


def sequence_into_array(x, kernel, recurrent_kernel, bias, h_0=None):
    batch, time, _ = x.shape
    units = bias.size // 3
    h = np.zeros((batch, units)) if h_0 is None else h_0.copy()
    hidden_states = np.zeros((batch, time, units))
    for t in range(time):
        h = step_by_slices(x[:, t, :], h, kernel, recurrent_kernel, bias)
        hidden_states[:, t, :] = h
    return hidden_states, h


def sequence_time_first(x, kernel, recurrent_kernel, bias, h_0=None):
    h = h_0 if h_0 is not None else np.zeros((len(x), len(recurrent_kernel)))
    seen = []
    for x_t in np.transpose(x, (1, 0, 2)):
        h = step_by_reshaping(x_t, h, kernel, recurrent_kernel, bias)
        seen.append(h)
    return np.array(seen).swapaxes(0, 1), seen[-1]


def sequence_with_initial_state_first(x, kernel, recurrent_kernel, bias, h_0=None):
    states = np.zeros((x.shape[0], x.shape[1] + 1, len(recurrent_kernel)))
    if h_0 is not None:
        states[:, 0] = h_0
    for t in range(x.shape[1]):
        states[:, t + 1] = step_by_class(x[:, t], states[:, t], kernel, recurrent_kernel, bias)
    return states[:, 1:], states[:, -1]


def sequence_with_input_product_first(x, kernel, recurrent_kernel, bias, h_0=None):
    W_hz, W_hr, W_hh = np.split(recurrent_kernel, 3, axis=1)
    h = np.zeros((len(x), len(W_hz))) if h_0 is None else h_0
    projected = np.split(x @ kernel + bias, 3, axis=-1)
    hidden_states = np.empty((*x.shape[:2], h.shape[1]))
    for t in range(x.shape[1]):
        a_z, a_r, a_h = (block[:, t] for block in projected)
        z, r = logistic(a_z + h @ W_hz), logistic(a_r + h @ W_hr)
        h = (1 - z) * h + z * np.tanh(a_h + (r * h) @ W_hh)
        hidden_states[:, t] = h
    return hidden_states, hidden_states[:, -1]


def sequence_by_recursion(x, kernel, recurrent_kernel, bias, h_0=None):
    if h_0 is None:
        h_0 = np.zeros((x.shape[0], recurrent_kernel.shape[0]))
    h = step_by_concatenation(x[:, 0], h_0, kernel, recurrent_kernel, bias)
    first = h[:, np.newaxis]
    if x.shape[1] == 1:
        return first, h
    rest, h_T = sequence_by_recursion(x[:, 1:], kernel, recurrent_kernel, bias, h)
    return np.concatenate([first, rest], axis=1), h_T


def sequence_by_sample(x, kernel, recurrent_kernel, bias, h_0=None):
    cell = Cell(kernel, recurrent_kernel, bias)
    hidden_states = []
    for sample, steps in enumerate(x):
        h = np.zeros(len(recurrent_kernel)) if h_0 is None else h_0[sample]
        hidden_states.append([])
        for x_t in steps:
            h = cell.step(x_t, h)
            hidden_states[-1].append(h.tolist())
    return hidden_states, [states[-1] for states in hidden_states]


def sequence_in_float32(x, kernel, recurrent_kernel, bias, h_0=None):
    x, kernel, recurrent_kernel, bias = single(x, kernel, recurrent_kernel, bias)
    state = () if h_0 is None else single(h_0)
    return single(*sequence_into_array(x, kernel, recurrent_kernel, bias, *state))
