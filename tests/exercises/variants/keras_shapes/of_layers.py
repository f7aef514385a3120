"""Right answers, in many styles, to the questions on SimpleRNN and LSTM."""

import math
from functools import reduce
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from tests.exercises.styles import (
    logistic,
    logistic_for_either_sign,
    logistic_of_number,
    score_of_unit,
    single,
)


def simple_rnn_into_array(x, kernel, recurrent_kernel, bias, go_backwards=False, h_0=None):
    batch, time, _ = x.shape
    hidden_states = np.zeros((batch, time, bias.size))
    h = np.zeros((batch, bias.size)) if h_0 is None else h_0.copy()
    order = reversed(range(time)) if go_backwards else range(time)
    for row, t in enumerate(order):
        h = np.tanh(np.dot(x[:, t, :], kernel) + np.dot(h, recurrent_kernel) + bias)
        hidden_states[:, row, :] = h
    return hidden_states, h


def simple_rnn_with_input_product_first(
    x, kernel, recurrent_kernel, bias, go_backwards=False, h_0=None
):
    projected = x @ kernel + bias
    if go_backwards:
        projected = np.flip(projected, axis=1)
    h = 0 if h_0 is None else h_0 @ recurrent_kernel
    rows = []
    for a in projected.swapaxes(0, 1):
        rows.append(np.tanh(a + h))
        h = rows[-1] @ recurrent_kernel
    return np.array(rows).swapaxes(0, 1), rows[-1]


def simple_rnn_by_loops(x, kernel, recurrent_kernel, bias, go_backwards=False, h_0=None):
    units = range(len(bias))
    hidden_states, last = [], []
    for sample, steps in enumerate(x):
        h = [0.0] * len(bias) if h_0 is None else list(h_0[sample])
        hidden_states.append([])
        for x_row in steps[::-1] if go_backwards else steps:
            scores = [score_of_unit(x_row, h, kernel, recurrent_kernel, bias, u) for u in units]
            h = [math.tanh(score) for score in scores]
            hidden_states[-1].append(h)
        last.append(h)
    return hidden_states, last


def simple_rnn_by_accumulate(x, kernel, recurrent_kernel, bias, go_backwards=False, h_0=None):
    def step(h, x_t):
        joined, weights = np.hstack([x_t, h]), np.vstack([kernel, recurrent_kernel])
        return np.tanh(joined @ weights + bias)

    start = np.zeros((len(x), len(recurrent_kernel))) if h_0 is None else h_0
    steps = list(np.transpose(x, (1, 0, 2)))
    _, *states = accumulate(steps[::-1] if go_backwards else steps, step, initial=start)
    return np.stack(states, 1), states[-1]


class PlainCell:
    def __init__(self, kernel, recurrent_kernel, bias):
        self.kernel, self.recurrent_kernel, self.bias = kernel, recurrent_kernel, bias

    def __call__(self, x_t, h):
        a = np.einsum("bf,fu->bu", x_t, self.kernel)
        return np.tanh(a + np.einsum("bk,ku->bu", h, self.recurrent_kernel) + self.bias)


def simple_rnn_by_class(x, kernel, recurrent_kernel, bias, go_backwards=False, h_0=None):
    cell = PlainCell(kernel, recurrent_kernel, bias)
    h = np.zeros((x.shape[0], kernel.shape[1])) if h_0 is None else h_0
    seen = []
    for x_t in np.moveaxis(x[:, :: -1 if go_backwards else 1], 1, 0):
        h = cell(x_t, h)
        seen.append(h)
    return [np.stack(seen, axis=-2), h]


def simple_rnn_in_float32(x, kernel, recurrent_kernel, bias, go_backwards=False, h_0=None):
    x, kernel, recurrent_kernel, bias = single(x, kernel, recurrent_kernel, bias)
    start = None if h_0 is None else np.float32(h_0)
    outputs = simple_rnn_into_array(x, kernel, recurrent_kernel, bias, go_backwards, start)
    return single(*outputs)


def simple_rnn_in_own_buffer(x, kernel, recurrent_kernel, bias, go_backwards=False, h_0=None):
    state = np.zeros((len(x), bias.size))
    if h_0 is not None:
        state += h_0
    hidden_states = np.empty((len(x), x.shape[1], bias.size))
    steps = x[:, ::-1, :] if go_backwards else x
    for t in range(x.shape[1]):
        buffer = steps[:, t] @ kernel
        buffer += state @ recurrent_kernel
        buffer += bias
        np.tanh(buffer, out=state)
        hidden_states[:, t] = state
    return hidden_states, state


