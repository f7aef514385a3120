"""Right answers, in many styles, to the question on the numbers of parameters."""

import math

import numpy as np


def counts_by_shapes(features, units):
    def count(bias):
        shapes = [(features, 3 * units), (units, 3 * units), bias]
        return sum(math.prod(shape) for shape in shapes)

    return count((3 * units,)), count((2, 3 * units))


def counts_by_arrays(features, units):
    kernels = [np.zeros((features, 3 * units)), np.zeros((units, 3 * units))]
    biases = np.zeros(3 * units), np.zeros((2, 3 * units))
    return tuple(sum(array.size for array in [*kernels, bias]) for bias in biases)


def counts_by_loop(features, units):
    first, keras = 0, 0
    for _ in "zrh":
        for _ in range(units):
            first += features + units + 1
            keras += features + units + 2
    return [first, keras]


def counts_as_floats(features, units):
    first = 3.0 * (features + units + 1) * units
    return first, first + 3.0 * units


def counts_as_list_of_array(features, units):
    return list(3 * units * (features + units + np.array([1, 2])))


def counts_written_out(features, units):
    first = 3 * features * units + 3 * units * units + 3 * units
    return np.int64(first), np.asarray(first + 3 * units)
