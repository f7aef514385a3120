"""What the questions on the plain RNN draw: sizes, weights, and states that belong to them."""

from dataclasses import dataclass

import numpy as np

from grader.exercises.cases import Sizes, fused_weights, order_one
from unrolled.rnn import rnn_step
from unrolled.unroll import unroll


@dataclass(frozen=True)
class OneState(Sizes):
    """The sizes of one case of a network with a single state."""

    def describe(self) -> str:
        """Return the case in words, such as "batch 2, 3 features, 4 units"."""
        return super().describe().replace("no initial states given", "no initial state given")


STEP_SIZES = (
    OneState(batch=2, features=3, units=4),
    OneState(batch=1, features=2, units=3),
    OneState(batch=3, features=1, units=4),
    OneState(batch=2, features=3, units=1),
    OneState(batch=3, features=2, units=3),
)

SEQUENCE_SIZES = (
    OneState(batch=2, time=5, features=3, units=4),
    OneState(batch=1, time=4, features=2, units=3),
    OneState(batch=3, time=1, features=2, units=4),
    OneState(batch=2, time=4, features=3, units=1),
    OneState(batch=3, time=4, features=2, units=3),
    OneState(batch=4, time=3, features=1, units=2),
)


# States lie between -1 and 1. Inputs of that size leave them away from both ends, where every
# gradient is close to 0.
_BELOW_ONE = np.concatenate([np.arange(-95, -9), np.arange(10, 96)]) / 100


def below_one(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Draw distinct entries with magnitudes between 0.1 and 0.95."""
    return rng.choice(_BELOW_ONE, size=shape, replace=False)


def weights(rng: np.random.Generator, sizes: Sizes) -> dict[str, np.ndarray]:
    """Draw ``kernel``, ``recurrent_kernel`` and ``bias`` of a plain RNN."""
    return fused_weights(rng, sizes, blocks=1)


def weights_with_small_bias(rng: np.random.Generator, sizes: Sizes) -> dict[str, np.ndarray]:
    """Draw weights for a question that gets the states, and neither bias nor the sums."""
    drawn = weights(rng, sizes)
    return {**drawn, "bias": 0.2 * drawn["bias"]}


def all_states(h_0: np.ndarray, x: np.ndarray, weights: dict[str, np.ndarray]) -> np.ndarray:
    """Return the hidden states (batch, time, units) of the whole sequence ``x``."""
    return unroll(rnn_step, x, (h_0,), tuple(weights.values()))[0]


def one_step(rng: np.random.Generator, sizes: Sizes) -> dict[str, np.ndarray]:
    """Draw the arguments of one step."""
    return {
        "x_t": order_one(rng, sizes.batch, sizes.features),
        "h_prev": order_one(rng, sizes.batch, sizes.units),
        **weights(rng, sizes),
    }


def before(hidden_states: np.ndarray, h_0: np.ndarray) -> np.ndarray:
    """Return the state before every time step, of the shape of ``hidden_states``."""
    return np.concatenate([h_0[:, np.newaxis], hidden_states[:, :-1]], axis=1)
