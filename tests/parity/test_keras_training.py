"""The optimisers, losses and clipping give what Keras' ones give; so does a whole training."""

from functools import partial

import jax
import keras
import numpy as np
import pytest
from keras.src.optimizers.base_optimizer import clip_by_global_norm as keras_clip_by_global_norm
from keras.src.optimizers.base_optimizer import global_norm as keras_global_norm
from keras_precision import keras_in_float64  # noqa: F401  a fixture

from unrolled import losses
from unrolled.clipping import clip_by_global_norm, clip_by_value, global_norm
from unrolled.layers import Dense, Masking, Sequential
from unrolled.optimizers import SGD, Adam
from unrolled.training import evaluate, fit

pytestmark = pytest.mark.usefixtures("keras_in_float64")

SHAPES = [(3, 4), (4,), (2, 3, 4)]
OPTIMIZERS = {
    "SGD": (SGD, {"learning_rate": 0.1}),
    "SGD with momentum": (SGD, {"learning_rate": 0.1, "momentum": 0.9}),
    "Adam": (Adam, {}),
    "Adam with other numbers": (
        Adam,
        {"learning_rate": 0.05, "beta_1": 0.8, "beta_2": 0.9, "epsilon": 0.1},
    ),
}


def draw(seed, shapes=SHAPES):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


@pytest.mark.parametrize("kind, options", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_an_optimizer_takes_the_same_five_steps(kind, options):
    ours, theirs = kind(**options), getattr(keras.optimizers, kind.__name__)(**options)
    weights = draw(0)
    variables = [keras.Variable(weight.copy()) for weight in weights]
    for step in range(5):
        gradients = draw(step + 1)
        if step == 3:  # a change of the learning rate tells two forms of momentum apart
            ours.learning_rate = theirs.learning_rate = 0.02
        ours.apply(gradients, weights)
        theirs.apply(gradients, variables)
        for weight, variable in zip(weights, variables, strict=True):
            # Keras keeps its learning rate and the powers of beta in float32.
            np.testing.assert_allclose(weight, variable.value, rtol=1e-6, atol=1e-7)


def test_an_optimizer_has_keras_numbers_if_nothing_is_said():
    for kind in (SGD, Adam):
        ours, theirs = kind(), getattr(keras.optimizers, kind.__name__)()
        for name in ("learning_rate", "momentum", "beta_1", "beta_2", "epsilon"):
            if hasattr(ours, name):
                assert getattr(ours, name) == pytest.approx(float(getattr(theirs, name)))


def test_clipping():
    gradients = draw(0)
    assert global_norm(gradients) == pytest.approx(float(keras_global_norm(gradients)), rel=1e-12)
    for limit in (0.5, 3.0, 100.0):
        clipped, _ = clip_by_global_norm(gradients, limit)
        right = keras_clip_by_global_norm(gradients, limit)
        by_value = keras.optimizers.SGD(clipvalue=limit)._clip_gradients(gradients)
        for value, other in zip(
            clipped + clip_by_value(gradients, limit), right + by_value, strict=True
        ):
            np.testing.assert_allclose(value, other, rtol=1e-12)


MASKS = {"no mask": None, "mask": np.array([[True, False, True], [True, True, False]])}


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
@pytest.mark.parametrize(
    "ours, make",
    [
        (losses.mean_squared_error, keras.losses.MeanSquaredError),
        (
            losses.softmax_cross_entropy,
            partial(keras.losses.SparseCategoricalCrossentropy, from_logits=True),
        ),
        (
            losses.binary_cross_entropy,
            partial(keras.losses.BinaryCrossentropy, from_logits=True),
        ),
    ],
)
def test_a_loss_and_its_gradient(ours, make, mask):
    theirs = make()
    rng = np.random.default_rng(0)
    prediction = rng.standard_normal((2, 3, 4))
    target = {
        "mean_squared_error": rng.standard_normal((2, 3, 4)),
        "softmax_cross_entropy": rng.integers(0, 4, (2, 3)),
        "binary_cross_entropy": rng.random((2, 3, 4)).round(),
    }[ours.__name__]

    def loss(prediction):
        prediction = keras.ops.convert_to_tensor(prediction)
        if mask is not None:
            prediction._keras_mask = mask
        return theirs(target, prediction)

    def differentiable(prediction):
        values = theirs.call(target, prediction)  # one for each row
        counted = np.ones((2, 3), bool) if mask is None else mask
        return keras.ops.sum(values * counted) / counted.sum()

    value, dprediction = ours(prediction, target, mask)
    np.testing.assert_allclose(value, loss(prediction), rtol=1e-12)
    right, gradient = jax.value_and_grad(differentiable)(prediction)
    np.testing.assert_allclose(value, right, rtol=1e-12)
    np.testing.assert_allclose(dprediction, gradient, rtol=1e-10, atol=1e-12)


def test_a_masked_training_takes_the_weights_where_keras_takes_them():
    rng = np.random.default_rng(0)
    x, target = rng.standard_normal((9, 3, 3)), rng.standard_normal((9, 3, 2))
    x[rng.random((9, 3)) > 0.6] = 0
    ours = Sequential([Masking(), Dense(4, "tanh"), Dense(2)])
    theirs = keras.Sequential(
        [
            keras.layers.Masking(),
            keras.layers.Dense(4, "tanh"),
            keras.layers.Dense(2),
        ]
    )
    theirs.build(x.shape)
    ours(x)
    weights = draw(1, [weight.shape for weight in ours.weights])
    ours.set_weights(weights)
    for variable, weight in zip(theirs.trainable_variables, weights, strict=True):
        variable.assign(weight)
    theirs.compile(keras.optimizers.Adam(0.05, global_clipnorm=0.5), "mse", run_eagerly=True)
    options = {"epochs": 3, "batch_size": 9}
    right = theirs.fit(x, target, verbose=0, shuffle=False, **options).history["loss"]
    history = fit(
        ours,
        x,
        target,
        losses.mean_squared_error,
        Adam(0.05),
        max_norm=0.5,
        progress=False,
        **options,
    )
    np.testing.assert_allclose(history["loss"], right, rtol=1e-6)
    assert min(history["gradient_norm"]) > 0.5
    for weight, variable in zip(ours.weights, theirs.trainable_variables, strict=True):
        np.testing.assert_allclose(weight, variable.value, rtol=1e-6, atol=1e-7)
    value = evaluate(ours, x, target, losses.mean_squared_error)
    np.testing.assert_allclose(value, theirs.evaluate(x, target, verbose=0), rtol=1e-5)
