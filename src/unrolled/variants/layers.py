"""A layer for each variant of the LSTM."""

from functools import partial

import numpy as np

from unrolled.layers import LSTM, RecurrentLayer
from unrolled.step_sweep import StepSweep
from unrolled.variants.ablated import ablated_blocks, ablated_step, ablated_step_backward
from unrolled.variants.coupled import coupled_step, coupled_step_backward
from unrolled.variants.layer_normalised import (
    layer_normalised_step,
    layer_normalised_step_backward,
)
from unrolled.variants.lstm_1997 import lstm_1997_step, lstm_1997_step_backward
from unrolled.variants.peephole import peephole_step, peephole_step_backward


class LSTM1997(RecurrentLayer):
    """The LSTM without forget gate: :func:`unrolled.variants.lstm_1997.lstm_1997_step`.

    Weights: ``kernel`` (features, 3 units), ``recurrent_kernel`` (units, 3 units),
    ``bias`` (3 units,), blocks in the order input, candidate, output. States: h, c.
    Arguments and returned values: :class:`unrolled.layers.RecurrentLayer`.
    """

    sweep = StepSweep(lstm_1997_step, lstm_1997_step_backward)
    gates = 3
    states = ("h", "c")


class CoupledLSTM(RecurrentLayer):
    """The LSTM with f = 1 - i: :func:`unrolled.variants.coupled.coupled_step`.

    Weights, states, arguments and returned values: those of :class:`LSTM1997`.
    """

    sweep = StepSweep(coupled_step, coupled_step_backward)
    gates = 3
    states = ("h", "c")


class PeepholeLSTM(LSTM):
    """The LSTM with peepholes: :func:`unrolled.variants.peephole.peephole_step`.

    Weights: those of :class:`unrolled.layers.LSTM`, and ``peepholes`` (3, units) for i, f,
    o, which start at zero. States, arguments and returned values: those of the LSTM.
    """

    sweep = StepSweep(peephole_step, peephole_step_backward)
    weight_names = (*LSTM.weight_names, "peepholes")

    def _weight_shapes(self, features):
        return (*super()._weight_shapes(features), (3, self.units))


class LayerNormalisedLSTM(LSTM):
    """The layer-normalised LSTM: :mod:`unrolled.variants.layer_normalised`.

    Weights: those of :class:`unrolled.layers.LSTM`, then ``gain_x`` and ``gain_h``
    (4 units,), ``gain_c`` and ``shift`` (units,). The gains start at one, the shift at
    zero. States, arguments and returned values: those of the LSTM.
    """

    sweep = StepSweep(layer_normalised_step, layer_normalised_step_backward)
    weight_names = (*LSTM.weight_names, "gain_x", "gain_h", "gain_c", "shift")

    def _weight_shapes(self, features):
        columns, units = (4 * self.units,), (self.units,)
        return (*super()._weight_shapes(features), columns, columns, units, units)

    def _draw_weights(self, input_shape):
        *weights, gain_x, gain_h, gain_c, shift = super()._draw_weights(input_shape)
        return [*weights, *map(np.ones_like, (gain_x, gain_h, gain_c)), shift]


class AblatedLSTM(LSTM):
    """An LSTM that has only some of its parts: :func:`unrolled.variants.ablated.ablated_step`.

    Weights: those of :class:`unrolled.layers.LSTM` without the blocks of the lost gates.
    States, other arguments and returned values: those of the LSTM.
    """

    def __init__(self, units, *, kept="ifo", squashed="ch", **options):
        """Take :class:`unrolled.layers.LSTM`'s arguments and two more.

        ``kept``: the letters of the gates that are left, out of "ifo"; a lost gate stays
        open, at 1. ``squashed``: "c" if the candidate is squashed with tanh, "h" if the
        output is, "ch" for both. Raises ValueError for another letter.
        """
        super().__init__(units, **options)
        parts = {
            "gates": _letters("kept", kept, "ifo"),
            "squashed": _letters("squashed", squashed, "ch"),
        }
        self.sweep = StepSweep(
            partial(ablated_step, **parts), partial(ablated_step_backward, **parts)
        )
        self.blocks = ablated_blocks(kept)
        self.gates = len(self.blocks)

    def _first_bias(self, shape):
        bias = RecurrentLayer._first_bias(self, shape)
        if self.unit_forget_bias and "f" in self.blocks:
            np.split(bias, self.gates)[self.blocks.index("f")][:] = 1
        return bias


def _letters(name, letters, allowed):
    if not isinstance(letters, str) or not set(letters) <= set(allowed):
        raise ValueError(
            f'{name} must be a string of letters out of "{allowed}", but it is {letters!r}.'
        )
    return letters
