"""The losses against their definitions, and their gradients against central differences."""

import re

import numpy as np
import pytest
from hypothesis import strategies as st
from layer_cases import for_all, small

from unrolled.activations import sigmoid, softmax
from unrolled.gradcheck import check_gradients
from unrolled.losses import binary_cross_entropy, mean_squared_error, softmax_cross_entropy


def draw(loss, rng, *shape):
    """Return a random prediction and a target for it."""
    prediction = rng.standard_normal((*shape, 4))
    if loss is softmax_cross_entropy:
        return prediction, rng.integers(0, 4, shape)
    if loss is binary_cross_entropy:
        return prediction, rng.random((*shape, 4)).round()
    return prediction, rng.standard_normal((*shape, 4))


def entry(loss, prediction, target):
    """Return the losses of the entries by the definition, without a mean."""
    if loss is mean_squared_error:
        return (prediction - target) ** 2
    if loss is binary_cross_entropy:
        right = sigmoid(prediction)
        return -np.log(np.where(target == 1, right, 1 - right))
    return -np.log(np.take_along_axis(softmax(prediction), target[..., None], -1))[..., 0]


every_loss = pytest.mark.parametrize(
    "loss", [mean_squared_error, softmax_cross_entropy, binary_cross_entropy]
)


@every_loss
@for_all(small, small, st.integers(0, 999), st.booleans())
def test_the_gradient_matches_central_differences(loss, batch, time, seed, masked):
    rng = np.random.default_rng(seed)
    prediction, target = draw(loss, rng, batch, time)
    mask = rng.random((batch, time)) > 0.4 if masked else None
    check_gradients(
        lambda prediction: np.array(loss(prediction, target, mask)[0]),
        lambda dloss, prediction: dloss * loss(prediction, target, mask)[1],
        {"prediction": prediction},
        rng=seed,
    )


@every_loss
@for_all(small, small, st.integers(0, 999))
def test_the_loss_is_the_mean_of_its_definition(loss, batch, time, seed):
    prediction, target = draw(loss, np.random.default_rng(seed), batch, time)
    value, dprediction = loss(prediction, target)
    np.testing.assert_allclose(value, entry(loss, prediction, target).mean(), rtol=1e-12)
    assert isinstance(value, float)
    assert dprediction.shape == prediction.shape


@every_loss
@for_all(small, small, st.integers(0, 999))
def test_what_the_mask_leaves_out_counts_for_nothing(loss, batch, time, seed):
    rng = np.random.default_rng(seed)
    prediction, target = draw(loss, rng, batch, time)
    mask = rng.random((batch, time)) > 0.4
    mask[0, 0] = True
    value, dprediction = loss(prediction, target, mask)
    np.testing.assert_allclose(value, loss(prediction[mask], target[mask])[0], rtol=1e-12)
    np.testing.assert_allclose(
        dprediction[mask], loss(prediction[mask], target[mask])[1], rtol=1e-12
    )
    np.testing.assert_array_equal(dprediction[~mask], 0)


@every_loss
def test_where_nothing_counts_the_loss_and_its_gradient_are_zero(loss):
    prediction, target = draw(loss, np.random.default_rng(0), 2, 3)
    value, dprediction = loss(prediction, target, np.zeros((2, 3), bool))
    assert value == 0
    np.testing.assert_array_equal(dprediction, np.zeros((2, 3, 4)))


@pytest.mark.parametrize("loss", [mean_squared_error, binary_cross_entropy])
def test_a_mask_may_name_single_numbers_and_whole_examples(loss):
    rng = np.random.default_rng(0)
    prediction, target = draw(loss, rng, 2, 3)
    single = rng.random((2, 3, 4)) > 0.5
    value, _ = loss(prediction, target, single)
    np.testing.assert_allclose(value, entry(loss, prediction, target)[single].mean())
    value, _ = loss(prediction, target, np.array([False, True]))
    np.testing.assert_allclose(value, entry(loss, prediction, target)[1].mean())


@every_loss
def test_what_does_not_count_may_be_anything(loss):
    prediction, target = draw(loss, np.random.default_rng(0), 2, 3)
    mask = np.array([[True, True, False], [True, False, False]])
    right = loss(prediction, target, mask)
    prediction[~mask] = 1e300 if loss is softmax_cross_entropy else np.nan
    target[~mask] = -1 if loss is softmax_cross_entropy else np.nan
    value, dprediction = loss(prediction, target, mask)
    assert value == right[0]
    np.testing.assert_array_equal(dprediction, right[1])


@every_loss
def test_a_prediction_that_is_nan_makes_the_loss_nan(loss):
    prediction, target = draw(loss, np.random.default_rng(0), 2)
    prediction[1, 2] = np.nan
    assert np.isnan(loss(prediction, target)[0])


@every_loss
def test_float32_gives_a_float32_gradient_and_the_arguments_stay(loss):
    prediction, target = draw(loss, np.random.default_rng(0), 2, 3)
    single, mask = prediction.astype(np.float32), np.array([[True, True, False]] * 2)
    before = [single.copy(), target.copy(), mask.copy()]
    value, dprediction = loss(single, target, mask)
    assert dprediction.dtype == np.float32
    exact = loss(single.astype(np.float64), target, mask)[0]
    assert value == exact  # computed in float64, whatever the prediction is
    for array, old in zip([single, target, mask], before, strict=True):
        np.testing.assert_array_equal(array, old)
    assert loss(prediction, target)[1].dtype == np.float64


