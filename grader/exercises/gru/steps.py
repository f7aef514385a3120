"""What the questions on one step share: sizes, arguments, and ways to read the blocks."""

import numpy as np

from grader.exercises.cases import Sizes, fused_weights, order_one

STEP_SIZES = (
    Sizes(batch=2, features=3, units=4),
    Sizes(batch=1, features=2, units=3),
    Sizes(batch=3, features=1, units=4),
    Sizes(batch=2, features=3, units=1),
    Sizes(batch=3, features=2, units=3),
    Sizes(batch=4, features=2, units=3),
)


def step_arguments(rng: np.random.Generator, sizes: Sizes) -> dict[str, np.ndarray]:
    """Draw the arguments of a step with one bias: x_t, h_prev and the three blocks of weights."""
    return {
        "x_t": order_one(rng, sizes.batch, sizes.features),
        "h_prev": order_one(rng, sizes.batch, sizes.units),
        **fused_weights(rng, sizes, blocks=3),
    }


def blocks_of(array: np.ndarray) -> list[np.ndarray]:
    """Return the blocks z, r, h, which lie side by side along the last axis."""
    return np.split(array, 3, axis=-1)


def blocks_read_as(order: str):
    """Return what reads the blocks as if they lay in ``order``, and gives them as z, r, h."""
    positions = [order.index(letter) for letter in "zrh"]
    return lambda array: [blocks_of(array)[position] for position in positions]


def every_third_column(array: np.ndarray) -> list[np.ndarray]:
    """Return the columns 0, 3, 6, ..., then 1, 4, 7, ..., then 2, 5, 8, ..."""
    return [array[..., first::3] for first in range(3)]


def transpose_blocks(recurrent_kernel: np.ndarray) -> np.ndarray:
    """Return the recurrent kernel with each of its square blocks transposed."""
    return np.hstack([block.T for block in blocks_of(recurrent_kernel)])
