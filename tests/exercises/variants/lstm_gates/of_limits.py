"""Right answers, in many styles, to the questions on limit cases and on the forget bias."""

import math

import numpy as np

from tests.exercises.styles import logistic, single


def limits_in_lines(c_prev, c_tilde):
    zeros = np.zeros_like(c_prev)
    c_A, h_A = c_prev, zeros
    c_B, h_B = c_tilde, np.tanh(c_tilde)
    c_C, h_C = c_prev + c_tilde, np.tanh(c_prev + c_tilde)
    c_D, h_D = 0.5 * c_prev, 0.5 * np.tanh(0.5 * c_prev)
    c_E, h_E = c_prev - 1, np.tanh(c_prev - 1)
    return c_A, h_A, c_B, h_B, c_C, h_C, c_D, h_D, c_E, h_E


def limits_from_a_table_of_gates(c_prev, c_tilde):
    rows = [(1, 0, 0, 1), (0, 1, 1, 1), (1, 1, 1, 1), (0.5, 0.5, 0.5, 0), (1, 1, 1, 0)]
    states = []
    for f, i, o, given in rows:
        new = c_tilde if given else np.zeros_like(c_tilde)
        c = f * c_prev + i * new
        states += [c, o * np.tanh(c)]
    states[-2] = c_prev - 1
    states[-1] = np.tanh(states[-2])
    return states


def limits_by_a_step_of_sums(c_prev, c_tilde):
    def step(a_f, a_i, a_o, a_c):
        gates = [0.5 + 0.5 * np.tanh(0.5 * a) for a in (a_f, a_i, a_o)]
        c = gates[0] * c_prev + gates[1] * np.tanh(a_c)
        return c, gates[2] * np.tanh(c)

    far, given = 1000.0, np.arctanh(c_tilde)
    return [
        *step(far, -far, -far, given),
        *step(-far, far, far, given),
        *step(far, far, far, given),
        *step(0.0, 0.0, 0.0, 0.0),
        *step(far, far, far, -far),
    ]


def limits_by_einsum(c_prev, c_tilde):
    parts = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [0.5, 0, 0], [1, 0, -1]])
    cells = np.einsum("sk,kbu->sbu", parts, np.stack([c_prev, c_tilde, np.ones_like(c_prev)]))
    hidden = np.array([0, 1, 1, 0.5, 1])[:, None, None] * np.tanh(cells)
    return [state for pair in zip(cells, hidden, strict=True) for state in pair]


def limits_number_by_number(c_prev, c_tilde):
    def of(function):
        rows = zip(c_prev.tolist(), c_tilde.tolist(), strict=True)
        return [[function(c, new) for c, new in zip(*row, strict=True)] for row in rows]

    cells = [
        lambda c, new: c,
        lambda c, new: new,
        lambda c, new: c + new,
        lambda c, new: c / 2,
        lambda c, new: c - 1,
    ]
    states = []
    for shown, cell in zip((0, 1, 1, 0.5, 1), cells, strict=True):
        states.append(of(cell))
        states.append(of(lambda c, new, cell=cell, shown=shown: shown * math.tanh(cell(c, new))))
    return states


def limits_in_float32(c_prev, c_tilde):
    return single(*limits_in_lines(*single(c_prev, c_tilde)))


class Situation:
    def __init__(self, cell, part_shown):
        self.cell, self.part_shown = cell, part_shown

    def states(self):
        return self.cell, self.part_shown * np.tanh(self.cell)


def limits_by_class(c_prev, c_tilde):
    lowered = c_prev.copy()
    lowered -= 1
    cells = [c_prev, c_tilde, np.add(c_prev, c_tilde), np.divide(c_prev, 2), lowered]
    situations = map(Situation, cells, (0, 1, 1, 1 / 2, 1))
    return tuple(state for each in situations for state in each.states())


def bias_in_one_line(half_life):
    return -np.log(2 ** (1 / half_life) - 1)


def bias_by_the_gate(half_life):
    f = np.exp(np.log(0.5) / half_life)
    return np.log(f / (1 - f))


def bias_by_expm1(half_life):
    return -np.log(np.expm1(np.log(2) / half_life))


def bias_number_by_number(half_life):
    return [-math.log(math.pow(2, 1 / n) - 1) for n in half_life]


def bias_by_arctanh(half_life):
    return 2 * np.arctanh(2 * np.power(0.5, 1 / half_life) - 1)


def bias_by_bisection(half_life):
    low, high = np.full(half_life.shape, -50.0), np.full(half_life.shape, 50.0)
    for _ in range(80):
        middle = (low + high) / 2
        too_short = logistic(middle) ** half_life < 0.5
        low, high = np.where(too_short, middle, low), np.where(too_short, high, middle)
    return low


def bias_in_own_buffer(half_life):
    b_f = np.reciprocal(half_life)
    np.exp2(b_f, out=b_f)
    b_f -= 1
    np.log(b_f, out=b_f)
    return np.negative(b_f, out=b_f)


def bias_in_float32(half_life):
    return bias_by_expm1(*single(half_life)).astype(np.float32)
