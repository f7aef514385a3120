"""Every step, its gradient, every layer and its gradient give what PyTorch gives.

PyTorch need not be installed: its results are stored in torch_outputs.json, with the
version that computed them. Where it is installed, the stored results are computed anew.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from unrolled.gru import (
    gru_step,
    gru_step_backward,
    gru_step_reset_after,
    gru_step_reset_after_backward,
)
from unrolled.layers import GRU, LSTM, SimpleRNN
from unrolled.lstm import lstm_step, lstm_step_backward
from unrolled.rnn import rnn_step, rnn_step_backward

STORED = json.loads(Path(__file__).with_name("torch_outputs.json").read_text())


def rnn_backward(dh_t, x_t, h_prev, kernel, recurrent_kernel, bias):
    h_t = rnn_step(x_t, h_prev, kernel, recurrent_kernel, bias)
    return rnn_step_backward(dh_t, x_t, h_prev, h_t, kernel, recurrent_kernel)


STEPS = {
    "rnn": (rnn_step, rnn_backward),
    "lstm": (lstm_step, lstm_step_backward),
    "gru": (gru_step, gru_step_backward),
    "gru_reset_after": (gru_step_reset_after, gru_step_reset_after_backward),
}
LAYERS = {"rnn": SimpleRNN, "lstm": LSTM, "gru_reset_after": GRU}


def stored(kind, name, part):
    """Return one part of a stored case: its arrays by name, in the order of our functions."""
    return {key: np.array(value) for key, value in STORED[kind][name][part].items()}


def assert_same(ours, theirs):
    for value, (name, right) in zip(ours, theirs.items(), strict=True):
        np.testing.assert_allclose(value, right, rtol=1e-10, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_gives_what_torch_gives(name):
    step, _ = STEPS[name]
    states = step(*stored("steps", name, "arguments").values())
    states = states if isinstance(states, tuple) else (states,)
    assert_same(states, stored("steps", name, "outputs"))


@pytest.mark.parametrize("name", STEPS)
def test_the_gradient_of_a_step_is_torchs(name):
    _, backward = STEPS[name]
    upstream, arguments = stored("steps", name, "upstream"), stored("steps", name, "arguments")
    gradients = backward(*upstream.values(), *arguments.values())
    assert_same(gradients, stored("steps", name, "gradients"))


@pytest.mark.parametrize("name", LAYERS)
def test_a_layer_gives_what_torchs_layer_gives(name):
    x, *states, kernel, recurrent_kernel, bias = stored("sequences", name, "arguments").values()
    layer = LAYERS[name](len(recurrent_kernel), return_sequences=True, return_state=True)
    layer.set_weights([kernel, recurrent_kernel, bias])
    assert_same(layer(x, initial_state=states), stored("sequences", name, "outputs"))


@pytest.mark.parametrize("name", LAYERS)
def test_the_steps_gradients_along_a_sequence_add_up_to_torchs(name):
    step, backward = STEPS[name]
    x, *states, kernel, recurrent_kernel, bias = stored("sequences", name, "arguments").values()
    weights = (kernel, recurrent_kernel, bias)
    before = [states]
    for t in range(x.shape[1] - 1):
        after = step(x[:, t], *before[-1], *weights)
        before.append(after if isinstance(after, tuple) else (after,))

    dhidden_states, *dstates = stored("sequences", name, "upstream").values()
    dx, dweights = np.empty_like(x), [np.zeros_like(weight) for weight in weights]
    for t in reversed(range(x.shape[1])):
        dstates[0] = dstates[0] + dhidden_states[:, t]
        gradients = backward(*dstates, x[:, t], *before[t], *weights)
        dx[:, t], dstates = gradients[0], list(gradients[1:-3])
        dweights = [total + part for total, part in zip(dweights, gradients[-3:], strict=True)]
    assert_same([dx, *dstates, *dweights], stored("sequences", name, "gradients"))


@pytest.mark.parametrize(
    "kind, name", [*(("steps", name) for name in STEPS), *(("sequences", name) for name in LAYERS)]
)
def test_the_installed_torch_gives_the_stored_results(kind, name):
    pytest.importorskip("torch", reason="PyTorch is not installed; its stored results are used.")
    from make_torch_outputs import forward_and_backward, run_sequence, run_step

    outputs, gradients = forward_and_backward(
        run_step if kind == "steps" else run_sequence,
        name,
        stored(kind, name, "arguments").values(),
        stored(kind, name, "upstream").values(),
    )
    assert_same(outputs, stored(kind, name, "outputs"))
    assert_same(gradients, stored(kind, name, "gradients"))
