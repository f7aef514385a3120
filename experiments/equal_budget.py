"""The LSTM against a plain RNN with as many parameters: who recalls the first word?

Run: .venv/bin/python -m experiments.equal_budget. It takes a few minutes on one processor.
"""

import numpy as np
from rich.progress import Progress
from threadpoolctl import threadpool_limits

from experiments import record
from unrolled.layers import LSTM, Dense, Sequential, SimpleRNN
from unrolled.losses import softmax_cross_entropy
from unrolled.optimizers import Adam
from unrolled.tasks import first_word
from unrolled.training import train_on_batch

SETTINGS = {
    "distances": [5, 10, 20, 40, 60, 100],
    "batch": 32,
    "batches": 200,
    "tested": 1000,
    "learning_rate": 3e-3,
    "max_norm": 1.0,
    "seeds": 7,
}


def plain_rnn(rng, units):
    """Return a plain RNN."""
    return SimpleRNN(units, rng=rng)


def lstm(rng, units=16, forget_bias=1.0):
    """Return an LSTM whose forget bias starts at ``forget_bias``."""
    layer = LSTM(units, rng=rng)
    layer.build((None, None, first_word.WORDS))
    layer.weights[2][units : 2 * units] = forget_bias
    return layer


def bias_for(distance):
    """Return the forget bias whose half-life is the distance: (lstm-wanted-halflife)."""
    return -np.log(2 ** (1 / distance) - 1)


# Each is a function of the distance that returns what to make and how.
MODELS = {
    "plain RNN, 16 units": lambda distance: (plain_rnn, {"units": 16}),
    "plain RNN, 36 units": lambda distance: (plain_rnn, {"units": 36}),
    "LSTM, 16 units, b_f = 0": lambda distance: (lstm, {"forget_bias": 0.0}),
    "LSTM, 16 units, b_f = 1": lambda distance: (lstm, {"forget_bias": 1.0}),
    "LSTM, 16 units, b_f chosen": lambda distance: (lstm, {"forget_bias": bias_for(distance)}),
}


def recall(make, seed, distance, batches=200, **options):
    """Train one network; return its share of right answers on new sentences."""
    rng = np.random.default_rng(seed)
    model = Sequential([make(rng, **options), Dense(first_word.PLACES, rng=rng)])
    optimizer = Adam(learning_rate=3e-3)
    for _ in range(batches):
        x, place = first_word.draw(rng, 32, distance)
        x = x.astype("float32")  # halves the time
        train_on_batch(model, x, place, None, softmax_cross_entropy, optimizer, max_norm=1)
    x, place = first_word.draw(rng, 1000, distance)
    return float(np.mean(model(x).argmax(axis=-1) == place))


def parameters(name):
    """Return how many numbers the network of this name learns, its readout included."""
    make, options = MODELS[name](1)
    model = Sequential([make(np.random.default_rng(0), **options), Dense(first_word.PLACES)])
    model(first_word.draw(0, 1, 1)[0])
    return sum(weight.size for weight in model.weights)


def main():
    """Train every network at every distance from every seed, and write equal_budget.json."""
    shares = {name: [] for name in MODELS}
    total = len(MODELS) * len(SETTINGS["distances"]) * SETTINGS["seeds"]
    with Progress() as bar, threadpool_limits(1):
        task = bar.add_task("networks", total=total)
        for name, choose in MODELS.items():
            for distance in SETTINGS["distances"]:
                make, options = choose(distance)
                of_seeds = []
                for seed in range(SETTINGS["seeds"]):
                    of_seeds.append(recall(make, seed, distance, **options))
                    bar.advance(task)
                shares[name].append(of_seeds)
    results = {"right": shares, "parameters": {name: parameters(name) for name in MODELS}}
    print(record.write("equal_budget", SETTINGS, results))


if __name__ == "__main__":
    main()
