"""Right answers, in many styles, to the questions on gradients."""

import numpy as np

from tests.exercises.styles import dot, single


def step_backward_in_lines(dh_t, x_t, h_prev, h_t, kernel, recurrent_kernel):
    da = dh_t * (1 - h_t**2)
    dx_t = da @ kernel.T
    dh_prev = da @ recurrent_kernel.T
    return dx_t, dh_prev, x_t.T @ da, h_prev.T @ da, np.sum(da, axis=0)


def step_backward_by_einsum(dh_t, x_t, h_prev, h_t, kernel, recurrent_kernel):
    da = np.einsum("bu,bu->bu", dh_t, 1 - np.square(h_t))
    return (
        np.einsum("bu,fu->bf", da, kernel),
        np.einsum("bu,ku->bk", da, recurrent_kernel),
        np.einsum("bf,bu->fu", x_t, da),
        np.einsum("bk,bu->ku", h_prev, da),
        np.einsum("bu->u", da),
    )


def step_backward_joined(dh_t, x_t, h_prev, h_t, kernel, recurrent_kernel):
    features = x_t.shape[1]
    da = dh_t - dh_t * h_t * h_t
    both = da @ np.vstack([kernel, recurrent_kernel]).T
    weights = np.hstack([x_t, h_prev, np.ones((len(x_t), 1))]).T @ da
    return (
        *(both[:, :features], both[:, features:]),
        *(weights[:features], weights[features:-1], weights[-1]),
    )


def step_backward_by_sample(dh_t, x_t, h_prev, h_t, kernel, recurrent_kernel):
    dx_t, dh_prev = np.zeros_like(x_t), np.zeros_like(h_prev)
    dkernel, drecurrent_kernel = np.zeros_like(kernel), np.zeros_like(recurrent_kernel)
    dbias = np.zeros(h_t.shape[1])
    for s in range(len(x_t)):
        da = dh_t[s] * (1 - h_t[s]) * (1 + h_t[s])
        dx_t[s], dh_prev[s] = kernel @ da, recurrent_kernel @ da
        dkernel += np.outer(x_t[s], da)
        drecurrent_kernel += np.outer(h_prev[s], da)
        dbias += da
    return dx_t, dh_prev, dkernel, drecurrent_kernel, dbias


def step_backward_by_number(dh_t, x_t, h_prev, h_t, kernel, recurrent_kernel):
    batch, units = range(len(x_t)), range(len(recurrent_kernel))
    da = [[dh_t[s, u] * (1 - h_t[s, u] ** 2) for u in units] for s in batch]
    columns = list(zip(*da, strict=True))
    return [
        [[dot(row, weights) for weights in kernel] for row in da],
        [[dot(row, weights) for weights in recurrent_kernel] for row in da],
        [[dot(x_t[:, f], column) for column in columns] for f in range(len(kernel))],
        [[dot(h_prev[:, k], column) for column in columns] for k in units],
        [sum(column) for column in columns],
    ]


def step_backward_in_own_buffer(dh_t, x_t, h_prev, h_t, kernel, recurrent_kernel):
    da = dh_t.copy()
    da *= 1 / np.cosh(np.arctanh(h_t)) ** 2
    gradients = [np.empty_like(each) for each in (x_t, h_prev, kernel, recurrent_kernel)]
    np.matmul(da, kernel.T, out=gradients[0])
    np.matmul(da, recurrent_kernel.T, out=gradients[1])
    np.matmul(x_t.T, da, out=gradients[2])
    np.matmul(h_prev.T, da, out=gradients[3])
    return *gradients, da.sum(0)


def step_backward_in_float32(dh_t, x_t, h_prev, h_t, kernel, recurrent_kernel):
    return step_backward_by_einsum(*single(dh_t, x_t, h_prev, h_t, kernel, recurrent_kernel))


def through_time_step_by_step(dhidden_states, x, h_0, hidden_states, kernel, recurrent_kernel):
    dx, dh = np.zeros_like(x), np.zeros_like(h_0)
    dkernel = drecurrent_kernel = dbias = 0
    for t in range(x.shape[1] - 1, -1, -1):
        h_prev = h_0 if t == 0 else hidden_states[:, t - 1]
        dh = dh + dhidden_states[:, t]
        dx[:, t], dh, dW, dU, db = step_backward_in_lines(
            dh, x[:, t], h_prev, hidden_states[:, t], kernel, recurrent_kernel
        )
        dkernel, drecurrent_kernel, dbias = dkernel + dW, drecurrent_kernel + dU, dbias + db
    return dx, dh, dkernel, drecurrent_kernel, dbias


