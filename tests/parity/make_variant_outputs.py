"""Write variant_outputs.json: variants of the LSTM as PyTorch computes and differentiates them.

Run it where PyTorch is installed: ``python tests/parity/make_variant_outputs.py``. PyTorch
has none of these cells, so their equations stand here once more, gate by gate, and its
automatic differentiation does the rest. Everything is float64, in this course's layout.
"""

from pathlib import Path

import numpy as np
import torch
from make_torch_outputs import as_text, forward_and_backward
from torch import sigmoid, tanh
from torch.nn.functional import layer_norm

STORED = Path(__file__).with_name("variant_outputs.json")
BATCH, TIME, FEATURES, UNITS = 2, 3, 3, 4


def gate(x, h, weights, k):
    """Return the pre-activation of the k-th block."""
    W_x, W_h, b = weights
    block = slice(k * UNITS, (k + 1) * UNITS)
    return torch.einsum("bf,fu->bu", x, W_x[:, block]) + h @ W_h[:, block] + b[block]


def lstm_1997(x, h, c, *weights):
    c = c + sigmoid(gate(x, h, weights, 0)) * tanh(gate(x, h, weights, 1))
    return sigmoid(gate(x, h, weights, 2)) * tanh(c), c


def coupled(x, h, c, *weights):
    i = sigmoid(gate(x, h, weights, 0))
    c = torch.lerp(c, tanh(gate(x, h, weights, 1)), i)
    return sigmoid(gate(x, h, weights, 2)) * tanh(c), c


def peephole(x, h, c, *weights_and_peepholes):
    *weights, peepholes = weights_and_peepholes
    i = sigmoid(gate(x, h, weights, 0) + peepholes[0] * c)
    f = sigmoid(gate(x, h, weights, 1) + peepholes[1] * c)
    c = f * c + i * tanh(gate(x, h, weights, 2))
    o = sigmoid(gate(x, h, weights, 3) + peepholes[2] * c)
    return o * tanh(c), c


def layer_normalised(x, h, c, W_x, W_h, b, gain_x, gain_h, gain_c, shift):
    four = [4 * UNITS]
    a = layer_norm(x @ W_x, four, gain_x, b) + layer_norm(h @ W_h, four, gain_h)
    i, f, g, o = a.split(UNITS, dim=1)
    c = sigmoid(f) * c + sigmoid(i) * tanh(g)
    return sigmoid(o) * tanh(layer_norm(c, [UNITS], gain_c, shift)), c


def no_input_gate(x, h, c, *weights):
    c = sigmoid(gate(x, h, weights, 0)) * c + tanh(gate(x, h, weights, 1))
    return sigmoid(gate(x, h, weights, 2)) * tanh(c), c


def no_output_gate(x, h, c, *weights):
    i, f = sigmoid(gate(x, h, weights, 0)), sigmoid(gate(x, h, weights, 1))
    c = f * c + i * tanh(gate(x, h, weights, 2))
    return tanh(c), c


def candidate_not_squashed(x, h, c, *weights):
    i, f = sigmoid(gate(x, h, weights, 0)), sigmoid(gate(x, h, weights, 1))
    c = f * c + i * gate(x, h, weights, 2)
    return sigmoid(gate(x, h, weights, 3)) * tanh(c), c


def output_not_squashed(x, h, c, *weights):
    i, f = sigmoid(gate(x, h, weights, 0)), sigmoid(gate(x, h, weights, 1))
    c = f * c + i * tanh(gate(x, h, weights, 2))
    return sigmoid(gate(x, h, weights, 3)) * c, c


# The step, its number of blocks, and the weights beyond the first three.
VARIANTS = {
    "lstm_1997": (lstm_1997, 3, {}),
    "coupled": (coupled, 3, {}),
    "peephole": (peephole, 4, {"peepholes": (3, UNITS)}),
    "layer_normalised": (
        layer_normalised,
        4,
        {
            "gain_x": (4 * UNITS,),
            "gain_h": (4 * UNITS,),
            "gain_c": (UNITS,),
            "shift": (UNITS,),
        },
    ),
    "no_input_gate": (no_input_gate, 3, {}),
    "no_output_gate": (no_output_gate, 3, {}),
    "candidate_not_squashed": (candidate_not_squashed, 4, {}),
    "output_not_squashed": (output_not_squashed, 4, {}),
}


def run_sequence(name, x, h, c, *weights):
    """Apply the step along the sequence; return all hidden states and the last states."""
    hidden_states = []
    for t in range(x.shape[1]):
        h, c = VARIANTS[name][0](x[:, t], h, c, *weights)
        hidden_states.append(h)
    return torch.stack(hidden_states, dim=1), h, c


def make_case(name, seed):
    """Draw the arguments in short decimals, run PyTorch, and return every array by name."""
    rng = np.random.default_rng(seed)
    _, blocks, more = VARIANTS[name]
    columns, state = blocks * UNITS, (BATCH, UNITS)
    inputs = {"x": (BATCH, TIME, FEATURES), "h_0": state, "c_0": state}
    weights = {"kernel": (FEATURES, columns), "recurrent_kernel": (UNITS, columns)}
    weights |= {"bias": (columns,), **more}
    outputs = {"hidden_states": (BATCH, TIME, UNITS), "h_T": state, "c_T": state}
    arguments = {n: rng.standard_normal(s).round(3) for n, s in {**inputs, **weights}.items()}
    upstream = {n: rng.standard_normal(s).round(3) for n, s in outputs.items()}
    values, gradients = forward_and_backward(
        run_sequence, name, arguments.values(), upstream.values()
    )
    return {
        "arguments": arguments,
        "upstream": upstream,
        "outputs": dict(zip(outputs, values, strict=True)),
        "gradients": dict(zip(arguments, gradients, strict=True)),
    }


def make_all():
    """Return a case for each variant."""
    return {name: make_case(name, seed) for seed, name in enumerate(VARIANTS)}


if __name__ == "__main__":
    STORED.write_text(as_text({"torch": torch.__version__, **make_all()}) + "\n")
    print(f"Wrote {STORED} with PyTorch {torch.__version__}.")