def test_a_prediction_of_whole_numbers_has_a_float64_gradient():
    for loss in (mean_squared_error, binary_cross_entropy):
        value, dprediction = loss([2, 3], [0, 1])
        right = loss(np.array([2.0, 3.0]), np.array([0.0, 1.0]))
        assert (value, dprediction.tolist()) == (right[0], right[1].tolist())
        assert dprediction.dtype == np.float64


def test_huge_scores_do_not_overflow():
    scores = np.array([[1000.0, 0.0, -1000.0], [1e307, 0.0, -1e307]])
    for classes, losses in [([0, 0], [0, 0]), ([1, 1], [1000, 1e307])]:
        value, dscores = softmax_cross_entropy(scores, np.array(classes))
        np.testing.assert_allclose(value, np.array(losses) @ [0.5, 0.5])
        np.testing.assert_allclose(dscores, (np.eye(3)[[0, 0]] - np.eye(3)[classes]) / 2)
    value, dscores = binary_cross_entropy(np.array([800.0, -800.0, 800.0]), np.array([1, 0, 0]))
    assert value == 800 / 3
    np.testing.assert_allclose(dscores, [0, 0, 1 / 3])


def test_the_loss_of_an_even_guess_is_the_logarithm_of_the_number_of_answers():
    assert binary_cross_entropy(np.zeros(5), np.ones(5))[0] == pytest.approx(np.log(2))
    assert softmax_cross_entropy(np.zeros((5, 7)), np.arange(5))[0] == pytest.approx(np.log(7))


def test_a_target_of_the_binary_loss_may_be_a_probability_or_bool():
    a, t = np.array([0.3, -2.0]), np.array([0.25, 0.9])
    expected = -t * np.log(sigmoid(a)) - (1 - t) * np.log(1 - sigmoid(a))
    np.testing.assert_allclose(binary_cross_entropy(a, t)[0], expected.mean(), rtol=1e-12)
    assert binary_cross_entropy(a, [True, False])[0] == binary_cross_entropy(a, [1, 0])[0]


def nans(*shape):
    return np.full(shape, np.nan)


ERRORS = {
    "another shape": (
        lambda: mean_squared_error(np.ones((4, 1)), np.ones(4)),
        "prediction has shape (4, 1), but target has shape (4,). Both must have the same shape. "
        "An axis can be added with target[..., np.newaxis].",
    ),
    "another shape for the binary loss": (
        lambda: binary_cross_entropy(np.ones((4, 1)), np.ones(4)),
        "prediction has shape (4, 1), but target has shape (4,).",
    ),
    "a target that is missing": (
        lambda: mean_squared_error(np.ones(4), nans(4)),
        "target holds NaN or infinity. Leave such entries out with a mask.",
    ),
    "a missing target of the binary loss": (
        lambda: binary_cross_entropy(np.ones(4), nans(4)),
        "Each target of binary_cross_entropy must be 0 or 1, or a probability between them",
    ),
    "targets of minus one": (
        lambda: binary_cross_entropy(np.ones(2), np.array([-1, 1])),
        "but there are targets from -1 to 1. For more than two classes, use softmax_cross_entropy.",
    ),
    "three classes for the binary loss": (
        lambda: binary_cross_entropy(np.ones(3), np.array([0, 1, 2])),
        "but there are targets from 0 to 2.",
    ),
    "one-hot targets": (
        lambda: softmax_cross_entropy(np.ones((2, 3)), np.eye(3)[:2]),
        "target of softmax_cross_entropy must hold whole numbers, one class for each row of "
        "scores, that is shape (2,), but it has the data type float64 and shape (2, 3). From "
        "one-hot rows, make target.argmax(axis=-1).",
    ),
    "float classes": (
        lambda: softmax_cross_entropy(np.ones((2, 3)), np.ones(2)),
        "but it has the data type float64 and shape (2,).",
    ),
    "classes of another shape": (
        lambda: softmax_cross_entropy(np.ones((2, 3)), np.ones((2, 1), int)),
        "but it has the data type int64 and shape (2, 1).",
    ),
    "an unknown class": (
        lambda: softmax_cross_entropy(np.ones((2, 3)), np.array([2, 3])),
        "target holds the class 3, but the prediction has scores for 3 classes, numbered from 0 "
        "to 2.",
    ),
    "a class below zero": (
        lambda: softmax_cross_entropy(np.ones((2, 3)), np.array([-1, 2])),
        "target holds the class -1, but",
    ),
    "a mask of numbers": (
        lambda: mean_squared_error(np.ones((2, 3)), np.ones((2, 3)), np.ones(2)),
        "mask must be a bool array with the shape of the first axes of the entries (2, 3), but it "
        "has the data type float64 and shape (2,).",
    ),
    "a mask of another shape": (
        lambda: softmax_cross_entropy(np.ones((2, 3)), np.zeros(2, int), np.ones((2, 3), bool)),
        "of the entries (2,), but it has the data type bool and shape (2, 3).",
    ),
    "words": (
        lambda: mean_squared_error("abc", np.ones(2)),
        "prediction must hold real numbers, but its data type is <U3.",
    ),
}


@pytest.mark.parametrize("call, message", ERRORS.values(), ids=ERRORS)
def test_the_message_says_what_came_what_was_expected_and_how_to_mend_it(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
