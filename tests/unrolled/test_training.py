"""The training loop: what it learns, in which order it reads, when it ends."""

import re

import numpy as np
import pytest

from unrolled.clipping import global_norm
from unrolled.layers import GRU, LSTM, Dense, Embedding, Masking, Sequential, SimpleRNN
from unrolled.losses import binary_cross_entropy, mean_squared_error, softmax_cross_entropy
from unrolled.optimizers import SGD, Adam
from unrolled.training import evaluate, fit

STANDING_STILL = 1e-300  # a learning rate that changes no weight


def draw(examples=7, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((examples, 5, 3))
    return x, x[:, 0, :1] * x[:, -1, 1:2]


def small_model(*, every=False):
    model = Sequential([GRU(4, return_sequences=every, rng=0), Dense(1, rng=1)])
    model.build((None, None, 3))
    return model


def train(model, x, target, loss=mean_squared_error, optimizer=None, **options):
    return fit(
        model, x, target, loss, optimizer or Adam(0.02), **{"rng": 0, "progress": False, **options}
    )


class Spy:
    """A loss that notes the targets of every batch."""

    def __init__(self):
        self.batches = []

    def __call__(self, prediction, target, mask):
        self.batches.append(target.ravel().tolist())
        return mean_squared_error(prediction, target, mask)


def test_the_sign_of_the_first_input_is_remembered_better_than_by_guessing():
    x, _ = draw(examples=300)
    target = (x[:, 0, :1] > 0).astype(float)
    model = Sequential([SimpleRNN(8, rng=0), Dense(1, rng=0)])
    guess = np.log(2)  # the loss of an even guess
    history = train(model, x[:200], target[:200], binary_cross_entropy, epochs=20)
    assert history["loss"][-1] < 0.5 * guess
    assert evaluate(model, x[200:], target[200:], binary_cross_entropy) < 0.5 * guess


def test_the_adding_problem_is_solved_better_than_by_the_mean():
    # S. Hochreiter and J. Schmidhuber 1997: add the two numbers that are marked.
    rng, time = np.random.default_rng(0), 6
    numbers, marks = rng.random((600, time)), np.zeros((600, time))
    for row in marks:
        row[rng.choice(time, 2, replace=False)] = 1
    x, target = np.stack([numbers, marks], axis=-1), (numbers * marks).sum(axis=1)[:, None]
    mean = 1 / 6  # the variance of the sum: 2 * 1/12
    model = Sequential([LSTM(8, rng=0), Dense(1, rng=0)])
    train(model, x[:500], target[:500], optimizer=Adam(0.02), epochs=25, max_norm=1)
    assert evaluate(model, x[500:], target[500:], mean_squared_error) < 0.25 * mean


def test_the_words_of_a_sentence_are_tagged():
    tokens = np.random.default_rng(0).integers(1, 6, (60, 5))
    tokens[::2, 3:] = 0  # half of the sentences are shorter
    target = np.where(tokens > 0, tokens % 3, -1)  # padding has no class
    layers = [Embedding(6, 4, mask_zero=True, rng=0), GRU(8, return_sequences=True, rng=0)]
    model = Sequential([*layers, Dense(3, rng=0)])
    history = train(model, tokens, target, softmax_cross_entropy, Adam(0.05), epochs=10)
    assert history["loss"][0] == pytest.approx(np.log(3), rel=0.3)
    assert history["loss"][-1] < 0.1 * np.log(3)


def test_one_batch_of_one_epoch_is_one_step_by_hand():
    x, target = draw()
    model, by_hand = small_model(), small_model()
    history = train(model, x, target, optimizer=SGD(0.1), epochs=1, batch_size=7)
    value, dprediction = mean_squared_error(by_hand(x, training=True), target)
    by_hand.backward(dprediction)
    assert history["loss"] == [pytest.approx(value, rel=1e-12)]
    assert history["gradient_norm"] == [pytest.approx(global_norm(by_hand.gradients), rel=1e-12)]
    SGD(0.1).apply(by_hand.gradients, by_hand.weights)
    for weight, right in zip(model.get_weights(), by_hand.get_weights(), strict=True):
        np.testing.assert_allclose(weight, right, rtol=1e-10, atol=1e-14)


def test_every_epoch_reads_every_example_once_in_an_order_of_its_own():
    x, target = draw()
    spy = Spy()
    train(small_model(), x, target, spy, epochs=3, batch_size=3)
    assert [len(batch) for batch in spy.batches] == [3, 3, 1] * 3
    orders = [np.concatenate(spy.batches[n : n + 3]).tolist() for n in (0, 3, 6)]
    assert all(sorted(order) == sorted(target.ravel()) for order in orders)
    assert len({tuple(order) for order in [target.ravel(), *orders]}) == 4


def test_a_batch_has_32_examples_and_there_are_10_epochs_if_nothing_is_said():
    spy = Spy()
    train(small_model(), *draw(examples=33), spy)
    assert [len(batch) for batch in spy.batches] == [32, 1] * 10


def test_x_target_and_mask_stay_together():
    x, target = draw()
    x[:, :, 0] = target = np.repeat(target, 5, axis=1)
    mask = np.random.default_rng(0).random((7, 5)) > 0.4
    seen = []

    class Echo(Masking):
        def __call__(self, x, *, mask=None, training=False):
            seen.append((x[:, :, 0], mask))
            return super().__call__(x, mask=mask, training=training)[:, :, :1]

        def compute_mask(self, x, mask=None):
            return super().compute_mask(x) if mask is None else mask

        def backward(self, dy):
            seen[-1] += (dy,)

    def loss(prediction, target, mask):
        np.testing.assert_array_equal(prediction[..., 0], target)
        seen[-1] += (mask,)
        return mean_squared_error(prediction, target[..., None], mask)

    train(Echo(), x, target, loss, mask=mask, epochs=2, batch_size=3)
    assert len(seen) == 6
    by_example = dict(zip(map(tuple, target), mask, strict=True))
    for x_0, given, counted, _ in seen:
        np.testing.assert_array_equal(given, [by_example[tuple(row)] for row in x_0])
        np.testing.assert_array_equal(counted, given)


def test_the_same_generator_gives_the_same_training():
    x, target = draw()
    first, again, generator, other = (
        train(small_model(), x, target, epochs=3, batch_size=3, rng=rng)
        for rng in (5, 5, np.random.default_rng(5), 6)
    )
    assert first == again == generator
    assert first != other
    unseeded = [train(small_model(), x, target, batch_size=1, rng=None) for _ in range(2)]
    assert unseeded[0] != unseeded[1]


@pytest.mark.parametrize("masked", [False, True])
def test_the_loss_of_an_epoch_is_the_mean_over_all_that_counts(masked):
    x, _ = draw()
    target = np.random.default_rng(1).standard_normal((7, 5, 1))
    mask = np.random.default_rng(2).random((7, 5)) > 0.5 if masked else None
    model = small_model(every=True)
    value, _ = mean_squared_error(model(x, mask=mask), target, mask)
    held_out = (x[:4], target[:4], mask[:4]) if masked else (x[:4], target[:4])
    options = {"epochs": 2, "batch_size": 3, "mask": mask, "validation_data": held_out}
    history = train(model, x, target, optimizer=SGD(STANDING_STILL), **options)
    assert history["loss"] == [pytest.approx(value, rel=1e-12)] * 2
    few, _ = mean_squared_error(model(x[:4], mask=held_out[2] if masked else None), *held_out[1:])
    assert history["validation_loss"] == [pytest.approx(few, rel=1e-12)] * 2
    for size in (1, 2, 7, 100):
        measured = evaluate(model, x, target, mean_squared_error, mask=mask, batch_size=size)
        assert measured == pytest.approx(value, rel=1e-12)


def test_where_a_batch_counts_nothing_it_weighs_nothing():
    x, _ = draw()
    target, mask = np.ones((7, 5, 1)), np.zeros((7, 5), bool)
    assert evaluate(small_model(every=True), x, target, mean_squared_error, mask=mask) == 0
    mask[2] = True
    model = small_model(every=True)
    value = evaluate(model, x, target, mean_squared_error, mask=mask, batch_size=1)
    assert value == pytest.approx(mean_squared_error(model(x), target, mask)[0])


def test_the_gradient_norm_is_the_mean_over_the_batches_before_clipping():
    x, target = draw(examples=6)
    model = small_model()
    norms = []
    for rows in np.split(np.random.default_rng(0).permutation(6), 3):
        model.backward(mean_squared_error(model(x[rows], training=True), target[rows])[1])
        norms.append(global_norm(model.gradients))
    options = {"optimizer": SGD(STANDING_STILL), "epochs": 1, "batch_size": 2}
    for max_norm in (None, 1e-3):
        history = train(model, x, target, max_norm=max_norm, **options)
        assert history["gradient_norm"] == [pytest.approx(np.mean(norms), rel=1e-12)]


def test_clipping_limits_the_step():
    x, target = draw()
    lengths = []
    for max_norm in (None, 1e-3):
        model = small_model()
        before = model.get_weights()
        train(model, x, 100 * target, optimizer=SGD(0.5), epochs=1, batch_size=7, max_norm=max_norm)
        lengths.append(global_norm([a - b for a, b in zip(model.weights, before, strict=True)]))
    assert lengths[0] > 1
    assert lengths[1] == pytest.approx(0.5e-3)


def test_after_patience_the_best_weights_are_back():
    x, target = draw(examples=40)
    held_out = draw(examples=20, seed=1)
    options = {"epochs": 200, "batch_size": 8, "validation_data": held_out, "patience": 3}
    model = small_model()
    history = train(model, x, target, optimizer=Adam(0.1), **options)
    losses = history["validation_loss"]
    best = int(np.argmin(losses))
    assert best > 0
    assert len(losses) == best + 1 + 3 < 200
    assert evaluate(model, *held_out, mean_squared_error) == pytest.approx(losses[best], rel=1e-12)
    assert losses[-1] > losses[best]


def test_best_weights_come_back_too_when_the_epochs_are_over():
    x, target = draw(examples=40)
    held_out = draw(examples=20, seed=1)
    options = {"epochs": 25, "batch_size": 8, "validation_data": held_out}
    model, last = small_model(), small_model()
    losses = train(model, x, target, optimizer=Adam(0.1), patience=50, **options)["validation_loss"]
    train(last, x, target, optimizer=Adam(0.1), **options)
    assert len(losses) == 25
    assert np.argmin(losses) < 24
    assert evaluate(model, *held_out, mean_squared_error) == pytest.approx(min(losses))
    assert evaluate(last, *held_out, mean_squared_error) == pytest.approx(losses[-1])


def test_a_loss_that_stays_the_same_is_not_lower():
    x, target = draw()
    options = {"epochs": 20, "validation_data": (x, target), "patience": 2}
    history = train(small_model(), x, target, optimizer=SGD(STANDING_STILL), **options)
    assert len(history["validation_loss"]) == 3


def test_nothing_of_the_callers_is_changed():
    x, _ = draw()
    target, mask = np.ones((7, 5, 1)), np.ones((7, 5), bool)
    arrays = [x, target, mask]
    before = [array.copy() for array in arrays]
    model = small_model(every=True)
    history = train(model, *arrays[:2], mask=mask, validation_data=arrays, patience=2, epochs=3)
    weights = model.get_weights()
    evaluate(model, x, target, mean_squared_error, mask=mask)
    for array, old in zip([*arrays, *model.weights], [*before, *weights], strict=True):
        np.testing.assert_array_equal(array, old)
    assert sorted(history) == ["gradient_norm", "loss", "validation_loss"]
    assert {type(value) for values in history.values() for value in values} == {float}
    assert train(model, x, target, epochs=1)["validation_loss"] == []


def test_float32_data_train_float64_weights():
    x, target = draw()
    single = train(small_model(), x.astype(np.float32), target.astype(np.float32))
    np.testing.assert_allclose(single["loss"], train(small_model(), x, target)["loss"], rtol=1e-3)


ADVICE = "Try a smaller learning rate, or clip the gradients, for example with max_norm=1."


@pytest.mark.parametrize(
    "rate, layers, what",
    [
        (1e5, [Dense(1, rng=0)], r"The loss has become (inf|nan)\."),
        (1e200, [GRU(4, rng=0), Dense(1, rng=0)], r"The loss has become (inf|nan)\."),
        (1e160, [Dense(4, rng=0), Dense(4, rng=0), Dense(1, rng=0)], r"layers\[\d\], of the type "),
    ],
)
def test_a_training_that_explodes_ends_with_advice(rate, layers, what):
    x, target = draw()
    if isinstance(layers[0], Dense):
        x = x[:, 0]
    message = rf"The training stopped in epoch \d+\. {what}.*{re.escape(ADVICE)}"
    with pytest.raises(FloatingPointError, match=message):
        train(Sequential(layers), x, target, optimizer=SGD(rate), epochs=100, batch_size=2)


def test_the_error_names_the_epoch_and_leaves_the_weights_of_the_last_good_step():
    x, target = draw()
    model, calls = small_model(), []
    weights = []

    def loss(prediction, target, mask):
        calls.append(1)
        value, dprediction = mean_squared_error(prediction, target, mask)
        weights.append(model.get_weights())
        return (np.nan if len(calls) == 8 else value), dprediction

    with pytest.raises(FloatingPointError, match=r"in epoch 3\. The loss has become nan\. Try"):
        train(model, x, target, loss, batch_size=3)
    for weight, right in zip(model.get_weights(), weights[-1], strict=True):
        np.testing.assert_array_equal(weight, right)


def test_a_gradient_that_is_not_finite_never_reaches_the_weights():
    x, target = draw()
    model = small_model()
    before = model.get_weights()

    def loss(prediction, target, mask):
        return 1.0, np.full_like(prediction, 1e308)

    with pytest.raises(FloatingPointError, match=r"epoch 1\. The norm of the gradients has become"):
        train(model, x, target, loss)
    for weight, right in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, right)


