"""Right answers, in many styles, to the questions on the step, the sequence and the gradient."""

from typing import NamedTuple

import numpy as np

from tests.exercises.styles import logistic, logistic_for_either_sign, single


def step_by_slices(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    U = h_prev.shape[1]
    a = np.matmul(x_t, kernel) + np.matmul(h_prev, recurrent_kernel) + bias
    i, f, o = logistic(a[:, :U]), logistic(a[:, U : 2 * U]), logistic(a[:, 3 * U :])
    c = f * c_prev + i * np.tanh(a[:, 2 * U : 3 * U])
    return o * np.tanh(c), c


def step_by_concatenation(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    a = np.dot(np.hstack([h_prev, x_t]), np.vstack([recurrent_kernel, kernel])) + bias
    i, f, g, o = np.hsplit(a, 4)
    c = logistic(f) * c_prev + logistic(i) * np.tanh(g)
    return [logistic(o) * np.tanh(c), c]


def step_by_reshaping(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    batch, units = h_prev.shape
    a = (x_t @ kernel + h_prev @ recurrent_kernel + bias).reshape(batch, 4, units)
    gates = logistic(a)
    c = gates[:, 1] * c_prev + gates[:, 0] * np.tanh(a[:, 2])
    return gates[:, 3] * np.tanh(c), c


def step_by_einsum(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    units = h_prev.shape[1]
    W = kernel.reshape(-1, 4, units)
    R = recurrent_kernel.reshape(units, 4, units)
    a = np.einsum("bf,fgu->gbu", x_t, W) + np.einsum("bk,kgu->gbu", h_prev, R)
    i, f, g, o = a + bias.reshape(4, 1, units)
    c = logistic(f) * c_prev + logistic(i) * np.tanh(g)
    return logistic(o) * np.tanh(c), c


class States(NamedTuple):
    h: np.ndarray
    c: np.ndarray


class Cell:
    def __init__(self, kernel, recurrent_kernel, bias):
        self.columns = np.split(kernel, 4, axis=1)
        self.recurrent_columns = np.split(recurrent_kernel, 4, axis=1)
        self.biases = np.split(bias, 4)

    def score(self, block, x, h):
        return x @ self.columns[block] + h @ self.recurrent_columns[block] + self.biases[block]

    def step(self, x, h, c):
        i, f, g, o = (self.score(block, x, h) for block in range(4))
        c = logistic(f) * c + logistic(i) * np.tanh(g)
        return States(logistic(o) * np.tanh(c), c)


def step_by_class(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    return Cell(kernel, recurrent_kernel, bias).step(x_t, h_prev, c_prev)


def step_by_sample(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    h_t, c_t = [], []
    for x, h, c in zip(x_t, h_prev, c_prev, strict=True):
        i, f, g, o = np.split(kernel.T @ x + recurrent_kernel.T @ h + bias, 4)
        c_t.append(logistic(f) * c + logistic(i) * np.tanh(g))
        h_t.append(list(logistic(o) * np.tanh(c_t[-1])))
    return h_t, c_t


def step_in_float32(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    x_t, h_prev, c_prev = single(x_t, h_prev, c_prev)
    return step_in_own_buffer(x_t, h_prev, c_prev, *single(kernel, recurrent_kernel, bias))


def step_in_own_buffer(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    a = np.empty((x_t.shape[0], bias.size), dtype=x_t.dtype)
    np.matmul(x_t, kernel, out=a)
    a += h_prev @ recurrent_kernel
    a += bias
    i, f, g, o = np.split(a, 4, axis=1)
    c = np.array(c_prev)
    c *= logistic_for_either_sign(f)
    c += logistic_for_either_sign(i) * np.tanh(g)
    return logistic_for_either_sign(o) * np.tanh(c), c


def sequence_into_array(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    batch, time, _ = x.shape
    units = bias.size // 4
    h = np.zeros((batch, units)) if h_0 is None else h_0.copy()
    c = np.zeros((batch, units)) if c_0 is None else c_0.copy()
    hidden_states = np.zeros((batch, time, units))
    for t in range(time):
        h, c = step_by_slices(x[:, t, :], h, c, kernel, recurrent_kernel, bias)
        hidden_states[:, t, :] = h
    return hidden_states, h, c


def sequence_time_first(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    h = c = np.zeros((len(x), len(recurrent_kernel)))
    if h_0 is not None:
        h, c = h_0, c_0
    seen = []
    for x_t in np.transpose(x, (1, 0, 2)):
        h, c = step_by_reshaping(x_t, h, c, kernel, recurrent_kernel, bias)
        seen.append(h)
    return np.array(seen).swapaxes(0, 1), seen[-1], c


def sequence_with_input_product_first(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    h = 0 * x[:, 0, :1] * recurrent_kernel[:, 0] if h_0 is None else h_0
    c = np.zeros_like(h) if c_0 is None else c_0
    projected = x @ kernel + bias
    hidden_states = np.empty((*x.shape[:2], h.shape[1]))
    for t in range(x.shape[1]):
        i, f, g, o = np.split(projected[:, t] + h @ recurrent_kernel, 4, axis=-1)
        c = logistic(f) * c + logistic(i) * np.tanh(g)
        h = logistic(o) * np.tanh(c)
        hidden_states[:, t] = h
    return hidden_states, hidden_states[:, -1], c


def sequence_by_recursion(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    if h_0 is None:
        h_0 = c_0 = np.zeros((x.shape[0], recurrent_kernel.shape[0]))
    h, c = step_by_einsum(x[:, 0], h_0, c_0, kernel, recurrent_kernel, bias)
    first = h[:, np.newaxis]
    if x.shape[1] == 1:
        return first, h, c
    rest, h_T, c_T = sequence_by_recursion(x[:, 1:], kernel, recurrent_kernel, bias, h, c)
    return np.concatenate([first, rest], axis=1), h_T, c_T


def sequence_by_sample(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    cell, units = Cell(kernel, recurrent_kernel, bias), len(recurrent_kernel)
    hidden_states, last_h, last_c = [], [], []
    for sample, steps in enumerate(x):
        h = np.zeros(units) if h_0 is None else h_0[sample]
        c = np.zeros(units) if c_0 is None else c_0[sample]
        hidden_states.append([])
        for x_t in steps:
            h, c = cell.step(x_t, h, c)
            hidden_states[-1].append(h.tolist())
        last_h.append(h.tolist())
        last_c.append(c.tolist())
    return hidden_states, last_h, last_c


def sequence_in_float32(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    x, kernel, recurrent_kernel, bias = single(x, kernel, recurrent_kernel, bias)
    states = () if h_0 is None else single(h_0, c_0)
    outputs = sequence_into_array(x, kernel, recurrent_kernel, bias, *states)
    return single(*outputs)


def _forward(x_t, h_prev, kernel, recurrent_kernel, bias):
    i, f, g, o = np.split(x_t @ kernel + h_prev @ recurrent_kernel + bias, 4, axis=-1)
    return logistic(i), logistic(f), np.tanh(g), logistic(o)


def backward_through_each_gate(dh_t, dc_t, x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    i, f, g, o = _forward(x_t, h_prev, kernel, recurrent_kernel, bias)
    t = np.tanh(f * c_prev + i * g)
    do, dc = dh_t * t, dc_t + dh_t * o * (1 - t * t)
    di, df, dg = dc * g, dc * c_prev, dc * i
    blocks = [di * i * (1 - i), df * f * (1 - f), dg * (1 - g * g), do * o * (1 - o)]
    dx_t = sum(a @ W.T for a, W in zip(blocks, np.split(kernel, 4, axis=1), strict=True))
    dh_prev = sum(a @ W.T for a, W in zip(blocks, np.split(recurrent_kernel, 4, 1), strict=True))
    dkernel = np.concatenate([x_t.T @ a for a in blocks], axis=1)
    drecurrent_kernel = np.concatenate([h_prev.T @ a for a in blocks], axis=1)
    return dx_t, dh_prev, dc * f, dkernel, drecurrent_kernel, np.hstack([a.sum(0) for a in blocks])


def backward_by_einsum(dh_t, dc_t, x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    i, f, g, o = _forward(x_t, h_prev, kernel, recurrent_kernel, bias)
    t = np.tanh(f * c_prev + i * g)
    dc = dc_t + dh_t * o * (1 - t**2)
    da = np.concatenate(
        [
            dc * g * i * (1 - i),
            dc * c_prev * f * (1 - f),
            dc * i * (1 - g**2),
            dh_t * t * o * (1 - o),
        ],
        axis=1,
    )
    return (
        np.einsum("ba,fa->bf", da, kernel),
        np.einsum("ba,ka->bk", da, recurrent_kernel),
        dc * f,
        np.einsum("bf,ba->fa", x_t, da),
        np.einsum("bk,ba->ka", h_prev, da),
        np.einsum("ba->a", da),
    )


def backward_into_slices(dh_t, dc_t, x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    i, f, g, o = _forward(x_t, h_prev, kernel, recurrent_kernel, bias)
    t = np.tanh(f * c_prev + i * g)
    dc = dc_t.copy()
    dc += dh_t * o * (1 - t**2)
    units = dc.shape[1]
    da = np.empty((len(dc), 4 * units))
    da[:, :units] = dc * g * (i - i**2)
    da[:, units : 2 * units] = dc * c_prev * (f - f**2)
    da[:, 2 * units : 3 * units] = dc * i * (1 - g**2)
    da[:, 3 * units :] = dh_t * t * (o - o**2)
    both = da @ np.vstack([kernel, recurrent_kernel]).T
    dweights = np.hstack([x_t, h_prev, np.ones((len(x_t), 1))]).T @ da
    features = x_t.shape[1]
    dkernel, drecurrent_kernel, dbias = dweights[:features], dweights[features:-1], dweights[-1]
    return both[:, :features], both[:, features:], dc * f, dkernel, drecurrent_kernel, dbias


def backward_by_sample(dh_t, dc_t, x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    dx_t, dh_prev, dc_prev = np.zeros_like(x_t), np.zeros_like(h_prev), np.zeros_like(c_prev)
    dkernel, drecurrent_kernel = np.zeros_like(kernel), np.zeros_like(recurrent_kernel)
    dbias = np.zeros_like(bias)
    for s in range(len(x_t)):
        i, f, g, o = _forward(x_t[s], h_prev[s], kernel, recurrent_kernel, bias)
        t = np.tanh(f * c_prev[s] + i * g)
        dc = dc_t[s] + dh_t[s] * o * (1 - t**2)
        da_g, da_o = dc * i * (1 - g**2), dh_t[s] * t * o * (1 - o)
        da = np.concatenate([dc * g * i * (1 - i), dc * c_prev[s] * f * (1 - f), da_g, da_o])
        dx_t[s], dh_prev[s], dc_prev[s] = kernel @ da, recurrent_kernel @ da, dc * f
        dkernel += np.outer(x_t[s], da)
        drecurrent_kernel += np.outer(h_prev[s], da)
        dbias += da
    return dx_t, dh_prev, dc_prev, dkernel, drecurrent_kernel, dbias


def backward_in_float32(dh_t, dc_t, x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    given = single(dh_t, dc_t, x_t, h_prev, c_prev, kernel, recurrent_kernel, bias)
    return backward_by_einsum(*given)


def backward_as_lists(dh_t, dc_t, x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    given = (dh_t, dc_t, x_t, h_prev, c_prev, kernel, recurrent_kernel, bias)
    return [gradient.tolist() for gradient in backward_through_each_gate(*given)]


def backward_by_differences(dh_t, dc_t, x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    given = [np.array(a) for a in (x_t, h_prev, c_prev, kernel, recurrent_kernel, bias)]

    def loss():
        h, c = step_by_slices(*given)
        return np.sum(dh_t * h + dc_t * c)

    gradients = [np.zeros_like(array) for array in given]
    for array, gradient in zip(given, gradients, strict=True):
        for index in np.ndindex(array.shape):
            value = array[index]
            array[index] = value + 1e-6
            above = loss()
            array[index] = value - 1e-6
            gradient[index] = (above - loss()) / 2e-6
            array[index] = value
    return gradients