def through_time_in_two_passes(dhidden_states, x, h_0, hidden_states, kernel, recurrent_kernel):
    states = np.concatenate([h_0[:, None], hidden_states], axis=1)
    da = np.zeros_like(hidden_states)
    dh = np.zeros_like(h_0)
    for t in reversed(range(da.shape[1])):
        da[:, t] = (dhidden_states[:, t] + dh) * (1 - states[:, t + 1] ** 2)
        dh = da[:, t] @ recurrent_kernel.T
    return (
        da @ kernel.T,
        dh,
        np.tensordot(x, da, axes=([0, 1], [0, 1])),
        np.tensordot(states[:, :-1], da, axes=([0, 1], [0, 1])),
        da.sum(axis=(0, 1)),
    )


def through_time_time_first(dhidden_states, x, h_0, hidden_states, kernel, recurrent_kernel):
    g, x, h = (np.swapaxes(array, 0, 1) for array in (dhidden_states, x, hidden_states))
    dh, parts = 0, []
    for g_t, x_t, h_prev, h_t in reversed(list(zip(g, x, [h_0, *h[:-1]], h, strict=True))):
        dx_t, dh, *more = step_backward_by_einsum(
            g_t + dh, x_t, h_prev, h_t, kernel, recurrent_kernel
        )
        parts.append((dx_t, *more))
    dx, *weights = zip(*parts, strict=True)
    return np.stack(dx[::-1], axis=1), dh, *(sum(each) for each in weights)


def through_time_by_recursion(dhidden_states, x, h_0, hidden_states, kernel, recurrent_kernel):
    weights = kernel, recurrent_kernel
    if x.shape[1] == 0:
        return x, 0 * h_0, 0 * kernel, 0 * recurrent_kernel, 0 * recurrent_kernel[0]
    h_1 = hidden_states[:, 0]
    later = through_time_by_recursion(
        dhidden_states[:, 1:], x[:, 1:], h_1, hidden_states[:, 1:], *weights
    )
    dh_1 = dhidden_states[:, 0] + later[1]
    dx_1, dh_0, *own = step_backward_joined(dh_1, x[:, 0], h_0, h_1, *weights)
    dx = np.concatenate([dx_1[:, None], later[0]], axis=1)
    return dx, dh_0, *(a + b for a, b in zip(own, later[2:], strict=True))


def through_time_by_sample(dhidden_states, x, h_0, hidden_states, kernel, recurrent_kernel):
    dx, dh_0 = [], []
    totals = [np.zeros(kernel.shape), np.zeros(recurrent_kernel.shape), np.zeros(h_0.shape[1])]
    for g, xs, start, h in zip(dhidden_states, x, h_0, hidden_states, strict=True):
        dh, rows = np.zeros(len(start)), []
        for t in reversed(range(len(xs))):
            da = (g[t] + dh) * (1 - h[t] ** 2)
            rows.insert(0, kernel @ da)
            dh = recurrent_kernel @ da
            totals[0] += np.outer(xs[t], da)
            totals[1] += np.outer(h[t - 1] if t else start, da)
            totals[2] += da
        dx.append(rows)
        dh_0.append(dh)
    return np.array(dx), np.array(dh_0), *totals


def through_time_by_jacobians(dhidden_states, x, h_0, hidden_states, kernel, recurrent_kernel):
    """Return the sums over all pairs of a step and a later output, without carrying anything."""
    batch, time, units = hidden_states.shape
    slopes = 1 - hidden_states**2
    dh = np.zeros_like(hidden_states)
    for b in range(batch):
        for t in range(time):
            jacobian = np.eye(units)
            for s in range(t, time):
                if s > t:
                    jacobian = jacobian @ recurrent_kernel @ np.diag(slopes[b, s])
                dh[b, t] += jacobian @ dhidden_states[b, s]
    da = dh * slopes
    before = np.concatenate([h_0[:, None], hidden_states[:, :-1]], axis=1).reshape(-1, units)
    flat = da.reshape(-1, units)
    dkernel, drecurrent_kernel = x.reshape(-1, x.shape[2]).T @ flat, before.T @ flat
    return da @ kernel.T, da[:, 0] @ recurrent_kernel.T, dkernel, drecurrent_kernel, flat.sum(0)


