"""How far back a plain RNN remembers the first word, by the size of its recurrent weights.

Run: .venv/bin/python -m experiments.forgetting. It takes a few minutes on one processor.
"""

import numpy as np
from rich.progress import Progress
from threadpoolctl import threadpool_limits

from experiments import record
from unrolled.layers import Dense, Sequential, SimpleRNN
from unrolled.losses import softmax_cross_entropy
from unrolled.optimizers import Adam
from unrolled.tasks import first_word
from unrolled.training import train_on_batch

SETTINGS = {
    "units": 16,
    "batch": 32,
    "tested": 1000,
    "learning_rate": 3e-3,
    "seeds": 15,
    # gain, batches, max_norm (None: no clipping), distances
    "runs": {
        "gain 1": [1.0, 200, None, [2, 5, 10, 20, 30, 40, 60]],
        "gain 0.5": [0.5, 200, None, [2, 5, 10, 20]],
        "gain 1, clipped": [1.0, 200, 1.0, [60]],
        "gain 1, 1000 batches": [1.0, 1000, 1.0, [20, 40, 60, 100]],
    },
}


def new_network(seed, gain):
    """Return a plain RNN whose recurrent weights are ``gain`` times an orthogonal matrix."""
    rng = np.random.default_rng(seed)
    cell = SimpleRNN(SETTINGS["units"], rng=rng)
    model = Sequential([cell, Dense(first_word.PLACES, rng=rng)])
    model.build((None, None, first_word.WORDS))
    kernel, recurrent_kernel, bias = cell.get_weights()
    cell.set_weights([kernel, gain * recurrent_kernel, bias])
    return model


def recall(seed, distance, gain, batches=200, max_norm=None):
    """Train one network; return its share of right answers on new sentences."""
    rng = np.random.default_rng(seed)
    model, optimizer = new_network(seed, gain), Adam(SETTINGS["learning_rate"])
    for _ in range(batches):
        x, place = first_word.draw(rng, SETTINGS["batch"], distance)
        x = x.astype("float32")  # halves the time
        train_on_batch(model, x, place, None, softmax_cross_entropy, optimizer, max_norm)
    x, place = first_word.draw(rng, SETTINGS["tested"], distance)
    return float(np.mean(model(x).argmax(axis=1) == place))


def main():
    """Train every network at every distance from every seed, and write forgetting.json."""
    shares = {}
    seeds = range(SETTINGS["seeds"])
    total = sum(len(distances) for *_, distances in SETTINGS["runs"].values()) * len(seeds)
    with Progress() as bar, threadpool_limits(1):
        task = bar.add_task("networks", total=total)
        for name, (gain, batches, max_norm, distances) in SETTINGS["runs"].items():
            shares[name] = [[] for _ in distances]
            for distance, of_seeds in zip(distances, shares[name], strict=True):
                for seed in seeds:
                    of_seeds.append(recall(seed, distance, gain, batches, max_norm))
                    bar.advance(task)
    print(record.write("forgetting", SETTINGS, {"right": shares}))


if __name__ == "__main__":
    main()
