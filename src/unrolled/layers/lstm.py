"""The LSTM layer."""

from unrolled import sweeps
from unrolled.layers.recurrent import RecurrentLayer


class LSTM(RecurrentLayer):
    """The LSTM layer: :func:`unrolled.lstm.lstm_step` along the sequence.

    Weights: ``kernel`` (features, 4 units), ``recurrent_kernel`` (units, 4 units),
    ``bias`` (4 units,), blocks in the order input, forget, candidate, output. States: h,
    c. Arguments and returned values: :class:`RecurrentLayer`.
    """

    sweep = sweeps.LSTM
    gates = 4
    states = ("h", "c")

    def __init__(self, units, *, unit_forget_bias=True, **options):
        """Take :class:`RecurrentLayer`'s arguments and one more.

        ``unit_forget_bias``: start the forget gate's bias at 1 and not at 0. Source:
        R. Jozefowicz, W. Zaremba and I. Sutskever, "An empirical exploration of recurrent
        network architectures", ICML 2015.
        """
        super().__init__(units, **options)
        self.unit_forget_bias = unit_forget_bias

    def _first_bias(self, shape):
        bias = super()._first_bias(shape)
        if self.unit_forget_bias:
            bias[self.units : 2 * self.units] = 1
        return bias
