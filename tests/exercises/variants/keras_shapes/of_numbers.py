"""Right answers, in many styles, to the questions without a loop over time."""

import math

import numpy as np

from tests.exercises.styles import dot, single


def shapes_by_branches(
    kind, batch, time, features, units, return_sequences, return_state, bidirectional
):
    if bidirectional:
        first = [batch, time, 2 * units] if return_sequences else [batch, 2 * units]
    elif return_sequences:
        first = [batch, time, units]
    else:
        first = [batch, units]
    if not return_state:
        return 1, first, first
    states = 2 if kind == "LSTM" else 1
    if bidirectional:
        states *= 2
    return 1 + states, first, [batch, units]


def shapes_by_list(
    kind, batch, time, features, units, return_sequences, return_state, bidirectional
):
    width = units + units * bidirectional
    values = [[batch, time, width] if return_sequences else [batch, width]]
    for _ in range(1 + bidirectional):
        for _ in ("h", "c") if kind == "LSTM" else ("h",):
            if return_state:
                values.append([batch, units])
    return len(values), values[0], values[-1]


def shapes_by_arrays(
    kind, batch, time, features, units, return_sequences, return_state, bidirectional
):
    layers = 2 if bidirectional else 1
    rows = np.zeros((batch, time, layers * units))
    values = [rows if return_sequences else rows[:, -1]]
    if return_state:
        number = {"SimpleRNN": 1, "GRU": 1, "LSTM": 2}[kind]
        values += [np.zeros((batch, units))] * (number * layers)
    return [len(values), values[0].shape, np.array(values[-1].shape)]


def shapes_by_dictionary(kind, batch, time, features, units, *options):
    width = units * (1 + options[2])
    added = {"SimpleRNN": 1, "GRU": 1, "LSTM": 2}[kind] * (1 + options[2]) * options[1]
    first = {True: [batch, time, width], False: [batch, width]}[options[0]]
    return np.int64(1 + added), np.array(first), {0: first}.get(added, [batch, units])


def shapes_by_deleting(
    kind, batch, time, features, units, return_sequences, return_state, bidirectional
):
    first = [batch, time, units * 2**bidirectional]
    if not return_sequences:
        del first[1]
    states = return_state * (1 + (kind == "LSTM")) * (1 + bidirectional)
    return 1.0 + states, [float(size) for size in first], [batch, units] if states else first


def distributed_at_once(x, kernel, bias):
    a = x @ kernel + bias
    e = np.exp(a)
    return e / e.sum(axis=2, keepdims=True)


def distributed_by_steps(x, kernel, bias):
    steps = []
    for t in range(x.shape[1]):
        e = np.exp(x[:, t] @ kernel + bias)
        steps.append(e / np.sum(e, axis=1)[:, None])
    return np.stack(steps, axis=1)


def distributed_as_one_batch(x, kernel, bias):
    batch, time, features = x.shape
    a = x.reshape(batch * time, features).dot(kernel) + bias
    a -= a.max(axis=1, keepdims=True)
    e = np.exp(a)
    return (e.T / e.sum(axis=1)).T.reshape(batch, time, -1)


def distributed_by_einsum(x, kernel, bias):
    e = np.exp(np.einsum("btf,fu->btu", x, kernel) + bias)
    return np.einsum("btu,bt->btu", e, 1 / np.einsum("btu->bt", e))


def distributed_by_loops(x, kernel, bias):
    y = []
    for sample in x:
        y.append([])
        for row in sample:
            scores = [dot(row, kernel[:, u]) + float(bias[u]) for u in range(len(bias))]
            powers = [math.exp(score) for score in scores]
            y[-1].append([power / sum(powers) for power in powers])
    return y


def distributed_with_logarithm(x, kernel, bias):
    a = np.tensordot(x, kernel, axes=1) + bias
    return np.exp(a - np.logaddexp.reduce(a, axis=-1)[..., np.newaxis])


def distributed_in_float32(x, kernel, bias):
    x, kernel, bias = single(x, kernel, bias)
    return distributed_at_once(x, kernel, bias)


def distributed_along_axis(x, kernel, bias):
    def dense(row):
        e = np.exp(row @ kernel + bias)
        return e / e.sum()

    return np.apply_along_axis(dense, 2, x)


def gate_by_split(kernel, recurrent_kernel, bias, gate):
    place = ["i", "f", "c", "o"].index(gate)
    return tuple(np.split(array, 4, axis=-1)[place] for array in (kernel, recurrent_kernel, bias))


def gate_by_reshaping(kernel, recurrent_kernel, bias, gate):
    place, units = "ifco".index(gate), len(recurrent_kernel)
    W_x = kernel.reshape(-1, 4, units)[:, place]
    return W_x, recurrent_kernel.reshape(units, 4, units)[:, place], bias.reshape(4, units)[place]


def gate_by_dictionary(kernel, recurrent_kernel, bias, gate):
    U = bias.shape[0] // 4
    bounds = {"i": (0, U), "f": (U, 2 * U), "c": (2 * U, 3 * U), "o": (3 * U, 4 * U)}
    start, stop = bounds[gate]
    return [kernel[:, start:stop], recurrent_kernel[:, start:stop], bias[start:stop]]


