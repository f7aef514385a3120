"""Right answers, in many styles, to the questions on two directions and on masks."""

import math

import numpy as np

from tests.exercises.styles import score_of_unit, single
from tests.exercises.variants.keras_shapes.of_layers import (
    Layer,
    States,
    lstm_by_einsum,
    lstm_by_loops,
    lstm_in_float32,
    lstm_into_array,
    lstm_with_weights_per_gate,
)


def both_by_calling_the_layer(x, fk, fr, fb, bk, br, bb):
    forward, forward_h, _ = lstm_into_array(x, fk, fr, fb)
    backward, backward_h, _ = lstm_into_array(x[:, ::-1], bk, br, bb)
    sequence = np.concatenate([forward, backward[:, ::-1]], axis=-1)
    return sequence, np.concatenate([forward_h, backward_h], axis=-1)


def both_into_halves(x, fk, fr, fb, bk, br, bb):
    batch, time, _ = x.shape
    units = len(fr)
    sequence = np.empty((batch, time, 2 * units))
    sequence[:, :, :units] = lstm_with_weights_per_gate(x, fk, fr, fb)[0]
    backward = lstm_with_weights_per_gate(np.flip(x, 1), bk, br, bb)[0]
    for t in range(time):
        sequence[:, t, units:] = backward[:, time - 1 - t]
    last_output = np.hstack([sequence[:, -1, :units], sequence[:, 0, units:]])
    return sequence, last_output


def both_by_class(x, fk, fr, fb, bk, br, bb):
    zeros = np.zeros((len(x), len(fr)))
    halves, ends = [], []
    for weights, order in ((fk, fr, fb), 1), ((bk, br, bb), -1):
        layer, states, rows = Layer(*weights), States(zeros, zeros), {}
        for t in range(x.shape[1])[::order]:
            states = layer.step(states, x[:, t])
            rows[t] = states.h
        halves.append(np.stack([rows[t] for t in sorted(rows)], axis=1))
        ends.append(states.h)
    return np.concatenate(halves, axis=2), np.concatenate(ends, axis=1)


def both_as_lists(x, fk, fr, fb, bk, br, bb):
    forward, forward_h, _ = lstm_by_loops(x, fk, fr, fb)
    backward, backward_h, _ = lstm_by_loops(x[:, ::-1], bk, br, bb)
    sequence = [
        [to_the_right + to_the_left for to_the_right, to_the_left in zip(f, b[::-1], strict=True)]
        for f, b in zip(forward, backward, strict=True)
    ]
    return sequence, [f + b for f, b in zip(forward_h, backward_h, strict=True)]


def both_in_float32(x, fk, fr, fb, bk, br, bb):
    forward, forward_h, _ = lstm_in_float32(x, fk, fr, fb)
    backward, backward_h, _ = lstm_in_float32(x[:, ::-1], bk, br, bb)
    return np.dstack([forward, backward[:, ::-1]]), np.hstack([forward_h, backward_h])


def both_at_once(x, fk, fr, fb, bk, br, bb):
    """Run both directions as one layer of twice as many units, with zeros between them."""
    F, U = x.shape[2], len(fr)
    kernel, recurrent_kernel = np.zeros((2 * F, 4, 2 * U)), np.zeros((2 * U, 4, 2 * U))
    kernel[:F, :, :U], kernel[F:, :, U:] = fk.reshape(F, 4, U), bk.reshape(F, 4, U)
    recurrent_kernel[:U, :, :U] = fr.reshape(U, 4, U)
    recurrent_kernel[U:, :, U:] = br.reshape(U, 4, U)
    bias = np.concatenate([fb.reshape(4, U), bb.reshape(4, U)], axis=1).ravel()
    inputs = np.concatenate([x, x[:, ::-1]], axis=2)
    weights = kernel.reshape(2 * F, -1), recurrent_kernel.reshape(2 * U, -1), bias
    both, last, _ = lstm_by_einsum(inputs, *weights)
    return np.concatenate([both[..., :U], both[:, ::-1, U:]], axis=-1), last


def masked_by_where(x, mask, kernel, recurrent_kernel, bias, h_0=None):
    h = np.zeros((len(x), bias.size)) if h_0 is None else h_0
    rows = []
    for t in range(x.shape[1]):
        new = np.tanh(x[:, t] @ kernel + h @ recurrent_kernel + bias)
        h = np.where(mask[:, t : t + 1], new, h)
        rows.append(h)
    return np.stack(rows, axis=1), h


def masked_by_arithmetic(x, mask, kernel, recurrent_kernel, bias, h_0=None):
    m = mask[:, :, None].astype(float)
    h = np.zeros((x.shape[0], kernel.shape[1])) if h_0 is None else h_0
    hidden_states = np.zeros((*mask.shape, bias.size))
    for t in range(mask.shape[1]):
        new = np.tanh(np.dot(x[:, t], kernel) + np.dot(h, recurrent_kernel) + bias)
        h = m[:, t] * new + (1 - m[:, t]) * h
        hidden_states[:, t] = h
    return hidden_states, h


def masked_by_index(x, mask, kernel, recurrent_kernel, bias, h_0=None):
    state = np.zeros((len(x), bias.size)) if h_0 is None else h_0.copy()
    projected = x @ kernel + bias
    rows = []
    for t in range(x.shape[1]):
        real = mask[:, t]
        state[real] = np.tanh(projected[real, t] + state[real] @ recurrent_kernel)
        rows.append(state.copy())
    return np.array(rows).transpose(1, 0, 2), state


def masked_by_sample(x, mask, kernel, recurrent_kernel, bias, h_0=None):
    hidden_states, last = [], []
    for sample in range(len(x)):
        h = np.zeros(bias.size) if h_0 is None else h_0[sample]
        rows = []
        for x_t, real in zip(x[sample], mask[sample], strict=True):
            if real:
                h = np.tanh(x_t @ kernel + h @ recurrent_kernel + bias)
            rows.append(h)
        hidden_states.append(rows)
        last.append(h)
    return hidden_states, last


def masked_by_loops(x, mask, kernel, recurrent_kernel, bias, h_0=None):
    units = range(len(bias))
    hidden_states, last = [], []
    for sample, steps in enumerate(x):
        h = [0.0 for _ in units] if h_0 is None else list(h_0[sample])
        hidden_states.append([])
        for t, x_row in enumerate(steps):
            if not mask[sample][t]:
                hidden_states[-1].append(h)
                continue
            scores = [score_of_unit(x_row, h, kernel, recurrent_kernel, bias, u) for u in units]
            h = [math.tanh(score) for score in scores]
            hidden_states[-1].append(h)
        last.append(h)
    return hidden_states, last


def masked_by_copyto(x, mask, kernel, recurrent_kernel, bias, h_0=None):
    h = np.zeros((len(x), bias.size)) if h_0 is None else np.array(h_0)
    hidden_states = np.empty((*x.shape[:2], bias.size))
    for t, x_t in enumerate(x.swapaxes(0, 1)):
        joined = np.hstack([h, x_t]) @ np.vstack([recurrent_kernel, kernel])
        np.copyto(h, np.tanh(joined + bias), where=mask[:, t, np.newaxis])
        hidden_states[:, t] = h
    return hidden_states, hidden_states[:, -1]


def masked_in_float32(x, mask, kernel, recurrent_kernel, bias, h_0=None):
    x, kernel, recurrent_kernel, bias = single(x, kernel, recurrent_kernel, bias)
    start = None if h_0 is None else np.float32(h_0)
    return single(*masked_by_where(x, mask, kernel, recurrent_kernel, bias, start))
