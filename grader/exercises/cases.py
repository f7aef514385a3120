"""Draw the arrays of a case: never zero, no two entries of an array alike, easy to read."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from grader.exercise import Case

# Distinct entries of either sign: no matrix is symmetric, and no two gates are the same.
_ORDER_ONE = np.concatenate([np.arange(-150, -19), np.arange(20, 151)]) / 100
# Here tanh(c) and c are far apart, so that a forgotten tanh shows.
_LARGE = np.concatenate([np.arange(-400, -199), np.arange(200, 401)]) / 100
_GATE = np.arange(5, 96) / 100
_CANDIDATE = np.concatenate([-_GATE, _GATE])


@dataclass(frozen=True)
class Sizes:
    """The sizes of one case, and what else is special about it."""

    batch: int
    features: int  # 0 where the question sees no features
    units: int
    time: int = 0  # 0 where the case is a single step
    large_cell: bool = False
    initial_states: bool = True

    def describe(self) -> str:
        """Return the case in words, such as "batch 2, 3 features, 4 units"."""
        parts = [f"batch {self.batch}"]
        if self.time:
            parts.append(_count(self.time, "time step"))
        if self.features:
            parts.append(_count(self.features, "feature"))
        parts.append(_count(self.units, "unit"))
        if self.large_cell:
            parts.append("large cell states")
        if not self.initial_states:
            parts.append("no initial states given")
        return ", ".join(parts)


STEP_SIZES = (
    Sizes(batch=2, features=3, units=4),
    Sizes(batch=1, features=2, units=3),
    Sizes(batch=3, features=1, units=4),
    Sizes(batch=2, features=3, units=1),
    Sizes(batch=3, features=2, units=3),
    Sizes(batch=4, features=2, units=3, large_cell=True),
)
SIZES_WITHOUT_FEATURES = tuple(replace(sizes, features=0) for sizes in STEP_SIZES)


def drawing(
    arguments: Callable[[np.random.Generator, Sizes], dict], sizes: tuple[Sizes, ...] = STEP_SIZES
) -> Callable[[np.random.Generator], list[Case]]:
    """Return the ``draw`` of a question whose case of given sizes has these ``arguments``."""

    def draw(rng):
        return [Case(size.describe(), arguments(rng, size)) for size in sizes]

    return draw


def order_one(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Draw distinct entries with magnitudes between 0.2 and 1.5."""
    return rng.choice(_ORDER_ONE, size=shape, replace=False)


def cell_state(rng: np.random.Generator, sizes: Sizes) -> np.ndarray:
    """Draw a cell state (batch, units), with magnitudes of 2 to 4 where it is to be large."""
    values = _LARGE if sizes.large_cell else _ORDER_ONE
    return rng.choice(values, size=(sizes.batch, sizes.units), replace=False)


def gate(rng: np.random.Generator, sizes: Sizes) -> np.ndarray:
    """Draw the values of a gate, (batch, units), between 0.05 and 0.95."""
    return rng.choice(_GATE, size=(sizes.batch, sizes.units), replace=False)


def candidate(rng: np.random.Generator, sizes: Sizes) -> np.ndarray:
    """Draw the values of a candidate, (batch, units), between -0.95 and 0.95."""
    return rng.choice(_CANDIDATE, size=(sizes.batch, sizes.units), replace=False)


def gate_weights(rng: np.random.Generator, sizes: Sizes, letters: str) -> dict[str, np.ndarray]:
    """Draw W_x, W_h and b for each gate in ``letters``, under the names W_xi, W_hi, b_i."""
    fused = fused_weights(rng, sizes, len(letters))
    blocks = [np.split(array, len(letters), axis=-1) for array in fused.values()]
    weights = {}
    for letter, W_x, W_h, b in zip(letters, *blocks, strict=True):
        weights |= {f"W_x{letter}": W_x, f"W_h{letter}": W_h, f"b_{letter}": b}
    return weights


def fused_weights(rng: np.random.Generator, sizes: Sizes, blocks: int = 4) -> dict[str, np.ndarray]:
    """Draw the weights of ``blocks`` gates side by side, in the layout of Keras."""
    width = blocks * sizes.units
    return {
        "kernel": order_one(rng, sizes.features, width),
        "recurrent_kernel": order_one(rng, sizes.units, width),
        "bias": order_one(rng, width),
    }


def _count(number, noun):
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def lstm_sequence(rng: np.random.Generator, sizes: Sizes) -> dict[str, np.ndarray]:
    """Draw what an LSTM reads a sequence with: x, fused weights, and the states if given."""
    states = {"h_0": order_one(rng, sizes.batch, sizes.units), "c_0": cell_state(rng, sizes)}
    return {
        "x": order_one(rng, sizes.batch, sizes.time, sizes.features),
        **fused_weights(rng, sizes),
        **(states if sizes.initial_states else {}),
    }


def features_and_units(rng: np.random.Generator) -> list[Case]:
    """Return cases of two sizes: small ones, each of them 1 once, either the larger, both alike."""
    small, large = sorted(rng.choice(np.arange(6, 60), 2, replace=False))
    sizes = [(5, 3), (1, 4), (4, 1), (small, large), (large, small), (large, large)]
    return [
        Case(
            f"features = {features}, units = {units}",
            {"features": int(features), "units": int(units)},
        )
        for features, units in sizes
    ]