def gate_by_branches(kernel, recurrent_kernel, bias, gate):
    U = recurrent_kernel.shape[0]
    if gate == "i":
        return kernel[:, :U], recurrent_kernel[:, :U], bias[:U]
    if gate == "f":
        return kernel[:, U : 2 * U], recurrent_kernel[:, U : 2 * U], bias[U : 2 * U]
    if gate == "c":
        return kernel[:, -2 * U : -U], recurrent_kernel[:, -2 * U : -U], bias[-2 * U : -U]
    return kernel[:, -U:], recurrent_kernel[:, -U:], bias[-U:]


def gate_as_lists(kernel, recurrent_kernel, bias, gate):
    units = len(recurrent_kernel)
    columns = [units * "ifco".find(gate) + unit for unit in range(units)]
    W_x = [[row[column] for column in columns] for row in kernel]
    W_h = [[row[column] for column in columns] for row in recurrent_kernel]
    return W_x, W_h, [bias[column] for column in columns]


def gate_by_truth_values(kernel, recurrent_kernel, bias, gate):
    chosen = np.repeat(np.array(list("ifco")) == gate, len(recurrent_kernel))
    return kernel[:, chosen], recurrent_kernel[:, chosen], bias[chosen]


def gate_in_float32(kernel, recurrent_kernel, bias, gate):
    return single(*gate_by_split(kernel, recurrent_kernel, bias, gate))


def counts_by_formulas(features, units):
    F, U = features, units
    rnn, lstm = F * U + U * U + U, 4 * (F * U + U * U + U)
    gru, before = 3 * (F * U + U * U + 2 * U), 3 * (F * U + U * U + U)
    return rnn, lstm, gru, before, 4 * (F * U + U * U + 2 * U), gru


def counts_by_shapes(features, units):
    def count(blocks, biases):
        width = blocks * units
        shapes = [(features, width), (units, width), (biases, width)]
        return sum(math.prod(shape) for shape in shapes)

    return tuple(count(*each) for each in ((1, 1), (4, 1), (3, 2), (3, 1), (4, 2), (3, 2)))


def counts_by_arrays(features, units):
    def layer(blocks, bias_shape):
        arrays = np.zeros((features, blocks * units)), np.zeros((units, blocks * units))
        return sum(array.size for array in (*arrays, np.zeros(bias_shape)))

    two = layer(3, (2, 3 * units))
    keras = [layer(1, units), layer(4, 4 * units), two, layer(3, 3 * units)]
    torch = layer(4, 4 * units) + 4 * units
    return [*keras, torch, two]


def counts_by_loop(features, units):
    rnn = 0
    for _ in range(units):
        rnn += features + units + 1
    return rnn, 4 * rnn, 3 * rnn + 3 * units, 3 * rnn, 4 * rnn + 4 * units, 3 * rnn + 3 * units


def counts_as_array(features, units):
    blocks, biases = np.array([1, 4, 3, 3, 4, 3]), np.array([1, 1, 2, 1, 2, 2])
    return list(blocks * units * (features + units + biases))


def counts_as_floats(features, units):
    matrices = float(units * (features + units))
    gru = 3.0 * (matrices + 2 * units)
    keras = matrices + units, 4.0 * (matrices + units), gru, 3.0 * (matrices + units)
    return *keras, 4.0 * (matrices + 2 * units), gru


def rounded_by_frexp(x):
    significand, exponent = np.frexp(x)
    return np.ldexp(np.rint(significand * 2**11), exponent - 11)


def rounded_in_bits(x):
    bits = x.view(np.uint32)
    last_kept = (bits >> np.uint32(13)) & np.uint32(1)
    return ((bits + np.uint32(0xFFF) + last_kept) & np.uint32(0xFFFFE000)).view(np.float32)


def rounded_by_spacing(x):
    unit = np.spacing(np.abs(x)).astype(np.float64) * 2**13
    return np.round(x / unit) * unit


def rounded_by_adding_and_taking_away(x):
    shift = x * np.float32(2**13 + 1)
    return shift - (shift - x)


def rounded_by_powers(x):
    size = np.abs(x.astype(float))
    exponent = np.floor(np.log2(np.where(size > 0, size, 1)))
    unit = 2.0 ** (exponent - 10)
    return np.around(x / unit) * unit


def rounded_by_numbers(x):
    rows = []
    for row in x.tolist():
        rows.append([])
        for number in row:
            significand, exponent = math.frexp(number)
            rows[-1].append(math.ldexp(round(significand * 2048), exponent - 11))
    return rows


def rounded_by_remainder(x):
    significand, exponent = np.frexp(np.float64(x))
    whole = np.floor(np.abs(significand) * 2048)
    rest = np.abs(significand) * 2048 - whole
    whole += (rest > 0.5) | ((rest == 0.5) & (whole % 2 == 1))
    return np.sign(x) * np.ldexp(whole, exponent - 11)