def lstm_into_array(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    batch, time, _ = x.shape
    U = bias.size // 4
    h = np.zeros((batch, U)) if h_0 is None else h_0.copy()
    c = np.zeros((batch, U)) if c_0 is None else c_0.copy()
    hidden_states = np.zeros((batch, time, U))
    for t in range(time):
        a = np.matmul(x[:, t, :], kernel) + np.matmul(h, recurrent_kernel) + bias
        i, f, o = logistic(a[:, :U]), logistic(a[:, U : 2 * U]), logistic(a[:, 3 * U :])
        c = f * c + i * np.tanh(a[:, 2 * U : 3 * U])
        h = o * np.tanh(c)
        hidden_states[:, t, :] = h
    return hidden_states, h, c


def lstm_with_weights_per_gate(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    blocks = [np.split(array, 4, axis=-1) for array in (kernel, recurrent_kernel, bias)]
    (W_i, R_i, b_i), (W_f, R_f, b_f), (W_c, R_c, b_c), (W_o, R_o, b_o) = zip(*blocks, strict=True)
    h = np.zeros((len(x), len(R_i))) if h_0 is None else h_0
    c = np.zeros_like(h) if c_0 is None else c_0
    seen = []
    for x_t in x.transpose(1, 0, 2):
        i_t = logistic(x_t @ W_i + h @ R_i + b_i)
        f_t = logistic(x_t @ W_f + h @ R_f + b_f)
        c_tilde = np.tanh(x_t @ W_c + h @ R_c + b_c)
        o_t = logistic(x_t @ W_o + h @ R_o + b_o)
        c = f_t * c + i_t * c_tilde
        h = o_t * np.tanh(c)
        seen.append(h)
    return np.stack(seen, axis=1), h, c


def lstm_by_einsum(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    units = len(recurrent_kernel)
    W, R = kernel.reshape(-1, 4, units), recurrent_kernel.reshape(units, 4, units)
    h = c = np.zeros((len(x), units))
    if h_0 is not None:
        h, c = h_0, c_0
    projected = np.einsum("btf,fgu->tgbu", x, W) + bias.reshape(4, 1, units)
    hidden_states = []
    for of_x in projected:
        i, f, g, o = of_x + np.einsum("bk,kgu->gbu", h, R)
        c = logistic(f) * c + logistic(i) * np.tanh(g)
        h = logistic(o) * np.tanh(c)
        hidden_states.append(h)
    return np.einsum("tbu->btu", hidden_states), h, c


class States(NamedTuple):
    h: np.ndarray
    c: np.ndarray


class Layer:
    def __init__(self, *weights):
        self.kernel, self.recurrent_kernel, self.bias = weights

    def step(self, states, x_t):
        joined = np.concatenate([states.h, x_t], axis=1)
        weights = np.concatenate([self.recurrent_kernel, self.kernel])
        i, f, g, o = np.hsplit(joined @ weights + self.bias, 4)
        c = logistic_for_either_sign(f) * states.c + logistic_for_either_sign(i) * np.tanh(g)
        return States(logistic_for_either_sign(o) * np.tanh(c), c)


def lstm_by_class(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    layer = Layer(kernel, recurrent_kernel, bias)
    zeros = np.zeros((len(x), len(recurrent_kernel)))
    history = [States(zeros, zeros) if h_0 is None else States(h_0, c_0)]
    for t in range(x.shape[1]):
        history.append(layer.step(history[-1], x[:, t]))
    return [np.stack([states.h for states in history[1:]], axis=1), *history[-1]]


def lstm_by_loops(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    units = len(recurrent_kernel)
    hidden_states, all_h, all_c = [], [], []
    for sample, steps in enumerate(x):
        h = [0.0] * units if h_0 is None else list(h_0[sample])
        c = [0.0] * units if c_0 is None else list(c_0[sample])
        hidden_states.append([])
        for x_row in steps:
            a = [
                score_of_unit(x_row, h, kernel, recurrent_kernel, bias, column)
                for column in range(4 * units)
            ]
            for u in range(units):
                i, f, o = (logistic_of_number(a[place * units + u]) for place in (0, 1, 3))
                c[u] = f * c[u] + i * math.tanh(a[2 * units + u])
                h[u] = o * math.tanh(c[u])
            hidden_states[-1].append(list(h))
        all_h.append(h)
        all_c.append(c)
    return hidden_states, all_h, all_c


def lstm_by_reduce(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    def advance(so_far, x_t):
        rows, h, c = so_far
        i, f, g, o = np.split(x_t @ kernel + h @ recurrent_kernel + bias, 4, axis=-1)
        c = logistic(f) * c + logistic(i) * np.tanh(g)
        h = logistic(o) * np.tanh(c)
        return [*rows, h], h, c

    zeros = np.zeros((len(x), bias.size // 4))
    start = ([], zeros, zeros) if h_0 is None else ([], h_0, c_0)
    rows, h, c = reduce(advance, np.moveaxis(x, 1, 0), start)
    return np.moveaxis(np.array(rows), 0, 1), h, c


def lstm_in_float32(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    states = () if h_0 is None else single(h_0, c_0)
    return single(*lstm_into_array(*single(x, kernel, recurrent_kernel, bias), *states))
