"""The dense layer: one matrix product for each row of features, the same at every time step."""

import numpy as np

from unrolled.activations import find_activation
from unrolled.checks import as_floats, check_doutputs, positive_integer
from unrolled.initial_weights import glorot_uniform
from unrolled.layers.layer import Layer


class Dense(Layer):
    """Turn the features of each row into ``units`` numbers.

        y = f(x W + b)                                              (dense-y)

    and back, with the gradient da of a = x W + b:

        dx = da W^T      dW = sum of x^T da      db = sum of da     (dense-backward)

    The sums run over all rows: samples, and time steps if there are some. Weights: ``kernel``
    W (features, units), ``bias`` b (units,). The mask is passed on, and not used.
    """

    def __init__(self, units, activation=None, *, use_bias=True, rng=None):
        """Choose the size and the function f.

        ``units``: the size of the last axis of y. ``activation``: None, "tanh", "relu",
        "sigmoid" or "softmax". ``use_bias``: without it, there is no b. ``rng``: a seed or a
        NumPy Generator for the first weights. Raises ValueError for what is none of these.
        """
        super().__init__(rng)
        self.units = positive_integer("units", units)
        self.activation = find_activation(activation)
        self.weight_names = ("kernel", "bias") if use_bias else ("kernel",)

    def __call__(self, x, *, mask=None, training=False):
        """Return y (..., units) for ``x`` (..., features), which has at least two axes.

        ``mask``: not used. ``training``: keep what :meth:`backward` needs. float32 in gives
        float32 out. Raises ValueError when the shape or the type does not fit.
        """
        x = as_floats(x)
        self._check(x)
        if self._weights is None:
            self.build(x.shape)
        kernel, *bias = (weight.astype(x.dtype) for weight in self._weights)
        y = self.activation.forward(x @ kernel + (bias[0] if bias else 0))
        # Copies, because a tape must not change with x, y or the weights.
        self._tape = (x.copy(), y.copy(), kernel) if training else None
        return y

    def backward(self, *doutputs):
        """Return dx for dy, of the shape of y; leave the gradients of the weights."""
        x, y, kernel = self._last_tape()
        (dy,) = check_doutputs(doutputs, {"y": y.shape}, y.dtype)
        da = self.activation.backward(dy, y)
        rows, drows = x.reshape(-1, x.shape[-1]), da.reshape(-1, self.units)
        dweights = [rows.T @ drows, drows.sum(axis=0)]
        self._gradients = dweights[: len(self.weight_names)]
        return da @ kernel.T

    def _check(self, x):
        if x.ndim < 2:
            raise ValueError(
                "A Dense layer expects x of shape (batch, features) or (batch, time, features), "
                f"but x has shape {x.shape}. If it is one sample, pass x[np.newaxis]."
            )
        if self._weights is not None and x.shape[-1] != len(self._weights[0]):
            raise ValueError(
                f"The layer has weights for {len(self._weights[0])} features, but x has shape "
                f"{x.shape}, that is {x.shape[-1]} features. Give x as many features as the "
                "layer has rows of weights, or make a new layer."
            )

    def _weight_shapes(self, features):
        return [(features, self.units), (self.units,)][: len(self.weight_names)]

    def _draw_weights(self, input_shape):
        features = positive_integer("The number of features", input_shape[-1])
        kernel = glorot_uniform(self._rng, (features, self.units))
        return [kernel, np.zeros(self.units)][: len(self.weight_names)]
