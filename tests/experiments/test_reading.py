"""The committed reader of film reviews: a small part of the experiment, run again."""

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from experiments import reading, record
from unrolled.tasks import reviews


@pytest.fixture(scope="module")
def results():
    return record.read("reading")["results"]


@pytest.fixture(scope="module")
def parts():
    return reading.split()


def test_it_was_made_with_the_settings_of_the_script(results):
    settings = reading.SETTINGS
    assert record.read("reading")["settings"] == settings
    assert list(results["weights"]) == list(reading.WEIGHTS)
    for name in ("held_out", "shuffled", "validation_loss"):
        assert len(results[name]) == settings["seeds"]
    assert (record.FOLDER / "reading.json").stat().st_size < 150_000


def test_no_held_out_sentence_is_trained_on_or_chooses_the_seed(parts):
    _, training, validation, held_out = parts
    kinds = [{review.sentence for review in part.reviews} for part in (training, validation)]
    assert not {review.sentence for review in held_out.reviews} & set.union(*kinds)
    assert not set.intersection(*kinds)
    assert len(held_out.reviews) == reading.SETTINGS["held_out"]
    assert len(validation.reviews) == reading.SETTINGS["validation"]
    assert sum(len(part.reviews) for part in parts[1:]) == len(reviews.load())


def test_the_kept_weights_give_the_committed_accuracy(results, parts):
    known, training, _, held_out = parts
    model, words = reading.read_model()
    assert words == known
    seed = int(np.argmin(results["validation_loss"]))
    assert results["seed"] == seed
    assert reading.accuracy(model, held_out) == results["held_out"][seed]
    assert reading.accuracy(model, reading.shuffled(held_out)) == results["shuffled"][seed]
    right = sum(review.positive for review in held_out.reviews)
    assert results["majority"] in (right / 500, 1 - right / 500)
    assert results["majority"] == reading.majority(training, held_out)


@pytest.mark.parametrize("seed", [0, 7])
def test_one_reader_is_as_good_as_committed(results, parts, seed):
    known, training, validation, held_out = parts
    with threadpool_limits(1):  # as the script: another number gives another order of the sums
        model, loss = reading.train(len(known), training, validation, seed)
    assert loss == pytest.approx(results["validation_loss"][seed], rel=0.02)
    again = reading.accuracy(model, held_out), reading.accuracy(model, reading.shuffled(held_out))
    written = results["held_out"][seed], results["shuffled"][seed]
    np.testing.assert_allclose(again, written, rtol=0, atol=0.03)


def test_words_are_shuffled_inside_their_sentences(parts):
    *_, held_out = parts
    mixed = reading.shuffled(held_out).tokens
    np.testing.assert_array_equal(np.sort(mixed), np.sort(held_out.tokens))
    np.testing.assert_array_equal(mixed == reviews.PADDING, held_out.tokens == reviews.PADDING)
    assert np.mean(mixed != held_out.tokens) > 0.4


def test_the_examples_are_held_out_and_the_network_errs_in_the_last_two(parts):
    known, *_, held_out = parts
    model, _ = reading.read_model()
    examples = reading.examples()
    assert set(examples) <= set(held_out.reviews)
    tokens = reviews.tokens([review.sentence for review in examples], known)
    right = (model(tokens)[:, 0] > 0) == [review.positive for review in examples]
    assert right.tolist() == [True, True, True, False, False]
