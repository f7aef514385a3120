"""Right answers, in many styles, to the questions on the step and on the sequence."""

import math

import numpy as np

from tests.exercises.styles import logistic, score_of_unit, single


def step_in_one_line(x_t, h_prev, kernel, recurrent_kernel, bias):
    return np.tanh(np.matmul(x_t, kernel) + np.matmul(h_prev, recurrent_kernel) + bias)


def step_by_concatenation(x_t, h_prev, kernel, recurrent_kernel, bias):
    joined = np.concatenate([h_prev, x_t, np.ones((len(x_t), 1))], axis=1)
    return np.tanh(joined.dot(np.vstack([recurrent_kernel, kernel, bias])))


def step_by_einsum(x_t, h_prev, kernel, recurrent_kernel, bias):
    a = np.einsum("bf,fu->bu", x_t, kernel) + np.einsum("bk,ku->bu", h_prev, recurrent_kernel)
    return np.tanh(a + bias[None, :])


def step_with_samples_as_columns(x_t, h_prev, kernel, recurrent_kernel, bias):
    return np.tanh(kernel.T @ x_t.T + recurrent_kernel.T @ h_prev.T + bias[:, None]).T


def step_by_unit(x_t, h_prev, kernel, recurrent_kernel, bias):
    return [
        [
            math.tanh(score_of_unit(x, h, kernel, recurrent_kernel, bias, unit))
            for unit in range(len(bias))
        ]
        for x, h in zip(x_t, h_prev, strict=True)
    ]


def step_with_the_sigmoid(x_t, h_prev, kernel, recurrent_kernel, bias):
    return 2 * logistic(2 * (x_t @ kernel + h_prev @ recurrent_kernel + bias)) - 1


def step_in_own_buffer(x_t, h_prev, kernel, recurrent_kernel, bias):
    h_t = x_t @ kernel
    h_t += h_prev @ recurrent_kernel
    h_t += bias
    return np.tanh(h_t, out=h_t)


def step_in_float32(x_t, h_prev, kernel, recurrent_kernel, bias):
    return step_in_own_buffer(*single(x_t, h_prev, kernel, recurrent_kernel, bias))


class Cell:
    def __init__(self, *weights):
        self.kernel, self.recurrent_kernel, self.bias = weights

    def __call__(self, x_t, h):
        return np.tanh(x_t @ self.kernel + h @ self.recurrent_kernel + self.bias)


def step_by_class(x_t, h_prev, kernel, recurrent_kernel, bias):
    return Cell(kernel, recurrent_kernel, bias)(x_t, h_prev)


def sequence_into_array(x, kernel, recurrent_kernel, bias, h_0=None):
    batch, time, _ = x.shape
    h = np.zeros((batch, bias.size)) if h_0 is None else h_0.copy()
    hidden_states = np.zeros((batch, time, bias.size))
    for t in range(time):
        h = step_in_one_line(x[:, t, :], h, kernel, recurrent_kernel, bias)
        hidden_states[:, t, :] = h
    return hidden_states, h


def sequence_with_initial_state_in_front(x, kernel, recurrent_kernel, bias, h_0=None):
    states = np.zeros((len(x), x.shape[1] + 1, len(bias)))
    if h_0 is not None:
        states[:, 0] = h_0
    for t in range(x.shape[1]):
        states[:, t + 1] = step_by_einsum(x[:, t], states[:, t], kernel, recurrent_kernel, bias)
    return states[:, 1:], states[:, -1]


def sequence_time_first(x, kernel, recurrent_kernel, bias, h_0=None):
    h = np.zeros((len(x), len(recurrent_kernel))) if h_0 is None else h_0
    seen = []
    for x_t in np.transpose(x, (1, 0, 2)):
        h = step_by_concatenation(x_t, h, kernel, recurrent_kernel, bias)
        seen.append(h)
    return np.array(seen).transpose(1, 0, 2), seen[-1]


def sequence_with_input_product_first(x, kernel, recurrent_kernel, bias, h_0=None):
    states = np.array(x @ kernel + bias)
    for t in range(x.shape[1]):
        before = states[:, t - 1] if t else h_0
        if before is not None:
            states[:, t] += before @ recurrent_kernel
        np.tanh(states[:, t], out=states[:, t])
    return states, states[:, -1]


def sequence_by_recursion(x, kernel, recurrent_kernel, bias, h_0=None):
    cell = Cell(kernel, recurrent_kernel, bias)
    h = cell(x[:, 0], np.zeros((len(x), len(bias))) if h_0 is None else h_0)
    if x.shape[1] == 1:
        return h[:, np.newaxis], h
    rest, h_T = sequence_by_recursion(x[:, 1:], kernel, recurrent_kernel, bias, h)
    return np.concatenate([h[:, np.newaxis], rest], axis=1), h_T


def sequence_by_sample(x, kernel, recurrent_kernel, bias, h_0=None):
    cell, hidden_states = Cell(kernel, recurrent_kernel, bias), []
    for sample, steps in enumerate(x):
        h = np.zeros(len(bias)) if h_0 is None else h_0[sample]
        hidden_states.append([])
        for x_t in steps:
            h = cell(x_t, h)
            hidden_states[-1].append(h.tolist())
    return hidden_states, [states[-1] for states in hidden_states]


def sequence_by_generator(x, kernel, recurrent_kernel, bias, h_0=None):
    def states():
        h = np.zeros_like(x[:, 0] @ kernel) if h_0 is None else h_0
        for t in range(x.shape[1]):
            h = step_with_samples_as_columns(x[:, t], h, kernel, recurrent_kernel, bias)
            yield h

    hidden_states = np.stack(list(states()), axis=1)
    return [hidden_states, hidden_states[:, -1, :]]


def sequence_in_float32(x, kernel, recurrent_kernel, bias, h_0=None):
    state = () if h_0 is None else single(h_0)
    return single(*sequence_into_array(*single(x, kernel, recurrent_kernel, bias), *state))
