"""Right answers, in many styles, to the questions on single gates and on the cell update."""

import math

import numpy as np

from tests.exercises.styles import (
    logistic,
    logistic_for_either_sign,
    logistic_of_number,
    score_of_unit,
    single,
)


def forget_gate_by_loops(x_t, h_prev, W_xf, W_hf, b_f):
    rows = []
    for x_row, h_row in zip(x_t, h_prev, strict=True):
        units = range(len(b_f))
        scores = [score_of_unit(x_row, h_row, W_xf, W_hf, b_f, unit) for unit in units]
        rows.append([logistic_of_number(score) for score in scores])
    return rows


def forget_gate_by_einsum(x_t, h_prev, W_xf, W_hf, b_f):
    return logistic(np.einsum("bf,fu->bu", x_t, W_xf) + np.einsum("bk,ku->bu", h_prev, W_hf) + b_f)


def forget_gate_by_concatenation(x_t, h_prev, W_xf, W_hf, b_f):
    joined = np.concatenate([h_prev, x_t], axis=1)
    weights = np.concatenate([W_hf, W_xf], axis=0)
    return logistic(np.dot(joined, weights) + b_f)


def forget_gate_with_columns(x_t, h_prev, W_xf, W_hf, b_f):
    a = W_xf.T @ x_t.T + W_hf.T @ h_prev.T + b_f[:, np.newaxis]
    return logistic(a).T


def forget_gate_in_float32(x_t, h_prev, W_xf, W_hf, b_f):
    x_t, h_prev, W_xf, W_hf, b_f = single(x_t, h_prev, W_xf, W_hf, b_f)
    return logistic_for_either_sign(x_t @ W_xf + h_prev @ W_hf + b_f)


def forget_gate_in_own_buffer(x_t, h_prev, W_xf, W_hf, b_f):
    buffer = np.empty_like(h_prev)
    np.matmul(x_t, W_xf, out=buffer)
    buffer += h_prev @ W_hf
    buffer += b_f
    np.negative(buffer, out=buffer)
    np.exp(buffer, out=buffer)
    buffer += 1
    return np.reciprocal(buffer, out=buffer)


class _Gate:
    def __init__(self, W_x, W_h, b):
        self.W_x, self.W_h, self.b = W_x, W_h, b

    def open(self, x, h):
        return logistic(x @ self.W_x + h @ self.W_h + self.b)


def forget_gate_by_class(x_t, h_prev, W_xf, W_hf, b_f):
    return _Gate(W_xf, W_hf, b_f).open(x_t, h_prev)


def input_gate_by_loops(x_t, h_prev, W_xi, W_hi, b_i, W_xc, W_hc, b_c):
    gates, candidates = [], []
    for x_row, h_row in zip(x_t, h_prev, strict=True):
        units = range(len(b_i))
        i_scores = [score_of_unit(x_row, h_row, W_xi, W_hi, b_i, unit) for unit in units]
        c_scores = [score_of_unit(x_row, h_row, W_xc, W_hc, b_c, unit) for unit in units]
        gates.append([logistic_of_number(score) for score in i_scores])
        candidates.append([math.tanh(score) for score in c_scores])
    return gates, candidates


def input_gate_by_einsum(x_t, h_prev, W_xi, W_hi, b_i, W_xc, W_hc, b_c):
    i_t = logistic(np.einsum("bf,fu->bu", x_t, W_xi) + np.einsum("bk,ku->bu", h_prev, W_hi) + b_i)
    a_c = np.einsum("bf,fu->bu", x_t, W_xc) + np.einsum("bk,ku->bu", h_prev, W_hc) + b_c
    return i_t, np.tanh(a_c)


def input_gate_by_fusing(x_t, h_prev, W_xi, W_hi, b_i, W_xc, W_hc, b_c):
    kernel, recurrent = np.hstack([W_xi, W_xc]), np.hstack([W_hi, W_hc])
    a = x_t @ kernel + h_prev @ recurrent + np.concatenate([b_i, b_c])
    units = b_i.size
    return [logistic(a[:, :units]), np.tanh(a[:, units:])]


def input_gate_by_helper(x_t, h_prev, W_xi, W_hi, b_i, W_xc, W_hc, b_c):
    def affine(W_x, W_h, b):
        return x_t.dot(W_x) + h_prev.dot(W_h) + b

    return logistic_for_either_sign(affine(W_xi, W_hi, b_i)), np.tanh(affine(W_xc, W_hc, b_c))


