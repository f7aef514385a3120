"""Every variant of the LSTM and its gradient give what PyTorch makes of the same equations.

PyTorch need not be installed: its results are stored in variant_outputs.json. Where it is
installed, they are computed anew.
"""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from unrolled.variants import (
    LSTM1997,
    AblatedLSTM,
    CoupledLSTM,
    LayerNormalisedLSTM,
    PeepholeLSTM,
)

STORED = json.loads(Path(__file__).with_name("variant_outputs.json").read_text())
LAYERS = {
    "lstm_1997": LSTM1997,
    "coupled": CoupledLSTM,
    "peephole": PeepholeLSTM,
    "layer_normalised": LayerNormalisedLSTM,
    "no_input_gate": partial(AblatedLSTM, kept="fo"),
    "no_output_gate": partial(AblatedLSTM, kept="if"),
    "candidate_not_squashed": partial(AblatedLSTM, squashed="h"),
    "output_not_squashed": partial(AblatedLSTM, squashed="c"),
}
every_variant = pytest.mark.parametrize("name", LAYERS)


def stored(name, part):
    return {key: np.array(value) for key, value in STORED[name][part].items()}


def assert_same(ours, theirs):
    for value, (name, right) in zip(ours, theirs.items(), strict=True):
        np.testing.assert_allclose(value, right, rtol=1e-10, atol=1e-12, err_msg=name)


@every_variant
def test_a_variant_gives_torchs_values_and_gradients(name):
    x, h_0, c_0, *weights = stored(name, "arguments").values()
    layer = LAYERS[name](4, return_sequences=True, return_state=True)
    layer.set_weights(weights)
    outputs = layer(x, [h_0, c_0], training=True)
    assert_same(outputs, stored(name, "outputs"))
    gradients = layer.backward(*stored(name, "upstream").values())
    assert_same([*gradients, *layer.gradients], stored(name, "gradients"))


@every_variant
def test_the_installed_torch_gives_the_stored_results(name):
    pytest.importorskip("torch", reason="PyTorch is not installed; its stored results are used.")
    from make_variant_outputs import forward_and_backward, run_sequence

    outputs, gradients = forward_and_backward(
        run_sequence,
        name,
        stored(name, "arguments").values(),
        stored(name, "upstream").values(),
    )
    assert_same(outputs, stored(name, "outputs"))
    assert_same(gradients, stored(name, "gradients"))
