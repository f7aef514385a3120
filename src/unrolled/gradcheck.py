"""Compare a backward function with central differences along random directions."""

import numpy as np

STEP = 6e-6  # about the cube root of the float64 precision: rounding and curvature balance


def check_gradients(forward, backward, arguments, rng=0, rtol=1e-6):
    """Raise AssertionError unless ``backward`` is the gradient of ``forward``.

    ``forward(*arguments)`` returns an array or a tuple of arrays;
    ``backward(*doutputs, *arguments)`` returns the gradient of every argument, in order.
    ``arguments``: the arrays by name; they are used as float64. The outputs are turned
    into one number by a random weighted sum, and each argument is moved along one random
    direction, so that two evaluations test all of its entries at once; only a failure
    pays for a difference per entry, to name the worst. Idea: autograd's ``test_util``
    (D. Maclaurin, D. Duvenaud and R. Adams, HIPS group, Harvard).
    """
    rng = np.random.default_rng(rng)
    arguments = {name: np.array(value, dtype=np.float64) for name, value in arguments.items()}
    outputs = _as_tuple(forward(*_copies(arguments.values())))
    doutputs = [rng.standard_normal(np.shape(output)) for output in outputs]

    def loss(**moved):
        outputs = _as_tuple(forward(*_copies({**arguments, **moved}.values())))
        return sum(np.sum(d * output) for d, output in zip(doutputs, outputs, strict=True))

    def slope(name, direction):
        ahead, behind = arguments[name] + STEP * direction, arguments[name] - STEP * direction
        return (loss(**{name: ahead}) - loss(**{name: behind})) / (2 * STEP)

    gradients = _as_tuple(backward(*_copies(doutputs), *_copies(arguments.values())))
    if len(gradients) != len(arguments):
        raise AssertionError(
            f"The backward function must return {len(arguments)} gradients, one for each of "
            f"{', '.join(arguments)}, but it returned {len(gradients)}."
        )
    for (name, value), gradient in zip(arguments.items(), gradients, strict=True):
        _check_one(name, value, np.asarray(gradient), slope, rng, rtol)


def _check_one(name, value, gradient, slope, rng, rtol):
    """Test one gradient along one random direction of length 1."""
    if gradient.shape != value.shape:
        raise AssertionError(
            f"The gradient of {name} has shape {gradient.shape}, but {name} has shape "
            f"{value.shape}. A gradient has the shape of what it is the gradient of."
        )
    direction = rng.standard_normal(value.shape)
    direction /= np.linalg.norm(direction)
    error = np.abs(np.sum(gradient * direction) - slope(name, direction))
    if not error <= rtol * (np.linalg.norm(gradient) + 1):  # "not <=" also refuses NaN
        raise AssertionError(_describe_worst_entry(name, gradient, slope))


def _describe_worst_entry(name, gradient, slope):
    """Say which entry of a gradient is farthest from its central difference."""
    numeric = np.empty_like(gradient, dtype=np.float64)
    for entry in np.ndindex(gradient.shape):
        direction = np.zeros(gradient.shape)
        direction[entry] = 1
        numeric[entry] = slope(name, direction)
    worst = np.unravel_index(np.argmax(np.abs(gradient - numeric)), gradient.shape)
    analytic, expected = gradient[worst], numeric[worst]
    relative = np.abs(analytic - expected) / max(np.abs(analytic), np.abs(expected))
    return (
        f"The gradient of {name} is wrong, most of all at the entry "
        f"[{', '.join(map(str, worst))}]: the backward function returned {analytic:.8g}, "
        f"central differences give {expected:.8g} (relative error {relative:.2g})."
    )


def _as_tuple(value):
    return value if isinstance(value, tuple) else (value,)


def _copies(arrays):
    # A function that writes into its arguments must not spoil the numbers it is checked with.
    return [np.array(array) for array in arrays]
