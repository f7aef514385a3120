"""The optimisers against their equations, worked by hand; Keras and PyTorch: tests/parity."""

import re

import numpy as np
import pytest

from unrolled.optimizers import SGD, Adam

MAKES = {
    "SGD": SGD,
    "SGD with momentum": lambda **options: SGD(momentum=0.9, **options),
    "Adam": Adam,
}
every_optimizer = pytest.mark.parametrize("make", MAKES.values(), ids=MAKES)


def draw(seed=0):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in [(3, 4), (4,), (2, 3, 4)]]


def test_plain_descent_goes_against_the_gradient():
    (weight,) = weights = [np.array([1.0, 2.0])]
    optimizer = SGD(learning_rate=0.5)
    optimizer.apply([np.array([4.0, -2.0])], weights)
    optimizer.apply([np.array([1.0, 1.0])], weights)
    np.testing.assert_array_equal(weight, [-1.5, 2.5])


def test_momentum_adds_up_steps_with_the_learning_rate_of_their_time():
    (weight,) = weights = [np.array([1.0])]
    optimizer = SGD(learning_rate=0.5, momentum=0.5)
    optimizer.apply([np.array([4.0])], weights)  # u = -2
    optimizer.learning_rate = 1
    optimizer.apply([np.array([3.0])], weights)  # u = -1 - 3
    np.testing.assert_array_equal(weight, [1 - 2 - 4])


def test_the_first_step_of_adam_has_the_size_of_the_learning_rate_whatever_the_gradient():
    for size in (1e-3, 1.0, 1e6):
        (weight,) = weights = [np.zeros(2)]
        Adam(learning_rate=0.01).apply([np.array([size, -size])], weights)
        np.testing.assert_allclose(weight, [-0.01, 0.01], rtol=1e-2)


def test_adam_worked_by_hand_for_two_steps():
    (weight,) = weights = [np.array([0.0])]
    optimizer = Adam(learning_rate=1.0, beta_1=0.5, beta_2=0.75, epsilon=1.0)
    optimizer.apply([np.array([4.0])], weights)
    # m = 2, v = 4, alpha = sqrt(0.25) / 0.5 = 1
    np.testing.assert_allclose(weight, [-2 / 3])
    optimizer.apply([np.array([-8.0])], weights)
    # m = -3, v = 19, alpha = sqrt(1 - 0.5625) / 0.75
    alpha = np.sqrt(0.4375) / 0.75
    np.testing.assert_allclose(weight, [-2 / 3 + 3 * alpha / (np.sqrt(19) + 1)])


@every_optimizer
def test_the_weights_change_in_place_and_the_gradients_do_not(make):
    weights, gradients = draw(0), draw(1)
    views, before = [weight[...] for weight in weights], draw(0)
    make(learning_rate=0.1).apply(gradients, weights)
    for weight, view, old in zip(weights, views, before, strict=True):
        np.testing.assert_array_equal(weight, view)
        assert np.abs(weight - old).min() > 0
    for gradient, old in zip(gradients, draw(1), strict=True):
        np.testing.assert_array_equal(gradient, old)


@every_optimizer
def test_each_weight_has_a_memory_of_its_own(make):
    together, alone, optimizer = draw(0), draw(0), make(learning_rate=0.1)
    optimizers = [make(learning_rate=0.1) for _ in alone]
    for seed in (1, 2, 3):
        gradients = draw(seed)
        optimizer.apply(gradients, together)
        for one, gradient, weight in zip(optimizers, gradients, alone, strict=True):
            one.apply([gradient], [weight])
    for weight, right in zip(together, alone, strict=True):
        np.testing.assert_array_equal(weight, right)


@every_optimizer
def test_float32_gradients_move_float64_weights_and_are_remembered_as_float64(make):
    weights, optimizer = draw(0), make(learning_rate=0.1)
    exact, its_optimizer = draw(0), make(learning_rate=0.1)
    for seed in (1, 2):
        gradients = [gradient.astype(np.float32) for gradient in draw(seed)]
        optimizer.apply(gradients, weights)
        its_optimizer.apply([gradient.astype(np.float64) for gradient in gradients], exact)
    for weight, right in zip(weights, exact, strict=True):
        assert weight.dtype == np.float64
        np.testing.assert_array_equal(weight, right)


@every_optimizer
def test_the_way_down_a_bowl_ends_near_its_bottom(make):
    weights, bottom = draw(0), draw(5)
    optimizer = make(learning_rate=0.05)
    for _ in range(400):
        optimizer.apply([w - b for w, b in zip(weights, bottom, strict=True)], weights)
    for weight, right in zip(weights, bottom, strict=True):
        np.testing.assert_allclose(weight, right, atol=0.02)


BAD_NUMBERS = {
    "no learning rate": (
        lambda: SGD(learning_rate=0),
        "learning_rate must be a finite number above 0, but it is 0.",
    ),
    "a negative learning rate": (
        lambda: Adam(learning_rate=-0.1),
        "learning_rate must be a finite number above 0, but it is -0.1.",
    ),
    "a word for a learning rate": (
        lambda: Adam("fast"),
        "learning_rate must be a finite number above 0, but it is 'fast'.",
    ),
    "a momentum of one": (
        lambda: SGD(momentum=1),
        "momentum must be a number from 0 to below 1, but it is 1.",
    ),
    "a negative momentum": (
        lambda: SGD(momentum=-0.1),
        "momentum must be a number from 0 to below 1, but it is -0.1.",
    ),
    "a beta of one": (
        lambda: Adam(beta_1=1.0),
        "beta_1 must be a number from 0 to below 1, but it is 1.0.",
    ),
    "no beta": (
        lambda: Adam(beta_2=None),
        "beta_2 must be a number from 0 to below 1, but it is None.",
    ),
    "no epsilon": (
        lambda: Adam(epsilon=0.0),
        "epsilon must be a finite number above 0, but it is 0.0.",
    ),
    "fewer gradients than weights": (
        lambda: SGD().apply([np.ones(2)], [np.ones(2), np.ones(3)]),
        "The gradients must have the shapes [(2,), (3,)], in this order, but they have the shapes "
        "[(2,)]. Pass model.gradients and model.weights of one model",
    ),
    "a gradient that would be stretched": (
        lambda: Adam().apply([np.ones(1)], [np.ones(2)]),
        "The gradients must have the shapes [(2,)], in this order, but they have the shapes [(1,)]",
    ),
}


@pytest.mark.parametrize("call, message", BAD_NUMBERS.values(), ids=BAD_NUMBERS)
def test_the_message_says_what_came_and_what_was_expected(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()


@every_optimizer
def test_an_optimizer_serves_one_model_only(make):
    optimizer, other = make(learning_rate=0.1), np.ones((5, 2))
    optimizer.apply(draw(1), draw(0))
    with pytest.raises(ValueError, match="make a new optimiser for another model"):
        optimizer.apply([np.ones((5, 2))], [other])
    np.testing.assert_array_equal(other, 1)
