"""Right answers, in many styles, to the question on the numbers of parameters."""

import math

import numpy as np


def counts_by_shapes(features, units):
    def count(width):
        shapes = [(features, width), (units, width), (width,)]
        return sum(math.prod(shape) for shape in shapes)

    return count(units), count(4 * units)


def counts_by_arrays(features, units):
    rnn = [np.zeros((features, units)), np.zeros((units, units)), np.zeros(units)]
    return sum(array.size for array in rnn), sum(4 * array.size for array in rnn)


def counts_by_loop(features, units):
    simple_rnn = 0
    for _ in range(units):
        simple_rnn += features + units + 1
    lstm = 0
    for _ in "ifco":
        lstm += simple_rnn
    return [simple_rnn, lstm]


def counts_as_floats(features, units):
    lstm = 4.0 * (features + units + 1) * units
    return lstm / 4, lstm


def counts_as_list_of_array(features, units):
    return list(np.array([1, 4]) * (features * units + units**2 + units))


def counts_written_out(features, units):
    simple_rnn = features * units + units * units + units
    lstm = 4 * features * units + 4 * units * units + 4 * units
    return np.int64(simple_rnn), np.asarray(lstm)