def test_a_validation_loss_that_is_not_finite_ends_the_training():
    x, target = draw()

    def loss(prediction, target, mask):
        value, dprediction = mean_squared_error(prediction, target, mask)
        return (np.inf if len(prediction) == 2 else value), dprediction

    with pytest.raises(FloatingPointError, match=r"in epoch 1\. The loss has become inf"):
        train(small_model(), x, target, loss, validation_data=(x[:2], target[:2]))


def test_the_progress_is_shown_or_not(capsys):
    x, target = draw()
    train(small_model(), x, target, epochs=3)
    assert capsys.readouterr() == ("", "")
    history = train(small_model(), x, target, epochs=3, progress=True)
    assert f"epoch 3, loss {history['loss'][-1]:.4g}" in capsys.readouterr().out
    history = train(small_model(), x, target, validation_data=(x, target), progress=True)
    assert f"validation loss {history['validation_loss'][-1]:.4g}" in capsys.readouterr().out


X, TARGET = draw()
ERRORS = {
    "fewer targets than examples": (
        lambda: train(small_model(), X, TARGET[:5]),
        "target must hold one row for each example of x, that is 7 rows, but its shape is (5, 1).",
    ),
    "a mask of fewer examples": (
        lambda: train(small_model(), X, TARGET, mask=np.ones((5, 5), bool)),
        "mask must hold one row for each example of x, that is 7 rows, but its shape is (5, 5).",
    ),
    "no examples": (
        lambda: train(small_model(), X[:0], TARGET[:0]),
        "x must hold at least one example along its first axis, but its shape is (0, 5, 3).",
    ),
    "one number": (
        lambda: evaluate(small_model(), 1.0, TARGET, mean_squared_error),
        "x must hold at least one example along its first axis, but its shape is ().",
    ),
    "no epochs": (
        lambda: train(small_model(), X, TARGET, epochs=0),
        "epochs must be a positive whole number, but it is 0.",
    ),
    "half a batch": (
        lambda: train(small_model(), X, TARGET, batch_size=0.5),
        "batch_size must be a positive whole number, but it is 0.5.",
    ),
    "half a batch to evaluate": (
        lambda: evaluate(small_model(), X, TARGET, mean_squared_error, batch_size=0),
        "batch_size must be a positive whole number, but it is 0.",
    ),
    "no norm": (
        lambda: train(small_model(), X, TARGET, max_norm=0),
        "max_norm must be a finite number above 0, but it is 0.",
    ),
    "no patience": (
        lambda: train(small_model(), X, TARGET, validation_data=(X, TARGET), patience=0),
        "patience must be a positive whole number, but it is 0.",
    ),
    "patience without validation data": (
        lambda: train(small_model(), X, TARGET, patience=3),
        "patience waits for a lower validation loss, so it needs validation_data=(x, target).",
    ),
    "validation data without targets": (
        lambda: train(small_model(), X, TARGET, validation_data=X),
        "validation_data must be (x, target) or (x, target, mask).",
    ),
    "validation data with one part": (
        lambda: train(small_model(), X, TARGET, validation_data=(X,)),
        "validation_data must be (x, target) or (x, target, mask).",
    ),
    "fewer validation targets": (
        lambda: train(small_model(), X, TARGET, validation_data=(X, TARGET[:5])),
        "the validation target must hold one row for each example of the validation x, that is 7 "
        "rows, but its shape is (5, 1).",
    ),
    "targets of another shape": (
        lambda: train(small_model(), X, TARGET[:, 0]),
        "prediction has shape (7, 1), but target has shape (7,).",
    ),
    "an input that is missing": (
        lambda: train(small_model(), np.full_like(X, np.nan), TARGET),
        "x must hold finite numbers, but its entry [0, 0, 0] is nan.",
    ),
}


@pytest.mark.parametrize("call, message", ERRORS.values(), ids=ERRORS)
def test_the_message_says_what_came_what_was_expected_and_how_to_mend_it(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
