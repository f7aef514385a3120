"""The adding problem with 50 steps. Run: .venv/bin/python -m experiments.adding."""

from experiments.long_lag import Task, run
from unrolled.losses import mean_squared_error
from unrolled.tasks import adding

TASK = Task(adding.draw, mean_squared_error, outputs=1)
SETTINGS = {
    "kinds": ["plain RNN", "LSTM", "GRU"],
    "time": 50,
    "units": 32,
    "batch": 32,
    "steps": 2000,
    "every": 100,
    "rates": [0.001, 0.003],
    "seeds": [0, 1, 2, 3, 4],
    "max_norm": 1.0,
    "held_out": 1000,
    "held_out_seed": 1000,
    "dtype": "float32",
}


def main():
    """Run the experiment."""
    run("adding", TASK, SETTINGS)


if __name__ == "__main__":
    main()
