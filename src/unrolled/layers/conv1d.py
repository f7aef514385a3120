"""The convolution along time: one dense layer that reads a few neighbouring steps at once."""

import numpy as np

from unrolled.activations import find_activation
from unrolled.checks import (
    as_floats,
    check_count,
    check_doutputs,
    check_features,
    check_weight,
    positive_integer,
)
from unrolled.layers.layer import Layer

PADDINGS = ("valid", "same", "causal")


class Conv1D(Layer):
    """Turn each window of ``kernel_size`` time steps into ``filters`` numbers.

        y_t = f(sum_j x_(s t + d j - p) W_j + b)    j = 0 ... kernel_size - 1   (conv1d-y)

    s is the stride, d the dilation and p the number of zeros before the sequence. Going back,
    with the gradient da of what f is applied to:

        dx_(s t + d j - p) += da_t W_j^T    dW_j = sum of x_(s t + d j - p)^T da_t
        db = sum of da_t                                               (conv1d-backward)

    Weights: ``kernel`` W (kernel_size, features, filters), ``bias`` b (filters,). The layer
    reads masked steps like any other and passes no mask on, as in Keras. Source: A. Waibel,
    T. Hanazawa, G. Hinton, K. Shikano and K. J. Lang, "Phoneme recognition using time-delay
    neural networks", IEEE Transactions on Acoustics, Speech, and Signal Processing 37 (1989).
    """

    weight_names = ("kernel", "bias")

    def __init__(
        self,
        filters,
        kernel_size,
        *,
        strides=1,
        padding="valid",
        dilation_rate=1,
        activation=None,
        rng=None,
    ):
        """Choose the windows and the function f.

        ``filters``: the size of the last axis of y. ``kernel_size``: the steps in a window.
        ``strides``: the steps from one window to the next. ``padding``: "valid" (windows
        inside the sequence only), "same" (zeros on both sides: as many windows as steps, if
        strides is 1) or "causal" (zeros before: no window reads a later step).
        ``dilation_rate``: the distance of two steps in a window; Keras allows only one of
        strides and dilation_rate to be above 1. ``activation``: None, "tanh", "relu",
        "sigmoid" or "softmax". ``rng``: a seed or a NumPy Generator for the first weights.
        Raises ValueError for what is none of these.
        """
        super().__init__(rng)
        self.filters = positive_integer("filters", filters)
        self.kernel_size = positive_integer("kernel_size", kernel_size)
        self.strides = positive_integer("strides", strides)
        self.dilation_rate = positive_integer("dilation_rate", dilation_rate)
        if self.strides > 1 and self.dilation_rate > 1:
            raise ValueError(
                "Only one of strides and dilation_rate may be above 1, but they are "
                f"{strides} and {dilation_rate}."
            )
        if padding not in PADDINGS:
            raise ValueError(
                f"padding must be one of {', '.join(map(repr, PADDINGS))}, but it is {padding!r}."
            )
        self.padding = padding
        self.activation = find_activation(activation)

    def __call__(self, x, *, mask=None, training=False):
        """Return y (batch, windows, filters) for ``x`` (batch, time, features).

        ``mask``: not used. ``training``: keep what :meth:`backward` needs. float32 in gives
        float32 out. Raises ValueError when the shape or the type does not fit.
        """
        x = self._as_input(x)
        if self._weights is None:
            self.build(x.shape)
        check_features(x, features=self._weights[0].shape[1])
        kernel, bias = (weight.astype(x.dtype) for weight in self._weights)
        padded = np.pad(x, [(0, 0), self._zeros_around(x.shape[1]), (0, 0)])
        windows = np.concatenate([padded[:, s] for s in self._steps(padded.shape[1])], axis=-1)
        rows = kernel.reshape(-1, self.filters)  # (kF, filters): one product for all steps j
        y = self.activation.forward(windows @ rows + bias)
        self._tape = (x.shape, windows, rows, y.copy()) if training else None
        return y

    def backward(self, *doutputs):
        """Return dx for dy, of the shape of y; leave the gradients of the weights."""
        x_shape, windows, rows, y = self._last_tape()
        (dy,) = check_doutputs(doutputs, {"y": y.shape}, y.dtype)
        da = self.activation.backward(dy, y)
        drows = windows.reshape(-1, len(rows)).T @ da.reshape(-1, self.filters)
        self._gradients = [drows.reshape(self._weights[0].shape), da.sum(axis=(0, 1))]
        batch, time, features = x_shape
        before, after = self._zeros_around(time)
        dpadded = np.zeros((batch, before + time + after, features), y.dtype)
        dwindows = np.split(da @ rows.T, self.kernel_size, axis=-1)
        for steps, dsteps in zip(self._steps(dpadded.shape[1]), dwindows, strict=True):
            dpadded[:, steps] += dsteps  # a slice holds no step twice
        return dpadded[:, before : before + time]

    def compute_mask(self, x, mask=None):
        """Return None: a window may reach over several steps, masked or not."""
        return

    def checked(self, weights):
        """Return float64 copies of ``weights`` if they fit this layer; raise ValueError if not."""
        check_count("The list of weights", weights, self.weight_names)
        if self._weights is not None or np.ndim(weights[0]) != 3:
            return super().checked(weights)
        shapes = self._weight_shapes(features=np.shape(weights[0])[1])
        return list(map(check_weight, self.weight_names, weights, shapes))

    @property
    def _span(self):
        """How many steps a window covers."""
        return self.dilation_rate * (self.kernel_size - 1) + 1

    def _zeros_around(self, time):
        """Return the number of zeros before and after a sequence of ``time`` steps."""
        if self.padding == "valid":
            return 0, 0
        if self.padding == "causal":
            return self._span - 1, 0
        windows = -(-time // self.strides)  # rounded up
        zeros = max((windows - 1) * self.strides + self._span - time, 0)
        return zeros // 2, zeros - zeros // 2

    def _steps(self, time):
        """Return, for each j, the slice of the steps that stand at place j of the windows."""
        last = time - self._span  # where the last window may begin
        starts = range(0, self._span, self.dilation_rate)
        return [slice(start, start + last + 1, self.strides) for start in starts]

    def _as_input(self, x):
        x = as_floats(x)
        if x.ndim != 3:
            raise ValueError(
                f"Conv1D expects x of shape (batch, time, features), but x has shape {x.shape}."
            )
        shortest = self._span if self.padding == "valid" else 1
        if x.shape[1] < shortest:
            raise ValueError(
                f"x must have at least {shortest} time steps, but it has shape {x.shape}. With "
                "padding='valid' a window must fit into the sequence; with 'same' or 'causal', "
                "one step is enough."
            )
        return x

    def _weight_shapes(self, features):
        return (self.kernel_size, features, self.filters), (self.filters,)

    def _draw_weights(self, input_shape):
        features = positive_integer("The number of features", input_shape[-1])
        kernel, bias = self._weight_shapes(features)
        # Glorot's limit: an input meets kernel_size * filters products, a result k * features.
        limit = np.sqrt(6 / (self.kernel_size * (features + self.filters)))
        return [self._rng.uniform(-limit, limit, kernel), np.zeros(bias)]
