"""How fast the recurrent layers are, next to PyTorch's and Keras': the ratios of one run.

Run: .venv/bin/python benchmarks/reference.py. All contestants compute the same thing from the
same weights, in one process for each number of threads, in turns. PyTorch takes part where it
is installed; with it, the results go to benchmarks/reference.json, and the book shows them.
"""

import json
import os
import platform
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_PLATFORMS", "cpu")

import numpy as np
import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from unrolled import layers, sweeps
from unrolled.conventions import to_torch

RESULTS = Path(__file__).with_suffix(".json")
KINDS = ("SimpleRNN", "LSTM", "GRU")
SIZES = ((1, 4, 5, 3), (32, 20, 16, 32), (32, 50, 64, 64), (32, 100, 64, 128), (64, 100, 128, 256))
TASKS = ("forward", "training")
THREADS = (1, 2)
SECONDS, FEWEST, MOST = 2.5, 7, 300  # for each row of the table: time, and rounds


class Ours:
    """This course's layer; ``accelerator`` computes its steps."""

    def __init__(self, kind, accelerator, units, weights, x, doutput):
        self.layer = getattr(layers, kind)(units, return_sequences=True)
        self.layer.set_weights(weights)
        self.accelerator, self.x, self.doutput = accelerator, x, doutput

    def forward(self):
        sweeps.use_accelerator(self.accelerator)
        return self.layer(self.x)

    def training(self):
        sweeps.use_accelerator(self.accelerator)
        self.layer(self.x, training=True)
        return self.layer.backward(self.doutput)

    def kept(self):
        """Return how many bytes wait for backward."""
        self.layer(self.x, training=True)
        tape = self.layer._tape.of_sweep
        return sum(a.nbytes for a in (tape.inputs, tape.blocks, tape.extra, *tape.histories))


class Keras:
    """Keras' layer, compiled by JAX, as Keras' own training compiles it."""

    def __init__(self, kind, units, weights, x, doutput):
        import jax
        import keras

        layer = getattr(keras.layers, kind)(units, return_sequences=True)
        layer.build(x.shape)
        layer.set_weights(weights)
        rest = [variable.value for variable in layer.non_trainable_variables]

        def run(weights, x):
            return layer.stateless_call(weights, rest, x)[0]

        def gradients(weights, x, doutput):
            return jax.vjp(run, weights, x)[1](doutput)

        self.run, self.gradients = jax.jit(run), jax.jit(gradients)
        values = [variable.value for variable in layer.trainable_variables]
        self.arguments = jax.device_put((values, x, doutput))

    def forward(self):
        return self.run(*self.arguments[:2]).block_until_ready()

    def training(self):
        import jax

        return jax.block_until_ready(self.gradients(*self.arguments))[1]


class PyTorch:
    """PyTorch's layer."""

    def __init__(self, kind, units, weights, x, doutput):
        import torch

        self.torch = torch
        name = kind.removeprefix("Simple")
        self.layer = getattr(torch.nn, name)(x.shape[-1], units, batch_first=True)
        arrays = to_torch(name.lower(), weights)
        state = {key: torch.tensor(value) for key, value in arrays.items()}
        self.layer.load_state_dict(state)
        self.x = torch.tensor(x, requires_grad=True)
        self.doutput = torch.tensor(doutput)

    def forward(self):
        with self.torch.no_grad():
            return self.layer(self.x)[0].numpy()

    def training(self):
        self.layer.zero_grad()
        self.x.grad = None
        self.layer(self.x)[0].backward(self.doutput)
        return self.x.grad.numpy()

    def kept(self):
        """Return how many bytes wait for backward, without the weights and x themselves."""
        sizes = {}

        def pack(tensor):
            sizes[tensor.data_ptr()] = tensor.numel() * tensor.element_size()
            return tensor

        with self.torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
            self.layer(self.x)
        for known in (self.x, *self.layer.parameters()):
            sizes.pop(known.data_ptr(), None)
        return sum(sizes.values())


def contestants(kind, size, rng):
    """Return the contestants by name; all have the same random weights and inputs."""
    batch, steps, features, units = size
    pattern = getattr(layers, kind)(units, rng=rng)
    pattern.build((batch, steps, features))
    weights = [weight.astype(np.float32) for weight in pattern.get_weights()]
    x = rng.standard_normal((batch, steps, features)).astype(np.float32)
    doutput = rng.standard_normal((batch, steps, units)).astype(np.float32)
    given = (units, weights, x, doutput)
    found = {"Keras": Keras(kind, *given)}
    if installed("torch"):
        found["PyTorch"] = PyTorch(kind, *given)
    found["ours"] = Ours(kind, "numpy", *given)
    found["ours, Numba"] = Ours(kind, "numba", *given)
    return found


