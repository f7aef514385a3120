"""The texts that the rehearsal class hands in for the exercise lstm-gates.

They are written without a look at the solution: each is one more way to be right, or wrong.
"""

# To be marked by hand: about half of what the question asks for.
WRITTEN = {
    "written-forget-bias": (
        "With a bias of 0 the forget gate starts near $\\sigma(0) = 0.5$, with 1 near 0.73. So "
        "more of the memory is kept at first, and the gradient along the cell state is larger "
        "after 100 steps. It is a help and no promise, because training can change the gates."
    )
}

# Right, each in a style of its own: einsum, joined weights, loops, lists, float32, a class.
HELPERS = '''
class Affine:
    """A sum of two products and a bias."""

    def __init__(self, input_weights, state_weights, bias):
        self.weights = np.concatenate([input_weights, state_weights])
        self.bias = bias

    def __call__(self, inputs, state):
        return np.hstack([inputs, state]) @ self.weights + self.bias


def squash(a):
    return np.exp(-np.logaddexp(0.0, -a))
'''

OTHER_STYLE = {
    "forget_gate": """
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    a = np.einsum("bf,fu->bu", x_t, W_xf) + np.einsum("bv,vu->bu", h_prev, W_hf)
    return 1 / (1 + np.exp(-(a + b_f)))
""",
    "input_gate_and_candidate": """
def input_gate_and_candidate(x_t, h_prev, W_xi, W_hi, b_i, W_xc, W_hc, b_c):
    gate, content = Affine(W_xi, W_hi, b_i), Affine(W_xc, W_hc, b_c)
    return [squash(gate(x_t, h_prev)), np.tanh(content(x_t, h_prev))]
""",
    "cell_update": """
def cell_update(f_t, c_prev, i_t, c_tilde):
    new = np.empty_like(c_prev)
    for sample in range(new.shape[0]):
        for unit in range(new.shape[1]):
            at = sample, unit
            new[at] = f_t[at] * c_prev[at] + i_t[at] * c_tilde[at]
    return new.tolist()
""",
    "output_gate_and_hidden_state": """
def output_gate_and_hidden_state(x_t, h_prev, c_t, W_xo, W_ho, b_o):
    shown = squash(Affine(W_xo, W_ho, b_o)(x_t, h_prev)).astype(np.float32)
    return shown, np.multiply(shown, np.tanh(c_t, dtype=np.float32))
""",
    "gates_at_their_limits": """
def gates_at_their_limits(c_prev, c_tilde):
    cells = [c_prev, c_tilde, c_prev + c_tilde, 0.5 * c_prev, c_prev - np.ones_like(c_prev)]
    shown = [0.0, 1.0, 1.0, 0.5, 1.0]
    states = []
    for cell, part in zip(cells, shown):
        states.extend([cell.tolist(), part * np.tanh(cell)])
    return states
""",
    "lstm_step": """
def lstm_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    u = len(recurrent_kernel)
    a = x_t.dot(kernel) + h_prev.dot(recurrent_kernel) + bias
    i, f, c, o = (a[:, k * u : (k + 1) * u] for k in range(4))
    c_t = squash(f) * c_prev + squash(i) * np.tanh(c)
    h_t = squash(o) * np.tanh(c_t)
    print("step", h_t.shape)
    return h_t, c_t
""",
    "lstm_sequence": """
def lstm_sequence(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    batch, time, _ = x.shape
    units = bias.size // 4
    states = np.zeros((batch, time, units))
    h = np.zeros((batch, units)) if h_0 is None else h_0.copy()
    c = np.zeros((batch, units)) if c_0 is None else c_0.copy()
    t = 0
    while t < time:
        h, c = lstm_step(x[:, t, :], h, c, kernel, recurrent_kernel, bias)
        states[:, t] = h
        t += 1
    return states, h, c
""",
    "lstm_step_backward": """
def lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    u = h_prev.shape[1]
    blocks = [slice(k * u, (k + 1) * u) for k in range(4)]
    a = x_t @ kernel + h_prev @ recurrent_kernel + bias
    i, f, o = squash(a[:, blocks[0]]), squash(a[:, blocks[1]]), squash(a[:, blocks[3]])
    g = np.tanh(a[:, blocks[2]])
    tanh_c = np.tanh(f * c_prev + i * g)
    dc = dc_t + dh_t * o - dh_t * o * tanh_c**2
    da = np.zeros_like(a)
    da[:, blocks[0]] = dc * g * i * (1 - i)
    da[:, blocks[1]] = dc * c_prev * f * (1 - f)
    da[:, blocks[2]] = dc * i * (1 - g**2)
    da[:, blocks[3]] = dh_t * tanh_c * o * (1 - o)
    dkernel = sum(np.outer(x, row) for x, row in zip(x_t, da))
    drecurrent = sum(np.outer(h, row) for h, row in zip(h_prev, da))
    dbias = np.ones(len(da)) @ da
    return da @ kernel.T, da @ recurrent_kernel.T, dc * f, dkernel, drecurrent, dbias
""",
    "lstm_backward": """
def lstm_backward(dhidden_states, dh_T, dc_T, x, h_0, c_0, kernel, recurrent_kernel, bias):
    read, state = [], (h_0, c_0)
    for x_t in x.swapaxes(0, 1):
        read.append((x_t, *state))
        state = lstm_step(x_t, *state, kernel, recurrent_kernel, bias)
    dx, dh, dc, sums = [], dh_T, dc_T, (0, 0, 0)
    while read:
        upstream = dh + dhidden_states[:, len(read) - 1], dc
        back = lstm_step_backward(*upstream, *read.pop(), kernel, recurrent_kernel, bias)
        dx.insert(0, back[0])
        dh, dc = back[1:3]
        sums = [total + part for total, part in zip(sums, back[3:])]
    return np.stack(dx, axis=1), dh, dc, *sums
""",
    "parameter_counts": """
def parameter_counts(features, units):
    sizes = [(features, units), (units, units), (units,)]
    plain = sum(int(np.prod(size)) for size in sizes)
    return [plain, 4 * plain]
""",
    "forget_bias": """
def forget_bias(half_life):
    gates = [0.5 ** (1 / steps) for steps in half_life]
    return [float(np.log(gate / (1 - gate))) for gate in gates]
""",
}

