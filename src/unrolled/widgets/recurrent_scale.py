"""The gradient of a plain RNN, step by step, for any size of its recurrent weights."""

import numpy as np
from traitlets import Float, Int, List, Unicode

from unrolled.checks import positive_integer
from unrolled.initial_weights import orthogonal
from unrolled.lesson import power_of_ten
from unrolled.rnn import rnn_step, rnn_step_backward
from unrolled.widgets.figure import MovingFigure
from unrolled.widgets.recurrent_scale_drawing import LONGEST, SHORTEST, drawing
from unrolled.widgets.templates import fill, shown

FEATURES = 3


def recurrent_scale(gain=1.0, input_size=0.5, units=8, time=30, seed=0):
    """Return a moving figure of the gradient in an unrolled plain RNN.

    The recurrent weights are W_h = gain Q with a random orthogonal Q, so ``gain`` is every
    singular value of W_h: its spectral norm, and its spectral radius too. The inputs are
    ``input_size`` times normal random numbers. Both are sliders, and these their first values.
    ``units``, ``time``: the sizes of the network; ``seed``: of its random numbers.

    A random gradient dh_T of length 1 arrives at the last state. The figure carries it back with
    (rnn-da) and (rnn-dstate), shows its length after each step beside the bound of (rnn-bound),
    and shades the states by it. A third slider reads one of the lengths.

    Raises ValueError when a size is no positive whole number, or a first value is negative.
    """
    units, time = positive_integer("units", units), positive_integer("time", time)
    for name, value in (("gain", gain), ("input_size", input_size)):
        if not (np.isfinite(value) and value >= 0):
            raise ValueError(f"{name} must be a number from 0 on, but it is {value}.")
    rng = np.random.default_rng(seed)
    Q, dh_T = orthogonal(rng, (units, units)), rng.standard_normal((1, units))
    return RecurrentScale(
        gain=gain,
        input_size=input_size,
        back=min(20, time),
        orthogonal=Q.tolist(),
        kernel=(rng.standard_normal((FEATURES, units)) / np.sqrt(FEATURES)).tolist(),
        x=rng.standard_normal((time, FEATURES)).tolist(),
        h_0=(0.001 * rng.standard_normal((1, units))).tolist(),
        dh_T=(dh_T / np.linalg.norm(dh_T)).tolist(),
        powers=[SHORTEST, LONGEST],
        drawing=drawing(time),
    )


class RecurrentScale(MovingFigure):
    """The figure that :func:`recurrent_scale` returns."""

    name = "recurrent-scale"
    parts = ("arithmetic.js", "sequence.js", "steps.js", "recurrent_scale.js")
    rows = 3
    gain = Float().tag(sync=True)
    input_size = Float().tag(sync=True)
    back = Int().tag(sync=True)  # how many steps back the gradient is read
    orthogonal = List(List(Float())).tag(sync=True)  # Q (units, units)
    kernel = List(List(Float())).tag(sync=True)  # (features, units)
    x = List(List(Float())).tag(sync=True)  # (time, features), of input size 1
    h_0 = List(List(Float())).tag(sync=True)
    dh_T = List(List(Float())).tag(sync=True)
    powers = List(Int()).tag(sync=True)  # of ten, at the ends of the plot
    drawing = Unicode().tag(sync=True)

    def still(self):
        """Return the drawing and its sentence for the lengths that unrolled computes."""
        lengths = gradient_lengths(**self.inputs())
        bounds = self.gain ** np.arange(len(lengths))
        values = {f"left_{back}": _height(length) for back, length in enumerate(lengths)}
        values |= {f"bound_{back}": _height(bound) for back, bound in enumerate(bounds)}
        values |= {f"box_{back}": _shade(length) for back, length in enumerate(lengths)}
        drawn = fill(self.drawing, values).replace(
            f'data-back="{self.back}"', f'data-back="{self.back}" data-chosen=""'
        )
        return (
            f'{drawn}<p class="sentence">Gain {shown(self.gain)}, input size '
            f"{shown(self.input_size)}. After {self.back} steps back, {_power(lengths[self.back])} "
            f"of the gradient is left; the bound, gain to the power {self.back}, is "
            f"{_power(bounds[self.back])}.</p>"
        )


def gradient_lengths(gain, input_size, orthogonal, kernel, x, h_0, dh_T, **_):
    """Return the lengths of dh_T, dh_(T-1) ... dh_0; the arguments are the figure's inputs."""
    x, kernel, W_h = input_size * np.array(x), np.array(kernel), gain * np.array(orthogonal)
    states = [np.array(h_0)]
    for x_t in x:
        states.append(rnn_step(x_t[np.newaxis], states[-1], kernel, W_h, np.zeros(len(W_h))))
    gradients = [np.array(dh_T)]
    for t in reversed(range(len(x))):
        step = x[t : t + 1], states[t], states[t + 1], kernel, W_h
        gradients.append(rnn_step_backward(gradients[-1], *step)[1])
    return [float(np.linalg.norm(gradient)) for gradient in gradients]


def _height(length):
    power = np.log10(max(length, 1e-300))
    return float(np.clip((power - SHORTEST) / (LONGEST - SHORTEST), 0, 1))


def _shade(length):
    return float(np.clip(1 + np.log10(max(length, 1e-300)) / 6, 0, 1))


def _power(value):
    if value in (0, 1):
        return f"{value:g}"
    return power_of_ten(value, decimals=3).replace(" ", "\N{NO-BREAK SPACE}")
