"""Write torch_outputs.json: what PyTorch computes for the steps and sequences of this course.

Run it where PyTorch is installed: ``python tests/parity/make_torch_outputs.py``.
A case holds arguments and results under the names of this course and in its layout; only
:func:`torch_parameters` knows PyTorch's. Everything is float64.
"""

import json
from pathlib import Path

import numpy as np
import torch

STORED = Path(__file__).with_name("torch_outputs.json")
BATCH, TIME, FEATURES, UNITS = 2, 5, 3, 4
GATES = {"rnn": 1, "lstm": 4, "gru": 3, "gru_reset_after": 3}
STATES = {"rnn": "h", "lstm": "hc", "gru": "h", "gru_reset_after": "h"}
CELLS = {"rnn": torch.nn.RNNCell, "lstm": torch.nn.LSTMCell, "gru_reset_after": torch.nn.GRUCell}
LAYERS = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru_reset_after": torch.nn.GRU}


def torch_parameters(name, kernel, recurrent_kernel, bias):
    """Turn our weights into PyTorch's: transposed, two biases, GRU gates in the order r, z, h."""

    def reordered(weights):
        if name != "gru_reset_after":
            return weights
        z, r, h = weights.chunk(3, dim=-1)
        return torch.cat([r, z, h], dim=-1)

    biases = bias if bias.dim() == 2 else torch.stack([bias, torch.zeros_like(bias)])
    return {
        "weight_ih": reordered(kernel).T,
        "weight_hh": reordered(recurrent_kernel).T,
        "bias_ih": reordered(biases[0]),
        "bias_hh": reordered(biases[1]),
    }


def gru_step(x_t, h_prev, kernel, recurrent_kernel, bias):
    """Compute the GRU that PyTorch has not: z takes the new state, reset before the product."""
    x_z, x_r, x_h = (x_t @ kernel + bias).chunk(3, dim=-1)
    W_z, W_r, W_h = recurrent_kernel.chunk(3, dim=-1)
    z, r = torch.sigmoid(x_z + h_prev @ W_z), torch.sigmoid(x_r + h_prev @ W_r)
    return torch.lerp(h_prev, torch.tanh(x_h + (r * h_prev) @ W_h), z)


def run_step(name, x_t, *states_and_weights):
    """Run PyTorch's cell for one step; return the tuple of new states."""
    *states, kernel, recurrent_kernel, bias = states_and_weights
    if name == "gru":
        return (gru_step(x_t, *states, kernel, recurrent_kernel, bias),)
    cell = CELLS[name](FEATURES, UNITS, dtype=torch.float64)
    parameters = torch_parameters(name, kernel, recurrent_kernel, bias)
    given = tuple(states) if len(states) > 1 else states[0]
    result = torch.func.functional_call(cell, parameters, (x_t, given))
    return result if isinstance(result, tuple) else (result,)


def run_sequence(name, x, *states_and_weights):
    """Run PyTorch's layer along sequences; return all hidden states and the last states."""
    *states, kernel, recurrent_kernel, bias = states_and_weights
    layer = LAYERS[name](FEATURES, UNITS, batch_first=True, dtype=torch.float64)
    parameters = torch_parameters(name, kernel, recurrent_kernel, bias)
    parameters = {f"{key}_l0": value for key, value in parameters.items()}
    given = tuple(s[None] for s in states) if len(states) > 1 else states[0][None]
    hidden_states, last = torch.func.functional_call(layer, parameters, (x, given))
    return hidden_states, *(s[0] for s in (last if isinstance(last, tuple) else (last,)))


def forward_and_backward(run, name, arguments, upstream):
    """Return the outputs for ``arguments`` and, for ``upstream``, the gradient of each argument."""
    leaves = [torch.tensor(value, requires_grad=True) for value in arguments]
    outputs = run(name, *leaves)
    torch.autograd.backward(outputs, [torch.tensor(value) for value in upstream])
    return [output.detach().numpy() for output in outputs], [leaf.grad.numpy() for leaf in leaves]


def make_case(run, name, inputs, outputs, seed):
    """Draw the arguments of one case, run PyTorch, and return every array by name.

    ``inputs`` and ``outputs``: shapes by name.
    """
    rng = np.random.default_rng(seed)
    columns = GATES[name] * UNITS
    weights = {
        "kernel": (FEATURES, columns),
        "recurrent_kernel": (UNITS, columns),
        "bias": (2, columns) if name == "gru_reset_after" else (columns,),
    }
    # Short decimals, so that the file can be read and keeps them exactly.
    arguments = {n: rng.standard_normal(s).round(3) for n, s in {**inputs, **weights}.items()}
    upstream = {n: rng.standard_normal(s).round(3) for n, s in outputs.items()}
    values, gradients = forward_and_backward(run, name, arguments.values(), upstream.values())
    return {
        "arguments": arguments,
        "upstream": upstream,
        "outputs": dict(zip(outputs, values, strict=True)),
        "gradients": dict(zip(arguments, gradients, strict=True)),
    }


def states(name, moment):
    """Return the shapes of the states before or after a step, by name."""
    return {f"{letter}_{moment}": (BATCH, UNITS) for letter in STATES[name]}


def make_all():
    """Return all cases: one step of each kind, and one sequence of each that PyTorch has."""
    x_t, x, every = (BATCH, FEATURES), (BATCH, TIME, FEATURES), (BATCH, TIME, UNITS)
    steps, sequences = {}, {}
    for seed, name in enumerate(GATES):
        inputs = {"x_t": x_t, **states(name, "prev")}
        steps[name] = make_case(run_step, name, inputs, states(name, "t"), seed)
    for seed, name in enumerate(LAYERS, start=len(GATES)):
        inputs = {"x": x, **states(name, "0")}
        outputs = {"hidden_states": every, **states(name, "T")}
        sequences[name] = make_case(run_sequence, name, inputs, outputs, seed)
    return {"steps": steps, "sequences": sequences}


def as_text(node, indent=""):
    """Write nested dictionaries of arrays as JSON with one array in each line."""
    if not isinstance(node, dict):
        return json.dumps(node.tolist() if isinstance(node, np.ndarray) else node)
    deeper = indent + "  "
    lines = [f"{deeper}{json.dumps(key)}: {as_text(node[key], deeper)}" for key in node]
    return "{\n" + ",\n".join(lines) + f"\n{indent}}}"


if __name__ == "__main__":
    STORED.write_text(as_text({"torch": torch.__version__, **make_all()}) + "\n")
    print(f"Wrote {STORED} with PyTorch {torch.__version__}.")
