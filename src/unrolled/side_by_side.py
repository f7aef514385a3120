"""Call a layer of Keras and the course's layer of the same kind, and hold them to each other.

Keras is imported by those who call this, never here.
"""

import os
import warnings

import numpy as np

_SETTINGS = {
    "KERAS_BACKEND": "jax",
    # A GPU may round the factors of its products; the numbers of the lessons are a CPU's.
    "JAX_PLATFORMS": "cpu",
    # A lesson runs each of its programs a few times: to optimise one takes longer than to run it.
    "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",
}


def prepare_keras():
    """Choose Keras' backend, and silence the one warning that Keras 3.15 gives with NumPy 2.

    To be called before Keras is imported, and after :func:`unrolled.lesson.strict`.
    """
    os.environ.update(_SETTINGS)
    warnings.filterwarnings("ignore", "__array__ implementation doesn't accept a copy keyword")


def call_both(keras_layer, our_layer, x, **options):
    """Call both layers on ``x``, with Keras' weights in both; return Keras' values.

    ``options``: passed to both calls, such as ``mask`` or ``initial_state``. Returns a
    list of arrays, one for each value that the call returns. Raises AssertionError where
    our layer returns another number of values, another shape, or numbers farther from
    Keras' than float32 explains: more than 1e-6 plus 1e-5 of the size.
    """
    theirs = as_list(keras_layer(x, **options))
    our_layer.set_weights(keras_layer.get_weights())
    ours = as_list(our_layer(x, **options))
    shapes = [[value.shape for value in values] for values in (theirs, ours)]
    if shapes[0] != shapes[1]:
        raise AssertionError(f"Keras: {shapes[0]}, this course: {shapes[1]}.")
    for one, other in zip(theirs, ours, strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-5, atol=1e-6)
    return theirs


def as_list(values):
    """Return what a call returned, one value or several, as a list of arrays."""
    values = values if isinstance(values, (tuple, list)) else [values]
    return [np.asarray(value) for value in values]
