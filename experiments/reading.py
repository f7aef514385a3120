"""An LSTM with 8 units learns whether a sentence of a film review speaks well of the film.

Run: .venv/bin/python -m experiments.reading. It takes less than a minute on one processor.
"""

from dataclasses import dataclass

import numpy as np
from rich.progress import track
from threadpoolctl import threadpool_limits

from experiments import record
from unrolled.layers import LSTM, Dense, Embedding, Sequential
from unrolled.losses import binary_cross_entropy
from unrolled.optimizers import Adam
from unrolled.tasks import reviews
from unrolled.training import fit

SETTINGS = {
    "split_seed": 0,
    "held_out": 500,  # sentences, for the accuracy that is reported
    "validation": 236,  # sentences, for the end of the training and the choice of the seed
    "at_least": 2,  # so often a known word stands in the training sentences
    "embedding": 6,
    "units": 8,
    "dropout": 0.5,
    "batch": 32,
    "epochs": 30,
    "patience": 4,
    "learning_rate": 0.01,
    "max_norm": 1.0,
    "seeds": 10,
    "decimals": 3,  # of the weights that are kept
}
# Held-out sentences that the lesson shows; the network is wrong about the last two.
EXAMPLES = (
    "A small movie with a big heart.",
    "...no charm, no laughs, no fun, no reason to watch.",
    "Charming and funny (but ultimately silly) movie.",
    "This beautifully animated epic is never dull.",
    "Frenetic but not really funny.",
)
WEIGHTS = ("embeddings", "kernel", "recurrent_kernel", "bias", "readout", "readout_bias")


@dataclass(frozen=True)
class Sentences:
    """Some sentences: their reviews, their tokens, and 1 where the review is positive, else 0."""

    reviews: list
    tokens: np.ndarray  # (N, T)
    positive: np.ndarray  # (N, 1)


def split():
    """Return the known words, and the sentences for training, validation and the last test."""
    found = reviews.load()
    order = np.random.default_rng(SETTINGS["split_seed"]).permutation(len(found))
    ends = np.cumsum([SETTINGS["held_out"], SETTINGS["validation"]])
    held_out, validation, training = ([found[i] for i in part] for part in np.split(order, ends))
    known = reviews.vocabulary([review.sentence for review in training], SETTINGS["at_least"])
    return known, *(_encoded(part, known) for part in (training, validation, held_out))


def _encoded(part, known):
    tokens = reviews.tokens([review.sentence for review in part], known)
    positive = np.array([[float(review.positive)] for review in part])
    return Sentences(part, tokens, positive)


def new_model(words, rng=None):
    """Return an untrained reader of so many known ``words``: embedding, LSTM, readout."""
    return Sequential(
        [
            Embedding(words + 2, SETTINGS["embedding"], mask_zero=True, rng=rng),
            LSTM(SETTINGS["units"], dropout=SETTINGS["dropout"], rng=rng),
            Dense(1, rng=rng),
        ]
    )


def train(words, training, validation, seed):
    """Train one reader; return it with its weights rounded, and its lowest validation loss."""
    rng = np.random.default_rng(seed)
    model = new_model(words, rng)
    history = fit(
        model,
        training.tokens,
        training.positive,
        binary_cross_entropy,
        Adam(SETTINGS["learning_rate"]),
        epochs=SETTINGS["epochs"],
        batch_size=SETTINGS["batch"],
        rng=rng,
        max_norm=SETTINGS["max_norm"],
        validation_data=(validation.tokens, validation.positive),
        patience=SETTINGS["patience"],
        progress=False,
    )
    model.set_weights([weight.round(SETTINGS["decimals"]) for weight in model.weights])
    return model, min(history["validation_loss"])


def accuracy(model, sentences):
    """Return the share of ``sentences`` whose verdict ``model`` tells rightly."""
    return float(np.mean((model(sentences.tokens) > 0) == sentences.positive))


def majority(training, sentences):
    """Return the accuracy of who always says what most training sentences say."""
    return float(np.mean(sentences.positive == np.round(training.positive.mean())))


def shuffled(sentences, seed=0):
    """Return the same ``sentences``, the words of each in a random order."""
    rng, tokens = np.random.default_rng(seed), sentences.tokens.copy()
    for row in tokens:
        row[row != reviews.PADDING] = rng.permutation(row[row != reviews.PADDING])
    return Sentences(sentences.reviews, tokens, sentences.positive)


def examples():
    """Return the reviews with the sentences ``EXAMPLES``, which are among the held-out ones."""
    *_, held_out = split()
    by_sentence = {review.sentence: review for review in held_out.reviews}
    return [by_sentence[sentence] for sentence in EXAMPLES]


def read_model():
    """Return the reader that reading.json holds, and its known words."""
    results = record.read("reading")["results"]
    model = new_model(len(results["words"]))
    model.set_weights([np.array(results["weights"][name]) for name in WEIGHTS])
    return model, results["words"]


def main():
    """Train a reader from every seed; keep that of the lowest validation loss in reading.json."""
    known, training, validation, held_out = split()
    results, lowest = {"held_out": [], "shuffled": [], "validation_loss": []}, np.inf
    with threadpool_limits(1):
        for seed in track(range(SETTINGS["seeds"]), "readers"):
            model, loss = train(len(known), training, validation, seed)
            results["held_out"].append(accuracy(model, held_out))
            results["shuffled"].append(accuracy(model, shuffled(held_out)))
            results["validation_loss"].append(round(loss, 5))
            if loss < lowest:
                lowest, kept = loss, model
    results["seed"] = int(np.argmin(results["validation_loss"]))
    results["majority"] = majority(training, held_out)
    results["words"] = known
    results["weights"] = {
        name: weight.tolist() for name, weight in zip(WEIGHTS, kept.weights, strict=True)
    }
    print(record.write("reading", SETTINGS, results))


if __name__ == "__main__":
    main()
