"""What each part of the LSTM is worth: one at a time is left out, on the adding problem.

Run: .venv/bin/python -m experiments.ablation. It takes about 20 minutes on one processor.
Idea: K. Greff, R. K. Srivastava, J. Koutnik, B. R. Steunebrink and J. Schmidhuber, "LSTM: a
search space odyssey", IEEE Transactions on Neural Networks and Learning Systems 28 (2017),
who did it at another scale, with other tasks and with tuned settings.
"""

from itertools import product

import numpy as np
from rich.progress import Progress
from threadpoolctl import threadpool_limits

from experiments import record
from unrolled.layers import Dense, Sequential
from unrolled.losses import mean_squared_error
from unrolled.optimizers import Adam
from unrolled.tasks import adding
from unrolled.training import evaluate, train_on_batch
from unrolled.variants import AblatedLSTM

# What is left: the gates, and which values tanh squashes (c: the candidate, h: the output).
VERSIONS = {
    "full LSTM": {"kept": "ifo", "squashed": "ch"},
    "no input gate": {"kept": "fo", "squashed": "ch"},
    "no forget gate": {"kept": "io", "squashed": "ch"},
    "no output gate": {"kept": "if", "squashed": "ch"},
    "no tanh on the candidate": {"kept": "ifo", "squashed": "h"},
    "no tanh on the output": {"kept": "ifo", "squashed": "c"},
}
SETTINGS = {
    "time": 50,
    "units": 16,
    "batch": 32,
    "batches": 1200,
    "every": 100,  # batches between two looks at the held-out sequences
    "held_out": 500,
    "rates": [0.003, 0.01],
    "max_norm": 1.0,
    "dtype": "float32",
    "seeds": 6,
}


def train(version, rate, seed, batches=SETTINGS["batches"]):
    """Train one network; return its held-out mean squared error after every 100 batches.

    ``version``: a key of ``VERSIONS``; ``rate``: Adam's learning rate. Networks of one
    ``seed`` read the same sequences, and each sequence is read once.
    """
    settings = SETTINGS
    weights_rng, data_rng = np.random.default_rng(seed).spawn(2)
    layer = AblatedLSTM(settings["units"], rng=weights_rng, **VERSIONS[version])
    model = Sequential([layer, Dense(1, rng=weights_rng)])
    optimizer = Adam(rate)
    held_out = _draw(np.random.default_rng(1000), settings["held_out"])
    errors = []
    for batch in range(1, batches + 1):
        x, target = _draw(data_rng, settings["batch"])
        train_on_batch(model, x, target, None, mean_squared_error, optimizer, settings["max_norm"])
        if batch % settings["every"] == 0:
            errors.append(evaluate(model, *held_out, mean_squared_error, batch_size=500))
    return errors


def _draw(rng, examples):
    x, target = adding.draw(rng, examples, SETTINGS["time"])
    return x.astype(SETTINGS["dtype"]), target


def main():
    """Train every version with every rate from every seed, and write ablation.json."""
    rates, seeds = SETTINGS["rates"], range(SETTINGS["seeds"])
    errors = {version: {str(rate): [] for rate in rates} for version in VERSIONS}
    runs = list(product(VERSIONS, rates, seeds))
    with Progress() as bar, threadpool_limits(1):
        task = bar.add_task("networks", total=len(runs))
        for version, rate, seed in runs:
            of_one = [float(f"{error:.4g}") for error in train(version, rate, seed)]
            errors[version][str(rate)].append(of_one)
            bar.advance(task)
    print(record.write("ablation", SETTINGS, {"held_out_error": errors}))


if __name__ == "__main__":
    main()
