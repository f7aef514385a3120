"""Dropout in a recurrent layer: factors that stay the same along the whole sequence.

Source: Y. Gal and Z. Ghahramani, "A theoretically grounded application of dropout in
recurrent neural networks", NeurIPS 2016, with a factor of its own for each gate, as Keras
draws them.
"""

import numpy as np


def draw_factor(rng, rate, shape, dtype):
    """Draw 0 with the probability ``rate`` and else 1 / (1 - rate), which keeps the mean.

    Returns an array of ``shape`` and ``dtype``, or None for the rate 0.
    """
    if rate == 0:
        return None
    return (rng.random(shape) >= rate).astype(dtype) / dtype.type(1 - rate)


def widen(x, kernel, factor):
    """Let each gate read x times its own factor, with one product for all gates.

        [x * f_1 ... x * f_G] diag(W_1 ... W_G) = [(x * f_1) W_1 ... (x * f_G) W_G]

    ``x``: (batch, time, features); ``kernel``: [W_1 ... W_G] (features, G units);
    ``factor``: (G, batch, features), or (1, batch, features) for all gates alike. Returns
    the wide input (batch, time, G features) and the wide kernel (G features, G units).
    """
    gates, _, features = factor.shape
    columns = kernel.shape[1] // gates
    wide_kernel = np.zeros((gates * features, kernel.shape[1]), kernel.dtype)
    for rows, block in _blocks(gates, features, columns):
        wide_kernel[rows, block] = kernel[:, block]
    return np.concatenate([x * f[:, np.newaxis] for f in factor], axis=-1), wide_kernel


def narrow(dwide_x, dwide_kernel, factor):
    """Carry the gradients of what :func:`widen` returned back to ``x`` and ``kernel``."""
    gates, _, features = factor.shape
    columns = dwide_kernel.shape[1] // gates
    dx = sum(
        dx_gate * f[:, np.newaxis]
        for dx_gate, f in zip(np.split(dwide_x, gates, axis=-1), factor, strict=True)
    )
    blocks = [dwide_kernel[rows, block] for rows, block in _blocks(gates, features, columns)]
    return dx, np.concatenate(blocks, axis=-1)


def _blocks(gates, features, columns):
    """Return the rows and the columns of each gate's block in a wide kernel."""
    return [
        (slice(g * features, (g + 1) * features), slice(g * columns, (g + 1) * columns))
        for g in range(gates)
    ]