def through_time_in_float32(dhidden_states, x, h_0, hidden_states, kernel, recurrent_kernel):
    given = single(dhidden_states, x, h_0, hidden_states, kernel, recurrent_kernel)
    return through_time_in_two_passes(*given)


def through_time_as_lists(dhidden_states, x, h_0, hidden_states, kernel, recurrent_kernel):
    given = dhidden_states, x, h_0, hidden_states, kernel, recurrent_kernel
    return [gradient.tolist() for gradient in through_time_step_by_step(*given)]


def norms_in_a_loop(dh_T, hidden_states, recurrent_kernel):
    batch, time, _ = hidden_states.shape
    norms = np.zeros((batch, time))
    dh = dh_T.copy()
    norms[:, -1] = np.linalg.norm(dh, axis=1)
    for t in range(time - 1, 0, -1):
        dh = dh * (1 - hidden_states[:, t] ** 2) @ recurrent_kernel.T
        norms[:, t - 1] = np.linalg.norm(dh, axis=1)
    return norms


def norms_as_a_list(dh_T, hidden_states, recurrent_kernel):
    gradients = [dh_T]
    for h_t in np.swapaxes(hidden_states, 0, 1)[:0:-1]:
        da = gradients[-1] * (1 - h_t * h_t)
        gradients.append(np.einsum("bu,ku->bk", da, recurrent_kernel))
    return np.array([np.sqrt((dh**2).sum(axis=1)) for dh in reversed(gradients)]).T


def norms_from_back_through_time(dh_T, hidden_states, recurrent_kernel):
    """Return the norms from the gradient of the initial state of ever shorter sequences."""
    norms = [np.linalg.norm(dh_T, axis=-1)]
    for t in reversed(range(hidden_states.shape[1] - 1)):
        later = hidden_states[:, t + 1 :]
        upstream = np.zeros(later.shape)
        upstream[:, -1] = dh_T
        x, kernel = np.zeros((*later.shape[:2], 1)), np.zeros((1, len(recurrent_kernel)))
        given = upstream, x, hidden_states[:, t], later, kernel, recurrent_kernel
        norms.insert(0, np.linalg.norm(through_time_in_two_passes(*given)[1], axis=-1))
    return np.stack(norms, axis=-1)


def norms_by_jacobians(dh_T, hidden_states, recurrent_kernel):
    rows = []
    for sample, states in zip(dh_T, hidden_states, strict=True):
        jacobian, row = np.eye(len(sample)), [np.linalg.norm(sample)]
        for h_k in states[:0:-1]:
            jacobian = jacobian @ np.diag(1 - h_k**2) @ recurrent_kernel.T
            row.append(np.linalg.norm(sample @ jacobian))
        rows.append(row[::-1])
    return rows


def norms_by_recursion(dh_T, hidden_states, recurrent_kernel):
    last = np.linalg.norm(dh_T, axis=1)[:, None]
    if hidden_states.shape[1] == 1:
        return last
    dh = (dh_T * (1 - hidden_states[:, -1] ** 2)) @ recurrent_kernel.T
    earlier = norms_by_recursion(dh, hidden_states[:, :-1], recurrent_kernel)
    return np.hstack([earlier, last])


def norms_with_samples_as_columns(dh_T, hidden_states, recurrent_kernel):
    dh, norms = dh_T.T, []
    for t in reversed(range(hidden_states.shape[1])):
        norms.append(np.sqrt(np.einsum("ub,ub->b", dh, dh)))
        dh = recurrent_kernel @ (dh * (1 - hidden_states[:, t].T ** 2))
    return np.column_stack(norms[::-1])


def norms_in_float32(dh_T, hidden_states, recurrent_kernel):
    return norms_as_a_list(*single(dh_T, hidden_states, recurrent_kernel)).astype(np.float32)
