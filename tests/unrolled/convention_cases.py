"""The layouts and networks between which the tests carry weights."""

import numpy as np
import pytest

from unrolled.conventions import (
    BLOCKS,
    from_columns,
    from_gates,
    from_joined,
    from_torch,
    to_columns,
    to_gates,
    to_joined,
    to_torch,
)

LAYOUTS = {
    "gates": (to_gates, from_gates),
    "columns": (to_columns, from_columns),
    "joined": (to_joined, from_joined),
    "torch": (to_torch, from_torch),
}
# A kind of network, and whether its bias has two rows.
NETWORKS = {
    "rnn": ("rnn", False),
    "lstm": ("lstm", False),
    "gru before": ("gru", False),
    "gru after": ("gru", True),
}
IMPOSSIBLE = {("joined", "gru after"), ("torch", "gru before")}
POSSIBLE = [(a, b) for a in LAYOUTS for b in NETWORKS if (a, b) not in IMPOSSIBLE]
every_conversion = pytest.mark.parametrize("layout, network", POSSIBLE)


def draw(network, features=3, units=4, seed=0):
    kind, two_biases = NETWORKS[network]
    rng = np.random.default_rng(seed)
    columns = len(BLOCKS[kind]) * units
    shapes = [(features, columns), (units, columns), (2, columns) if two_biases else (columns,)]
    return [rng.standard_normal(shape) for shape in shapes]
