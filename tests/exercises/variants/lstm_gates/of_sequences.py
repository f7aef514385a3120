"""Right answers, in many styles, to the question on the gradient of a whole sequence."""

import numpy as np

from tests.exercises.styles import logistic, single
from tests.exercises.variants.lstm_gates.of_steps import (
    Cell,
    backward_by_einsum,
    backward_into_slices,
    backward_through_each_gate,
    sequence_into_array,
    step_by_slices,
)


def through_time_step_by_step(dhidden_states, dh_T, dc_T, x, h_0, c_0, *weights):
    states = [(h_0, c_0)]
    for t in range(x.shape[1]):
        states.append(step_by_slices(x[:, t], *states[-1], *weights))
    dx, totals = np.zeros_like(x), [np.zeros_like(weight) for weight in weights]
    dh, dc = dh_T, dc_T
    for t in range(x.shape[1] - 1, -1, -1):
        dh = dh + dhidden_states[:, t]
        dx[:, t], dh, dc, *parts = backward_into_slices(dh, dc, x[:, t], *states[t], *weights)
        totals = [total + part for total, part in zip(totals, parts, strict=True)]
    return dx, dh, dc, *totals


def through_time_weights_last(
    dhidden_states, dh_T, dc_T, x, h_0, c_0, kernel, recurrent_kernel, bias
):
    """Keep da of all steps in one array, and make the gradients of the weights at the end."""
    batch, time, _ = x.shape
    U = h_0.shape[1]
    h, c, gates = [h_0], [c_0], []
    for t in range(time):
        a = x[:, t] @ kernel + h[-1] @ recurrent_kernel + bias
        i, f, o = logistic(a[:, :U]), logistic(a[:, U : 2 * U]), logistic(a[:, 3 * U :])
        g = np.tanh(a[:, 2 * U : 3 * U])
        gates.append((i, f, g, o))
        c.append(f * c[-1] + i * g)
        h.append(o * np.tanh(c[-1]))
    da = np.empty((batch, time, 4 * U))
    dh, dc = dh_T.copy(), dc_T.copy()
    for t in reversed(range(time)):
        i, f, g, o = gates[t]
        dh += dhidden_states[:, t]
        squashed = np.tanh(c[t + 1])
        dc += dh * o * (1 - squashed**2)
        da[:, t] = np.hstack(
            [
                dc * g * i * (1 - i),
                dc * c[t] * f * (1 - f),
                dc * i * (1 - g**2),
                dh * squashed * o * (1 - o),
            ]
        )
        dh, dc = da[:, t] @ recurrent_kernel.T, dc * f
    flat = da.reshape(-1, 4 * U)
    before = np.stack(h[:-1], axis=1).reshape(-1, U)
    dweights = x.reshape(-1, x.shape[2]).T @ flat, before.T @ flat, flat.sum(axis=0)
    return da @ kernel.T, dh, dc, *dweights


def through_time_by_einsum(dhidden_states, dh_T, dc_T, x, h_0, c_0, *weights):
    h, c, hidden = h_0, c_0, []
    for x_t in np.moveaxis(x, 1, 0):
        hidden.append((x_t, h, c))
        h, c = step_by_slices(x_t, h, c, *weights)
    rows, totals, dh, dc = [], None, dh_T, dc_T
    for read, above in zip(hidden[::-1], np.moveaxis(dhidden_states, 1, 0)[::-1], strict=True):
        dx_t, dh, dc, *parts = backward_by_einsum(dh + above, dc, *read, *weights)
        rows.append(dx_t)
        totals = parts if totals is None else [a + b for a, b in zip(totals, parts, strict=True)]
    return [np.stack(rows[::-1], axis=1), dh, dc, *totals]


def through_time_by_recursion(dhidden_states, dh_T, dc_T, x, h_0, c_0, *weights):
    first = x[:, 0], h_0, c_0, *weights
    h, c = step_by_slices(*first)
    if x.shape[1] == 1:
        rest = np.zeros((len(x), 0, x.shape[2])), dh_T, dc_T, 0, 0, 0
    else:
        rest = through_time_by_recursion(
            dhidden_states[:, 1:], dh_T, dc_T, x[:, 1:], h, c, *weights
        )
    dx, dh, dc, *later = rest
    dx_t, dh_0, dc_0, *own = backward_through_each_gate(dh + dhidden_states[:, 0], dc, *first)
    totals = [a + b for a, b in zip(own, later, strict=True)]
    return np.concatenate([dx_t[:, np.newaxis], dx], axis=1), dh_0, dc_0, *totals


class Tape(Cell):
    def __init__(self, *weights):
        super().__init__(*weights)
        self.weights, self.read = weights, []
        self.gradients = [np.zeros(weight.shape) for weight in weights]

    def forward(self, x, h, c):
        for t in range(x.shape[1]):
            self.read.append((x[:, t], h, c))
            h, c = self.step(x[:, t], h, c)

    def backward(self, dhidden_states, dh, dc):
        for t, read in reversed(list(enumerate(self.read))):
            dh = dh + dhidden_states[:, t]
            dx_t, dh, dc, *parts = backward_through_each_gate(dh, dc, *read, *self.weights)
            for gradient, part in zip(self.gradients, parts, strict=True):
                gradient += part
            yield dx_t, dh, dc


def through_time_by_class(dhidden_states, dh_T, dc_T, x, h_0, c_0, *weights):
    tape = Tape(*weights)
    tape.forward(x, h_0, c_0)
    dx, dh, dc = zip(*tape.backward(dhidden_states, dh_T, dc_T), strict=True)
    return np.array(dx[::-1]).transpose(1, 0, 2), dh[-1], dc[-1], *tape.gradients


def through_time_with_the_last_gradient_in_front(dhidden_states, dh_T, dc_T, x, h_0, c_0, *weights):
    """Add dh_T to the last output's gradient, and begin the loop with zeros."""
    above = np.array(dhidden_states)
    above[:, -1] += dh_T
    return through_time_by_einsum(above, np.zeros_like(dh_T), dc_T, x, h_0, c_0, *weights)


def through_time_in_float32(dhidden_states, dh_T, dc_T, x, h_0, c_0, *weights):
    return through_time_weights_last(
        *single(dhidden_states, dh_T, dc_T, x, h_0, c_0), *single(*weights)
    )


def through_time_as_lists(*given):
    return [gradient.tolist() for gradient in through_time_step_by_step(*given)]


def through_time_by_differences(dhidden_states, dh_T, dc_T, x, h_0, c_0, *weights):
    given = [np.array(array) for array in (x, h_0, c_0, *weights)]

    def loss():
        x, h_0, c_0, *weights = given
        hidden_states, h_T, c_T = sequence_into_array(x, *weights, h_0, c_0)
        return np.sum(dhidden_states * hidden_states) + np.sum(dh_T * h_T + dc_T * c_T)

    gradients = [np.zeros(array.shape) for array in given]
    for array, gradient in zip(given, gradients, strict=True):
        for index in np.ndindex(array.shape):
            value = array[index]
            array[index] = value + 1e-6
            above = loss()
            array[index] = value - 1e-6
            gradient[index] = (above - loss()) / 2e-6
            array[index] = value
    return gradients
