"""Learning curves of recurrent networks on a task with a long lag, each from several seeds."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np
from rich.progress import Progress
from threadpoolctl import threadpool_limits

from experiments.record import write
from unrolled.layers import GRU, LSTM, Dense, Sequential, SimpleRNN
from unrolled.optimizers import Adam
from unrolled.training import evaluate, train_on_batch

KINDS = {"plain RNN": SimpleRNN, "LSTM": LSTM, "GRU": GRU, "GRU, b_z = 1": GRU}


@dataclass(frozen=True)
class Task:
    """What is learned: ``draw(rng, batch, time)`` gives x and target; the loss; the readout."""

    draw: Callable
    loss: Callable
    outputs: int


def first_network(kind, units, features, outputs, rng):
    """Return an untrained network: a layer of this ``kind``, and a readout of its last state.

    ``kind``: a key of ``KINDS``. The layer starts as in Keras; with "b_z = 1", the update gate
    of a GRU keeps more at the start, as the forget gate of Keras' LSTM does.
    """
    model = Sequential([KINDS[kind](units, rng=rng), Dense(outputs, rng=rng)])
    model.build((None, None, features))
    if kind == "GRU, b_z = 1":
        model.weights[2][0, :units] = 1
    return model


def learning_curve(task, settings, kind, rate, seed):
    """Yield the loss on held-out sequences, before training and after each ``every`` steps.

    ``rate``: Adam's learning rate. Networks of one ``seed`` read the same sequences, and each
    sequence is read once. The held-out sequences are the same for all.
    """
    weights_rng, data_rng = np.random.default_rng(seed).spawn(2)

    def draw(rng, examples):
        x, target = task.draw(rng, examples, settings["time"])
        return x.astype(settings["dtype"]), target

    held_out = draw(settings["held_out_seed"], settings["held_out"])
    features = held_out[0].shape[-1]
    model = first_network(kind, settings["units"], features, task.outputs, weights_rng)
    optimizer = Adam(rate)
    yield evaluate(model, *held_out, task.loss)
    for _ in range(settings["steps"] // settings["every"]):
        for _ in range(settings["every"]):
            batch = draw(data_rng, settings["batch"])
            train_on_batch(model, *batch, None, task.loss, optimizer, settings["max_norm"])
        yield evaluate(model, *held_out, task.loss)


def run(name, task, settings):
    """Compute all learning curves and write them to ``NAME.json``: kind, rate, seed, loss."""
    curves = {kind: {str(rate): [] for rate in settings["rates"]} for kind in settings["kinds"]}
    runs = list(product(settings["kinds"], settings["rates"], settings["seeds"]))
    per_run = settings["steps"] // settings["every"] + 1
    with Progress() as bar, threadpool_limits(1):
        row = bar.add_task("", total=len(runs) * per_run)
        for kind, rate, seed in runs:
            losses = []
            for loss in learning_curve(task, settings, kind, rate, seed):
                losses.append(float(f"{loss:.5g}"))
                text = f"{name}: {kind}, rate {rate}, seed {seed}, loss {loss:.4f}"
                bar.update(row, advance=1, description=text)
            curves[kind][str(rate)].append(losses)
    return write(name, settings, curves)
