"""A recurrent layer over any step."""

from unrolled.checks import positive_integer
from unrolled.layers.recurrent import RecurrentLayer
from unrolled.step_sweep import StepSweep


class RNN(RecurrentLayer):
    """A layer made of a step function and its gradient, for networks that have no class.

    Arguments and returned values: :class:`RecurrentLayer`.
    """

    def __init__(
        self, step, step_backward, units, *, gates=1, states=("h",), more_weights=None, **options
    ):
        """Take a step, its gradient, and :class:`RecurrentLayer`'s arguments.

        ``step(x_t, *states, *weights)`` returns the new state or the tuple of new states,
        the hidden state first; ``step_backward(*dstates, x_t, *states, *weights)`` returns
        the gradients of x_t, of each state and of each weight, in this order. ``states``:
        the names of the states, each (batch, units). The weights are ``kernel`` (features,
        gates units), ``recurrent_kernel`` (units, gates units), ``bias`` (gates units,),
        and after them ``more_weights``: their shapes by name, for example
        ``{"peepholes": (3, units)}``. More weights start at zero, like the bias.
        """
        super().__init__(units, **options)
        self.sweep = StepSweep(step, step_backward)
        self.gates = positive_integer("gates", gates)
        self.states = tuple(states)
        self._more = dict(more_weights or {})
        self.weight_names = (*super().weight_names, *self._more)

    def _weight_shapes(self, features):
        return (*super()._weight_shapes(features), *self._more.values())
