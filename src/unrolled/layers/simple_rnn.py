"""The plain recurrent layer."""

from unrolled import sweeps
from unrolled.layers.recurrent import RecurrentLayer


class SimpleRNN(RecurrentLayer):
    """The plain recurrent layer: :func:`unrolled.rnn.rnn_step` along the sequence.

    Weights: ``kernel`` (features, units), ``recurrent_kernel`` (units, units), ``bias``
    (units,). State: h. Arguments and returned values: :class:`RecurrentLayer`.
    """

    sweep = sweeps.RNN
