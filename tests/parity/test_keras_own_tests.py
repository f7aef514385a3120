"""Keras' own tests, run on our layers.

The test files of the installed Keras are imported with our layers in place of Keras'; their
cases, data and expected numbers are Keras' own. Every case runs unless the table of
keras_not_applicable.py says why it says nothing about our layers. The result of every case:
``pytest -v tests/parity/test_keras_own_tests.py``.
"""

import importlib.util
import sys
import unittest
from functools import cache
from types import SimpleNamespace
from unittest import mock

import keras
import keras.src
import numpy as np
import pytest
from keras_adapter import ADAPTED
from keras_cells import CELLS
from keras_not_applicable import NOT_APPLICABLE

from unrolled.layers import Sequential

PLACE = "keras.src.layers"
FILES = (
    "rnn.rnn_test",
    "rnn.simple_rnn_test",
    "rnn.lstm_test",
    "rnn.gru_test",
    "rnn.stacked_rnn_cells_test",
    "rnn.bidirectional_test",
    "rnn.time_distributed_test",
    "core.masking_test",
    "core.embedding_test",
    "core.dense_test",
    "convolutional.conv_test",
)
NEEDS = {"rnn.stacked_rnn_cells_test": ["rnn.rnn_test"]}
# The files name these outside of the cases that use them, and all such cases are in the table.
NOT_OFFERED = dict.fromkeys(["Conv2D", "Conv3D", "Wrapper", "Input"])
LAYERS = SimpleNamespace(**{kind.__name__: kind for kind in (*ADAPTED, *CELLS)}, **NOT_OFFERED)
REASONS = {name: reason for reason, names in NOT_APPLICABLE.items() for name in names.split()}


def run_layer_test(
    self,
    layer_cls,
    init_kwargs,
    input_shape,
    input_dtype="float32",
    call_kwargs=None,
    expected_output_shape=None,
    expected_num_trainable_weights=None,
    supports_masking=None,
    **of_keras_alone,
):
    """Check what the method of this name checks, as far as our layers have it.

    What they do not have: names and saving, symbolic inputs, half precision, losses of
    regularizers, and an optimiser inside the layer. Here the way back is taken instead.
    """
    layer, rng = layer_cls(**init_kwargs), np.random.default_rng(0)
    x = rng.integers(0, 2, input_shape) if "int" in input_dtype else rng.random(input_shape)
    x = x.astype(input_dtype)
    output = layer(x, **(call_kwargs or {}))
    self.assertEqual(output.shape, expected_output_shape)
    self.assertEqual(layer.compute_output_shape(x.shape), expected_output_shape)
    self.assertLen(layer.weights, expected_num_trainable_weights)
    if supports_masking and x.ndim > 2:
        mask = np.ones(input_shape[:2], bool)
        self.assertAllClose(layer(x, mask=mask), layer(x))
    if layer.goes_back:
        layer(x, training=True)
        dx = layer.backward(rng.random(expected_output_shape))
        self.assertTrue(dx is None or dx.shape == input_shape)
        shapes = [weight.shape for weight in layer.weights]
        self.assertEqual([gradient.shape for gradient in layer.gradients], shapes)


def sequential(layers):
    return Sequential([layer.ours for layer in layers])


def raises(self, error, message):
    """Expect Keras' kind of error; the words are our own."""
    return self.assertRaises(error)


def mark(*arguments, **_):
    """Stand for pytest's marks, which here say what Keras' backends cannot do."""
    return arguments[0] if arguments and callable(arguments[0]) else lambda test: test


@cache
def load(file):
    """Return a copy of a test file of Keras that sees our layers and not Keras'."""
    name = f"{PLACE}.{file}"
    marks = mock.Mock(skipif=mark, xfail=mark, requires_trainable_backend=mark)
    with mock.patch.object(pytest, "mark", marks):
        importlib.import_module(name)  # what it imports must see Keras' own layers
        spec = importlib.util.find_spec(name)
        module = importlib.util.module_from_spec(spec)
        cells = {f"{PLACE}.{cells}": load(cells) for cells in NEEDS.get(file, [])}
        ours = {"layers": LAYERS, "models": mock.Mock(Sequential=sequential), "ops": np}
        with mock.patch.multiple(keras.src, **ours), mock.patch.dict(sys.modules, cells):
            spec.loader.exec_module(module)
    for test_class in classes_in(module):
        test_class.run_layer_test, test_class.assertRaisesRegex = run_layer_test, raises
    return module


def classes_in(module):
    kinds = [value for value in vars(module).values() if isinstance(value, type)]
    return [
        c for c in kinds if issubclass(c, unittest.TestCase) and c.__module__ == module.__name__
    ]


def all_cases():
    for file in FILES:
        for test_class in classes_in(load(file)):
            for method in unittest.defaultTestLoader.getTestCaseNames(test_class):
                yield f"{file.split('.')[1]}.{method}", test_class, method


CASES = {name: case for name, *case in all_cases()}


@pytest.mark.parametrize("name", CASES)
def test_a_case_of_keras(name):
    if name in REASONS:
        pytest.skip(REASONS[name])
    test_class, method = CASES[name]
    try:
        test_class(method).debug()
    except unittest.SkipTest as skipped:
        pytest.fail(f"The case skips itself ({skipped}): say so in the table.")


def test_every_case_in_the_table_exists():
    assert set(REASONS) <= set(CASES)
    assert len(CASES) == len(list(all_cases())), "two cases have the same name"


@pytest.mark.parametrize("file", FILES)
def test_the_files_see_our_layers_and_nobody_else_does(file):
    assert load(file).layers is LAYERS
    assert keras.src.layers.LSTM is keras.layers.LSTM
