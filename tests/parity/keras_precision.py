"""Keras in float64: on JAX it turns some float64 results, such as those of tanh, into float32."""

import jax
import keras
import pytest
from keras.src.backend.common import dtypes


@pytest.fixture
def keras_in_float64(monkeypatch):
    """Let Keras' layers start with float64, and leave float64 what it is."""
    monkeypatch.setitem(dtypes.BIT64_TO_BIT32_DTYPE, "float64", "float64")
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")  # which an earlier layer may have fixed
    jax.config.update("jax_disable_most_optimizations", True)  # each program runs once only
    yield
    jax.config.update("jax_disable_most_optimizations", False)
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy("float32")
