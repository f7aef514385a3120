import os
import warnings

import numpy as np
import pytest

from unrolled.layers import LSTM, Dense
from unrolled.side_by_side import as_list, call_both, prepare_keras

X = np.random.default_rng(0).standard_normal((2, 4, 5)).astype(np.float32)


class Foreign:
    """A layer of another library: one of ours, and something done to what it returns."""

    def __init__(self, layer, change=lambda values: values):
        self.layer, self.change = layer, change

    def __call__(self, x, **options):
        return self.change(self.layer(x, **options))

    def get_weights(self):
        return self.layer.get_weights()


def test_it_returns_the_values_of_the_first_layer_and_gives_the_second_its_weights():
    theirs, ours = Foreign(LSTM(3, return_state=True, rng=0)), LSTM(3, return_state=True, rng=1)
    values = call_both(theirs, ours, X)
    assert [value.shape for value in values] == [(2, 3)] * 3
    for one, other in zip(values, ours(X), strict=True):
        np.testing.assert_array_equal(one, other)


def test_it_passes_the_options_to_both():
    mask = np.array([[True] * 4, [True, True, False, False]])
    (value,) = call_both(Foreign(LSTM(3, rng=0)), LSTM(3), X, mask=mask)
    assert np.abs(value - LSTM(3, rng=0)(X)).max() > 1e-3


@pytest.mark.parametrize(
    "change, message",
    [
        (lambda y: y + 1e-4, "Not equal to tolerance"),
        (lambda y: y[:1], "this course"),  # a batch of 1 could be stretched to the other's 2
        (lambda y: (y, y), "this course"),
    ],
)
def test_it_stops_where_numbers_shapes_or_counts_differ(change, message):
    with pytest.raises(AssertionError, match=message):
        call_both(Foreign(Dense(3, rng=0), change), Dense(3), X)


def test_rounding_of_float32_is_allowed():
    call_both(Foreign(Dense(3, rng=0), lambda y: y * np.float32(1 + 1e-6)), Dense(3), X)


def test_one_value_and_several_become_a_list_of_arrays():
    assert [value.shape for value in as_list(X)] == [X.shape]
    assert [value.shape for value in as_list((X, X[0]))] == [X.shape, X.shape[1:]]
    assert [value.shape for value in as_list([X])] == [X.shape]


def test_keras_is_prepared_and_one_warning_only_is_silenced(monkeypatch):
    for name in ("KERAS_BACKEND", "JAX_PLATFORMS", "JAX_DISABLE_MOST_OPTIMIZATIONS"):
        monkeypatch.setenv(name, "before")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        prepare_keras()
        assert os.environ["KERAS_BACKEND"] == "jax"
        assert os.environ["JAX_PLATFORMS"] == "cpu"
        message = "__array__ implementation doesn't accept a copy keyword, so passing copy=False"
        warnings.warn(message, DeprecationWarning, stacklevel=1)
        with pytest.raises(DeprecationWarning):
            warnings.warn("another", DeprecationWarning, stacklevel=1)
