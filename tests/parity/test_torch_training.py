"""Optimisers, losses, clipping, Conv1D and Embedding give what PyTorch gives.

PyTorch need not be installed: its results are stored in torch_training_outputs.json, with the
version that computed them. Where it is installed, the stored results are computed anew.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from unrolled import losses
from unrolled.clipping import clip_by_global_norm, clip_by_value, global_norm
from unrolled.layers import Conv1D, Embedding
from unrolled.optimizers import SGD, Adam

STORED = json.loads(Path(__file__).with_name("torch_training_outputs.json").read_text())
BEFORE = 4  # the number of steps before the learning rate changes
LATE_RATE = 0.02
CONVOLUTIONS = {
    "valid": {},
    "valid, strides": {"strides": 2},
    "valid, dilation": {"dilation_rate": 2},
    "same": {"padding": "same"},
    "same, dilation": {"padding": "same", "dilation_rate": 3},
    "causal": {"padding": "causal"},
}


def arrays(*path):
    """Return the arrays of one stored case by name."""
    case = STORED
    for key in path:
        case = case[key]
    return {name: np.array(value) for name, value in case.items()}


def assert_same(ours, theirs):
    for value, right in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(value, right, rtol=1e-10, atol=1e-12)


def trajectory(optimizer, case, epsilon=None):
    """Return the weight after each step; ``epsilon(step)``: the epsilon of Adam."""
    weight, weights = case["weight"].copy(), []
    for step, gradient in enumerate(case["gradients"]):
        if step == BEFORE:
            optimizer.learning_rate = LATE_RATE
        if epsilon is not None:
            optimizer.epsilon = epsilon(step + 1)
        optimizer.apply([gradient], [weight])
        weights.append(weight.copy())
    return np.array(weights)


def test_plain_descent_is_torchs():
    case = arrays("optimizers", "SGD")
    assert_same(trajectory(SGD(0.1), case), case["weights"])


def test_momentum_is_torchs_until_the_learning_rate_changes():
    case = arrays("optimizers", "SGD with momentum")
    weights = trajectory(SGD(0.1, momentum=0.9), case)
    assert_same(weights[:BEFORE], case["weights"][:BEFORE])
    # After four steps our velocity still holds the rate of 0.1; PyTorch's takes the new rate.
    velocity = weights[BEFORE - 1] - weights[BEFORE - 2]
    difference = 0.9 * velocity * (1 - LATE_RATE / 0.1)
    assert np.abs(difference).min() > 1e-3
    assert_same(weights[BEFORE] - case["weights"][BEFORE], difference)


def test_adam_is_torchs_with_another_epsilon_at_each_step():
    case, options = arrays("optimizers", "Adam"), {"beta_1": 0.8, "beta_2": 0.95}
    weights = trajectory(
        Adam(0.05, **options), case, epsilon=lambda step: 0.1 * np.sqrt(1 - 0.95**step)
    )
    assert_same(weights, case["weights"])
    same_epsilon = trajectory(Adam(0.05, **options, epsilon=0.1), case)
    assert np.abs(same_epsilon - case["weights"])[:BEFORE].min() > 1e-3


@pytest.mark.parametrize("name", STORED["losses"])
def test_a_loss_and_its_gradient_are_torchs(name):
    case = arrays("losses", name)
    loss, dprediction = getattr(losses, name)(case["prediction"], case["target"], case["mask"])
    assert_same([loss, dprediction], [case["loss"], case["dprediction"]])


def test_clipping_is_torchs():
    gradients = list(arrays("clipping", "gradients").values())
    by_value = arrays("clipping", "clip_grad_value_").values()
    assert_same(clip_by_value(gradients, 0.5), by_value)
    clipped, norm = clip_by_global_norm(gradients, 0.5)
    assert norm == global_norm(gradients)
    # PyTorch divides by the norm + 1e-6.
    shorter = [gradient * norm / (norm + 1e-6) for gradient in clipped]
    assert_same(shorter, arrays("clipping", "clip_grad_norm_").values())


@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_a_convolution_and_its_gradients_are_torchs(name):
    case = arrays("conv1d", name)
    layer = Conv1D(4, 3, **CONVOLUTIONS[name])
    layer.set_weights([case["kernel"], case["bias"]])
    results = [layer(case["x"], training=True), layer.backward(case["dy"]), *layer.gradients]
    assert_same(results, [case[key] for key in ("y", "dx", "dkernel", "dbias")])


def test_an_embedding_and_its_gradient_are_torchs():
    case = arrays("embedding")
    layer = Embedding(5, 3)
    layer.set_weights([case["embeddings"]])
    y = layer(case["tokens"], training=True)
    layer.backward(case["dy"])
    assert_same([y, *layer.gradients], [case["y"], case["dembeddings"]])


def test_the_installed_torch_gives_the_stored_results():
    pytest.importorskip("torch", reason="PyTorch is not installed; its stored results are used.")
    from make_torch_training_outputs import make_all

    def compare(stored, computed):
        if not isinstance(computed, dict):
            np.testing.assert_allclose(stored, computed, rtol=1e-10, atol=1e-12)
            return
        assert stored.keys() == computed.keys()
        for key in computed:
            compare(stored[key], computed[key])

    compare({key: value for key, value in STORED.items() if key != "torch"}, make_all())
