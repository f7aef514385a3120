"""Write module_outputs.json: what modules of PyTorch with weights of their own compute.

Run it where PyTorch is installed: ``python tests/parity/make_module_outputs.py``. Unlike in
torch_outputs.json, everything has PyTorch's names and layout, so that our conversions meet
weights that they did not make themselves. Everything is float64.
"""

from pathlib import Path

import numpy as np
import torch
from make_torch_outputs import as_text

STORED = Path(__file__).with_name("module_outputs.json")
BATCH, TIME, FEATURES, UNITS = 5, 4, 3, 2
KINDS = {"rnn": torch.nn.RNN, "lstm": torch.nn.LSTM, "gru": torch.nn.GRU}


def run_module(kind, bidirectional, state, inputs, upstream):
    """Return the outputs of a module that has the weights ``state``, and every gradient.

    ``inputs``: x, h_0, and c_0 for the LSTM; ``upstream``: the gradients of hidden_states,
    h_n, and c_n for the LSTM. All are arrays by name.
    """
    module = KINDS[kind](
        FEATURES, UNITS, batch_first=True, bidirectional=bidirectional, dtype=torch.float64
    )
    module.load_state_dict({name: torch.tensor(value) for name, value in state.items()})
    x, *start = leaves = [torch.tensor(value, requires_grad=True) for value in inputs.values()]
    hidden_states, last = module(x, tuple(start) if kind == "lstm" else start[0])
    outputs = [hidden_states, *(last if kind == "lstm" else [last])]
    torch.autograd.backward(outputs, [torch.tensor(value) for value in upstream.values()])
    leaves = {**dict(zip(inputs, leaves, strict=True)), **dict(module.named_parameters())}
    gradients = {name: leaf.grad.numpy() for name, leaf in leaves.items()}
    outputs = [output.detach().numpy() for output in outputs]
    return dict(zip(upstream, outputs, strict=True)), gradients


def make_case(kind, bidirectional, seed):
    """Draw one case in short decimals, run PyTorch, and return every array by name."""
    rng = np.random.default_rng(seed)
    shapes = KINDS[kind](FEATURES, UNITS, bidirectional=bidirectional).state_dict()
    directions = 2 if bidirectional else 1
    last = dict.fromkeys("hc" if kind == "lstm" else "h", (directions, BATCH, UNITS))
    inputs = {"x": (BATCH, TIME, FEATURES), **{f"{k}_0": shape for k, shape in last.items()}}
    results = {"hidden_states": (BATCH, TIME, directions * UNITS)}
    results |= {f"{k}_n": shape for k, shape in last.items()}

    def draw(shapes):
        return {name: rng.standard_normal(shape).round(3) for name, shape in shapes.items()}

    state = draw({name: tuple(value.shape) for name, value in shapes.items()})
    inputs, upstream = draw(inputs), draw(results)
    outputs, gradients = run_module(kind, bidirectional, state, inputs, upstream)
    case = {"state": state, "inputs": inputs, "upstream": upstream}
    return {**case, "outputs": outputs, "gradients": gradients}


def make_all():
    """Return a case for each kind of module, in one and in two directions."""
    return {
        f"{kind}{' bidirectional' if both else ''}": make_case(kind, both, seed=2 * n + both)
        for n, kind in enumerate(KINDS)
        for both in (False, True)
    }


if __name__ == "__main__":
    STORED.write_text(as_text({"torch": torch.__version__, **make_all()}) + "\n")
    print(f"Wrote {STORED} with PyTorch {torch.__version__}.")