def measure(kind, size, progress):
    """Return the median seconds by task and contestant, and the bytes kept for backward."""
    row = {"kind": kind, "size": size}
    competitors = contestants(kind, size, np.random.default_rng(0))
    for task in TASKS:
        runs = {name: getattr(one, task) for name, one in competitors.items()}
        assert_equal({name: np.asarray(run()) for name, run in runs.items()})
        row[task] = take_turns(runs)
        progress()
    row["kept"] = {n: one.kept() for n, one in competitors.items() if hasattr(one, "kept")}
    return row


def assert_equal(results):
    """Raise AssertionError unless all contestants computed the same thing."""
    for name, result in results.items():
        scale = np.abs(results["ours"]).max()
        np.testing.assert_allclose(result, results["ours"], rtol=0, atol=2e-5 * scale, err_msg=name)


def take_turns(runs):
    """Return the median seconds of each of ``runs``, which run in turns."""
    seconds = {name: [] for name in runs}
    end = time.perf_counter() + SECONDS
    for turn in range(MOST):
        if turn >= FEWEST and time.perf_counter() > end:
            break
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)
    return {name: float(np.median(values)) for name, values in seconds.items()}


def installed(name):
    try:
        version(name)
    except ImportError:
        return False
    return True


def why_numpy_ml_is_missing():
    """Return why numpy-ml, which also has recurrent cells in NumPy, is not in the table."""
    try:
        __import__("numpy_ml")
    except ImportError as error:
        return f"{type(error).__name__}: {error}".split(" (")[0]
    return "its cells run one step at a time, without a layer along sequences"


def run_with(threads):
    """Measure everything in this process, on ``threads`` processors; print JSON."""
    if hasattr(os, "sched_setaffinity"):  # Keras' threads have no other limit
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    sweeps.use_threads(threads)
    if installed("torch"):
        import torch

        torch.set_num_threads(threads)
    rows = []
    for kind in KINDS:
        for size in SIZES:
            rows.append(measure(kind, size, lambda: print("done", file=sys.stderr, flush=True)))
    json.dump(rows, sys.stdout)


def run_in_own_process(threads, progress):
    """Return the rows that a new process with so many threads measures."""
    command = [sys.executable, __file__, "--threads", str(threads)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as child:
        noise = []
        for line in child.stderr:
            noise.append(line)
            if line == "done\n":
                progress()
        output = child.stdout.read()
    if child.returncode:
        raise SystemExit("".join(noise))
    return json.loads(output)


def table(threads, rows):
    """Return the ratios of one number of threads as a table."""
    names = list(rows[0]["forward"])
    columns = [
        f"{name} / {other}"
        for other in ("PyTorch", "Keras")
        if other in names
        for name in ("ours", "ours, Numba")
    ]
    result = Table(title=f"{threads} thread{'s' if threads > 1 else ''}")
    for column in ("layer", "batch, time, features, units", "task", "ours, ms", *columns):
        result.add_column(column, justify="right" if "ms" in column or "/" in column else "left")
    for row in rows:
        for task in TASKS:
            seconds = row[task]
            ratios = [
                seconds[one] / seconds[other]
                for one, other in (column.split(" / ") for column in columns)
            ]
            size = ", ".join(map(str, row["size"]))
            result.add_row(
                row["kind"],
                size,
                task,
                f"{1000 * seconds['ours']:.2f}",
                *(f"{ratio:.2f}" for ratio in ratios),
            )
    return result


def main(threads: int = 0):
    """Measure with each number of threads, print the tables and write the JSON file."""
    if threads:
        run_with(threads)
        return
    console = Console()
    results = {}
    with Progress(console=console) as progress:
        bar = progress.add_task("Measuring", total=len(THREADS) * len(KINDS) * len(SIZES) * 2)
        for number in THREADS:
            results[number] = run_in_own_process(number, lambda: progress.advance(bar))
    for number, rows in results.items():
        console.print(table(number, rows))
    missing = why_numpy_ml_is_missing()
    console.print(f"numpy-ml takes no part: {missing}.")
    if not installed("torch"):
        console.print(f"PyTorch is not installed: it took no part, and {RESULTS} stays as it was.")
        return
    names = [name for name in ("numpy", "numba", "keras", "jax", "torch") if installed(name)]
    record = {
        "machine": f"{platform.machine()}, {os.cpu_count()} processors",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in names},
        "numpy-ml": missing,
        "threads": results,
    }
    RESULTS.write_text(json.dumps(record, indent=1) + "\n")
    console.print(f"Wrote {RESULTS}.")


if __name__ == "__main__":
    typer.run(main)