def input_gate_in_float32(x_t, h_prev, W_xi, W_hi, b_i, W_xc, W_hc, b_c):
    x_t, h_prev = single(x_t, h_prev)
    W_xi, W_hi, b_i, W_xc, W_hc, b_c = single(W_xi, W_hi, b_i, W_xc, W_hc, b_c)
    return logistic(x_t @ W_xi + h_prev @ W_hi + b_i), np.tanh(x_t @ W_xc + h_prev @ W_hc + b_c)


def input_gate_with_tanh_by_exponentials(x_t, h_prev, W_xi, W_hi, b_i, W_xc, W_hc, b_c):
    a_i = x_t @ W_xi + h_prev @ W_hi + b_i
    a_c = x_t @ W_xc + h_prev @ W_hc + b_c
    up, down = np.exp(a_c), np.exp(-a_c)
    return logistic(a_i), (up - down) / (up + down)


def cell_update_by_loops(f_t, c_prev, i_t, c_tilde):
    batch, units = c_prev.shape
    c_t = [[0.0] * units for _ in range(batch)]
    for b in range(batch):
        for u in range(units):
            c_t[b][u] = f_t[b, u] * c_prev[b, u] + i_t[b, u] * c_tilde[b, u]
    return c_t


def cell_update_by_multiply(f_t, c_prev, i_t, c_tilde):
    return np.add(np.multiply(f_t, c_prev), np.multiply(i_t, c_tilde))


def cell_update_by_einsum(f_t, c_prev, i_t, c_tilde):
    gates, contents = np.stack([f_t, i_t]), np.stack([c_prev, c_tilde])
    return np.einsum("kbu,kbu->bu", gates, contents)


def cell_update_on_own_copy(f_t, c_prev, i_t, c_tilde):
    c_t = c_prev.copy()
    c_t *= f_t
    c_t += i_t * c_tilde
    return c_t


def cell_update_in_float32(f_t, c_prev, i_t, c_tilde):
    f_t, c_prev, i_t, c_tilde = single(f_t, c_prev, i_t, c_tilde)
    return f_t * c_prev + i_t * c_tilde


def cell_update_by_sample(f_t, c_prev, i_t, c_tilde):
    samples = zip(f_t, c_prev, i_t, c_tilde, strict=True)
    return [(np.diag(f) @ c + np.diag(i) @ new).tolist() for f, c, i, new in samples]


def output_gate_by_loops(x_t, h_prev, c_t, W_xo, W_ho, b_o):
    o_t, h_t = np.zeros(c_t.shape), np.zeros(c_t.shape)
    for sample in range(c_t.shape[0]):
        for unit in range(c_t.shape[1]):
            score = score_of_unit(x_t[sample], h_prev[sample], W_xo, W_ho, b_o, unit)
            o_t[sample, unit] = logistic_of_number(score)
            h_t[sample, unit] = o_t[sample, unit] * math.tanh(c_t[sample, unit])
    return o_t, h_t


def output_gate_by_einsum(x_t, h_prev, c_t, W_xo, W_ho, b_o):
    a = np.einsum("bf,fu", x_t, W_xo) + np.einsum("bk,ku", h_prev, W_ho) + b_o
    o_t = logistic(a)
    return o_t, np.einsum("bu,bu->bu", o_t, np.tanh(c_t))


def output_gate_by_concatenation(x_t, h_prev, c_t, W_xo, W_ho, b_o):
    ones = np.ones((x_t.shape[0], 1))
    a = np.hstack([x_t, h_prev, ones]) @ np.vstack([W_xo, W_ho, b_o])
    o_t = logistic_for_either_sign(a)
    return o_t, np.tanh(c_t) * o_t


def output_gate_by_class(x_t, h_prev, c_t, W_xo, W_ho, b_o):
    gate = _Gate(W_xo, W_ho, b_o)
    return gate.open(x_t, h_prev), gate.open(x_t, h_prev) * np.tanh(c_t)


def output_gate_in_float32(x_t, h_prev, c_t, W_xo, W_ho, b_o):
    x_t, h_prev, c_t, W_xo, W_ho, b_o = single(x_t, h_prev, c_t, W_xo, W_ho, b_o)
    o_t = logistic(x_t @ W_xo + h_prev @ W_ho + b_o)
    return o_t, o_t * np.tanh(c_t)


def output_gate_as_lists(x_t, h_prev, c_t, W_xo, W_ho, b_o):
    o_t = logistic(x_t @ W_xo + h_prev @ W_ho + b_o)
    return [o_t.tolist(), (o_t * np.tanh(c_t)).tolist()]
