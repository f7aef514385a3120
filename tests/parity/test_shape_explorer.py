"""The figure of shapes says what Keras itself returns, for every layer and option."""

import jax
import keras
import numpy as np
import pytest

from tests.widgets.every_call import OPTIONS, as_the_figure_says
from unrolled.side_by_side import as_list

# Keras 3.15 reads its own variables in a way that NumPy 2 calls old.
pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings(
        "ignore:__array__ implementation doesn't accept a copy keyword:DeprecationWarning:keras"
    ),
]
SHORT = {"kernel_initializer": "zeros", "recurrent_initializer": "zeros"}
SIZES = {"batch": 2, "time": 4, "features": 5, "units": 3}


def in_keras(call):
    """Make the layer of a call in Keras."""
    options = {name: call[name] for name in ("return_sequences", "return_state")}
    layer = getattr(keras.layers, call["kind"])(call["units"], **options, **SHORT)
    mode = None if call["merge_mode"] == "None" else call["merge_mode"]
    return keras.layers.Bidirectional(layer, merge_mode=mode) if call["bidirectional"] else layer


def test_every_call(browser):
    calls = [{**options, **SIZES} for options in OPTIONS]
    x = np.zeros((SIZES["batch"], SIZES["time"], SIZES["features"]), np.float32)
    for call, (values, parameters, _) in zip(
        calls, as_the_figure_says(browser, calls), strict=True
    ):
        layer = in_keras(call)
        with jax.disable_jit():  # to compile Keras' loops would take longer than they run
            shapes = [list(value.shape) for value in as_list(layer(x))]
        assert [shape for _, shape in values] == shapes, call
        assert parameters == layer.count_params(), call
