"""Temporal order with 50 steps. Run: .venv/bin/python -m experiments.temporal_order."""

from experiments.long_lag import Task, run
from unrolled.losses import softmax_cross_entropy
from unrolled.tasks import temporal_order

TASK = Task(temporal_order.draw, softmax_cross_entropy, outputs=len(temporal_order.CLASSES))
SETTINGS = {
    "kinds": ["plain RNN", "LSTM", "GRU", "GRU, b_z = 1"],
    "time": 50,
    "units": 32,
    "batch": 32,
    "steps": 2000,
    "every": 100,
    "rates": [0.003],
    "seeds": [0, 1, 2, 3, 4, 5, 6, 7],
    "max_norm": 1.0,
    "held_out": 1000,
    "held_out_seed": 1000,
    "dtype": "float32",
}


def main():
    """Run the experiment."""
    run("temporal_order", TASK, SETTINGS)


if __name__ == "__main__":
    main()
