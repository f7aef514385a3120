"""Weights of PyTorch's modules, carried over, give the same values and gradients here.

PyTorch need not be installed: its results are stored in module_outputs.json. Where it is
installed, they are computed anew, and our weights are loaded into its modules.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from unrolled.conventions import from_torch, to_torch
from unrolled.layers import GRU, LSTM, Bidirectional, SimpleRNN

STORED = json.loads(Path(__file__).with_name("module_outputs.json").read_text())
CASES = [name for name in STORED if name != "torch"]
BATCH, TIME, FEATURES, UNITS = 5, 4, 3, 2
KINDS = {"rnn": SimpleRNN, "lstm": LSTM, "gru": GRU}
every_case = pytest.mark.parametrize("name", CASES)


def stored(name, part):
    return {key: np.array(value) for key, value in STORED[name][part].items()}


def our_layer(name):
    kind, *both = name.split()
    layer = KINDS[kind](UNITS, return_sequences=True, return_state=True)
    return Bidirectional(layer) if both else layer


def by_direction(states):
    """Turn PyTorch's h and c, each (directions, batch, units), into our list of states."""
    return [state[direction] for direction in range(len(states[0])) for state in states]


def assert_same(values, expected):
    for value, right in zip(values, expected, strict=True):
        np.testing.assert_allclose(value, right, rtol=1e-10, atol=1e-12)


def run_ours(name, weights):
    """Return the outputs of our layer with these weights, and the gradients of its inputs."""
    layer = our_layer(name)
    layer.set_weights(weights)
    x, *start = stored(name, "inputs").values()
    outputs = layer(x, by_direction(start), training=True)
    dhidden_states, *dlast = stored(name, "upstream").values()
    gradients = layer.backward(dhidden_states, *by_direction(dlast))
    return outputs, gradients, layer.gradients


@every_case
def test_our_layer_with_torchs_weights_gives_torchs_values_and_gradients(name):
    kind = name.split()[0]
    outputs, gradients, dweights = run_ours(name, from_torch(kind, stored(name, "state")))
    hidden_states, *last = stored(name, "outputs").values()
    assert_same(outputs, [hidden_states, *by_direction(last)])
    expected = stored(name, "gradients")
    start = [expected[key] for key in expected if key in ("h_0", "c_0")]
    assert_same(gradients, [expected["x"], *by_direction(start)])
    for key, dweight in to_torch(kind, dweights).items():
        if kind != "gru" and key.startswith("bias_hh"):
            # Each of two biases that are added has the gradient of their sum.
            dweight = expected[key.replace("hh", "ih")]
        np.testing.assert_allclose(expected[key], dweight, rtol=1e-10, err_msg=key)


@every_case
def test_the_installed_torch_gives_the_stored_results(name):
    pytest.importorskip("torch", reason="PyTorch is not installed; its stored results are used.")
    from make_module_outputs import run_module

    kind, *both = name.split()
    parts = (stored(name, part) for part in ("state", "inputs", "upstream"))
    outputs, gradients = run_module(kind, bool(both), *parts)
    assert_same(outputs.values(), stored(name, "outputs").values())
    assert_same(gradients.values(), stored(name, "gradients").values())


@every_case
def test_the_installed_torch_with_our_weights_gives_our_values(name):
    pytest.importorskip("torch", reason="PyTorch is not installed.")
    from make_module_outputs import run_module

    kind, *both = name.split()
    layer = our_layer(name)
    layer.build((None, None, FEATURES))
    rng = np.random.default_rng(7)
    weights = [rng.standard_normal(weight.shape) for weight in layer.get_weights()]
    outputs, gradients, _ = run_ours(name, weights)
    parts = to_torch(kind, weights), stored(name, "inputs"), stored(name, "upstream")
    theirs, theirs_back = run_module(kind, bool(both), *parts)
    hidden_states, *last = theirs.values()
    assert_same(outputs, [hidden_states, *by_direction(last)])
    np.testing.assert_allclose(gradients[0], theirs_back["x"], rtol=1e-10)


def test_the_state_of_an_installed_torch_module_of_two_layers_is_read_layer_by_layer():
    torch = pytest.importorskip("torch", reason="PyTorch is not installed.")
    module = torch.nn.LSTM(FEATURES, UNITS, num_layers=2, bidirectional=True, batch_first=True)
    layers = [Bidirectional(LSTM(UNITS, return_sequences=True)) for _ in range(2)]
    x = np.random.default_rng(0).standard_normal((BATCH, TIME, FEATURES)).astype(np.float32)
    y = x
    for n, layer in enumerate(layers):
        layer.set_weights(from_torch("lstm", module.state_dict(), layer=n))
        y = layer(y)
    np.testing.assert_allclose(y, module(torch.tensor(x))[0].detach(), rtol=1e-4, atol=1e-6)