# One known mistake in each question: the answer, the mistake's name, and the share it earns.
MISTAKES = {
    "forget_gate": (
        """
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    return np.tanh(x_t @ W_xf + h_prev @ W_hf + b_f)
""",
        "tanh-on-gate",
        0,
    ),
    "input_gate_and_candidate": (
        """
def input_gate_and_candidate(x_t, h_prev, W_xi, W_hi, b_i, W_xc, W_hc, b_c):
    i_t = sigmoid(x_t @ W_xi + h_prev @ W_hi + b_i)
    return i_t, sigmoid(x_t @ W_xc + h_prev @ W_hc + b_c)
""",
        "sigmoid-on-candidate",
        1 / 2,
    ),
    "cell_update": (
        """
def cell_update(f_t, c_prev, i_t, c_tilde):
    return i_t * c_prev + f_t * c_tilde
""",
        "gates-swapped",
        0,
    ),
    "output_gate_and_hidden_state": (
        """
def output_gate_and_hidden_state(x_t, h_prev, c_t, W_xo, W_ho, b_o):
    o_t = sigmoid(x_t @ W_xo + h_prev @ W_ho + b_o)
    return o_t, o_t * c_t
""",
        "tanh-forgotten",
        1 / 2,
    ),
    "gates_at_their_limits": (
        """
def gates_at_their_limits(c_prev, c_tilde):
    cells = [c_prev, c_tilde, c_prev + c_tilde, c_prev / 2, c_prev - 1]
    return [state for cell in cells for state in (cell, np.tanh(cell))]
""",
        "output-gate-forgotten",
        8 / 10,
    ),
    "lstm_step": (
        """
def lstm_step(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    a_f, a_i, a_c, a_o = np.split(x_t @ kernel + h_prev @ recurrent_kernel + bias, 4, axis=1)
    c_t = sigmoid(a_f) * c_prev + sigmoid(a_i) * np.tanh(a_c)
    return sigmoid(a_o) * np.tanh(c_t), c_t
""",
        "blocks-f-i-c-o",
        0,
    ),
    "lstm_sequence": (
        """
def lstm_sequence(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    h = c = np.zeros((len(x), len(recurrent_kernel)))
    states = []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, kernel, recurrent_kernel, bias)
        states.append(h)
    return np.stack(states, axis=1), h, c
""",
        "initial-states-ignored",
        0,
    ),
    "lstm_step_backward": (
        OTHER_STYLE["lstm_step_backward"]
        .replace("squash", "sigmoid")
        .replace("np.ones(len(da)) @ da", "da.mean(axis=0)"),
        "bias-gradient-averaged",
        5 / 6,
    ),
    "lstm_backward": (
        OTHER_STYLE["lstm_backward"].replace("len(read) - 1], dc\n", "len(read) - 1], dc_T\n"),
        "last-cell-gradient-at-every-step",
        0,
    ),
    "parameter_counts": (
        """
def parameter_counts(features, units):
    return units * (features + units + 2), 4 * units * (features + units + 2)
""",
        "two-biases",
        0,
    ),
    "forget_bias": (
        """
def forget_bias(half_life):
    kept = np.exp(-1 / half_life)
    return np.log(kept / (1 - kept))
""",
        "e-in-place-of-two",
        0,
    ),
}

# What is left of the right answers that call one with a mistake.
CALLERS = {
    "lstm_step": {"lstm_sequence": 0, "lstm_backward": 0},
    "lstm_step_backward": {"lstm_backward": 5 / 6},
}

RAISES = """
def cell_update(f_t, c_prev, i_t, c_tilde):
    return f_t * c_previous + i_t * c_tilde
"""

LOOPS = """
def lstm_sequence(x, kernel, recurrent_kernel, bias, h_0=None, c_0=None):
    t = 0
    while t < x.shape[1]:
        first_inputs = x[:, t]
    return first_inputs, h_0, c_0
"""

SYNTAX_ERROR = """
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f)
    return sigmoid(x_t @ W_xf + h_prev @ W_hf + b_f)
"""

WRITES_INTO_ARGUMENTS = """
def cell_update(f_t, c_prev, i_t, c_tilde):
    c_prev *= f_t
    c_prev += i_t * c_tilde
    return c_prev
"""

# Against the grader. None of these gains a point.
ENDS_THE_PROCESS = """
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    import os
    print("10.0")
    os._exit(0)
"""

LOOKS_FOR_THE_SOLUTION = """
def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    try:
        from unrolled.activations import sigmoid as right
    except ImportError:
        right = np.zeros_like
    return right(x_t @ W_xf + h_prev @ W_hf + b_f)
"""

CHANGES_NUMPY = """
for name in ("allclose", "isclose", "array_equal", "all"):
    setattr(np, name, lambda *arguments, **options: True)


class Agreeable(float):
    def __eq__(self, other):
        return True


def parameter_counts(features, units):
    return Agreeable(0), Agreeable(0)
"""
