"""Right answers, in many styles, to the questions on the read-out and on clipping."""

import math

import numpy as np

from tests.exercises.styles import dot, single


def readout_with_keepdims(h_t, W_y, b_y):
    scores = h_t @ W_y + b_y
    exponentials = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def readout_with_new_axes(h_t, W_y, b_y):
    scores = np.dot(h_t, W_y) + b_y[None]
    exponentials = np.exp(scores - np.amax(scores, 1)[:, None])
    return exponentials / np.sum(exponentials, 1)[:, np.newaxis]


def readout_in_logarithms(h_t, W_y, b_y):
    scores = np.einsum("bu,uk->bk", h_t, W_y) + b_y
    return np.exp(scores - np.logaddexp.reduce(scores, axis=1)[:, np.newaxis])


def readout_transposed(h_t, W_y, b_y):
    scores = W_y.T @ h_t.T + b_y[:, np.newaxis]
    exponentials = np.exp(scores - scores.max(axis=0))
    return (exponentials / exponentials.sum(axis=0)).T


def readout_by_sample(h_t, W_y, b_y):
    rows = []
    for h in h_t:
        scores = h @ W_y + b_y
        exponentials = np.exp(scores - max(scores))
        rows.append(exponentials / sum(exponentials))
    return np.array(rows)


def readout_by_number(h_t, W_y, b_y):
    rows = []
    for h in h_t:
        scores = [dot(h, W_y[:, k]) + b_y[k] for k in range(len(b_y))]
        weights = [math.exp(score - max(scores)) for score in scores]
        rows.append([weight / sum(weights) for weight in weights])
    return rows


def readout_along_rows(h_t, W_y, b_y):
    def softmax(row):
        weights = np.exp(row - row.max())
        return weights / weights.sum()

    return np.apply_along_axis(softmax, 1, h_t @ W_y + b_y)


def readout_by_differences_of_scores(h_t, W_y, b_y):
    scores = h_t @ W_y + b_y
    with np.errstate(over="ignore"):
        return 1 / np.sum(np.exp(scores[:, None, :] - scores[:, :, None]), axis=2)


def readout_in_own_buffer(h_t, W_y, b_y):
    scores = h_t @ W_y
    scores += b_y
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores


def readout_in_float32(h_t, W_y, b_y):
    return readout_in_own_buffer(*single(h_t, W_y, b_y))


def clip_with_min(dkernel, drecurrent_kernel, dbias, max_norm):
    norm = np.sqrt(np.sum(dkernel**2) + np.sum(drecurrent_kernel**2) + np.sum(dbias**2))
    scale = min(1, max_norm / norm)
    return dkernel * scale, drecurrent_kernel * scale, dbias * scale


def clip_with_if(dkernel, drecurrent_kernel, dbias, max_norm):
    parts = [dkernel, drecurrent_kernel, dbias]
    norm = np.linalg.norm([np.linalg.norm(part) for part in parts])
    if norm > max_norm:
        parts = [max_norm * part / norm for part in parts]
    return parts


def clip_one_row(dkernel, drecurrent_kernel, dbias, max_norm):
    row = np.concatenate([dkernel.ravel(), drecurrent_kernel.ravel(), dbias])
    row = row * max_norm / max(np.linalg.norm(row), max_norm)
    first, second = dkernel.size, dkernel.size + drecurrent_kernel.size
    return (
        row[:first].reshape(dkernel.shape),
        row[first:second].reshape(drecurrent_kernel.shape),
        row[second:],
    )


def clip_as_pytorch_does(dkernel, drecurrent_kernel, dbias, max_norm):
    gradients = [np.array(each) for each in (dkernel, drecurrent_kernel, dbias)]
    norm = sum(float((each**2).sum()) for each in gradients) ** 0.5
    for each in gradients:
        each *= min(max_norm / (norm + 1e-6), 1.0)
    return gradients


def clip_by_number(dkernel, drecurrent_kernel, dbias, max_norm):
    def squares(value):
        return sum(map(squares, value)) if isinstance(value, list) else value * value

    def scaled(value):
        return list(map(scaled, value)) if isinstance(value, list) else scale * value

    lists = [each.tolist() for each in (dkernel, drecurrent_kernel, dbias)]
    norm = math.sqrt(squares(lists))
    scale = max_norm / norm if norm > max_norm else 1.0
    return scaled(lists)


def clip_in_float32(dkernel, drecurrent_kernel, dbias, max_norm):
    return single(*clip_with_min(*single(dkernel, drecurrent_kernel, dbias), np.float32(max_norm)))


def clip_with_vdot(dkernel, drecurrent_kernel, dbias, max_norm):
    given = dkernel, drecurrent_kernel, dbias
    squared = sum(np.vdot(each, each) for each in given)
    scale = 1.0 if squared <= max_norm**2 else max_norm * squared**-0.5
    return tuple(np.multiply(each, scale) for each in given)
