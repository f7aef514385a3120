"""A layer applied to every time step, each on its own."""

import numpy as np

from unrolled.checks import as_array, check_doutputs
from unrolled.layers.layer import Layer


class TimeDistributed(Layer):
    """Apply ``layer`` to each time step, with the same weights.

        y[:, t] = layer(x[:, t])                                    (time-distributed)

    The steps do not know of each other, so all of them are read at once, as one batch of
    batch * time samples. The weights are those of ``layer``. A mask (batch, time) is passed
    on; one with more axes is also given to ``layer``, and is passed on as in Keras. (With a
    mask of two axes, Keras 3 stops when ``layer`` is recurrent.)
    """

    def __init__(self, layer):
        """``layer``: the layer to apply, which returns one array. Otherwise ValueError."""
        super().__init__()
        if not isinstance(layer, Layer):
            raise ValueError(
                "TimeDistributed needs a layer such as Dense(3), but it was given an object of the "
                f"type {type(layer).__name__}."
            )
        if getattr(layer, "stateful", False):
            raise ValueError(
                "TimeDistributed reads all time steps at once, so that no state can be carried "
                "from one to the next. Give it a layer without stateful=True."
            )
        self.layer = layer
        self.weight_names = layer.weight_names
        self.input_dtype = getattr(layer, "input_dtype", float)

    def __call__(self, x, *, mask=None, training=False):
        """Return y (batch, time, ...) for ``x`` (batch, time, ...), which has 3 axes or more.

        ``mask``: bool (batch, time) or (batch, time, ...); see above. ``training``: keep what
        :meth:`backward` needs. Raises ValueError when a shape or a type does not fit.
        """
        x = as_array("x", x)
        if x.ndim < 3:
            raise ValueError(
                "TimeDistributed expects x of shape (batch, time, ...) with at least 3 axes, but "
                f"x has shape {x.shape}."
            )
        y = self.layer(_merged(x), mask=_mask_of_a_step(mask, x.shape), training=training)
        if not isinstance(y, np.ndarray):
            raise ValueError(
                f"The layer in TimeDistributed returned {len(y)} values, but it must return one. "
                "Give it a layer without return_state=True and without merge_mode=None."
            )
        y = y.reshape(*x.shape[:2], *y.shape[1:])
        self._tape = (x.shape, y.shape, y.dtype) if training else None
        return y

    def backward(self, *doutputs):
        """Return dx for dy, of the shape of y; leave the gradients of the layer's weights."""
        x_shape, y_shape, dtype = self._last_tape()
        (dy,) = check_doutputs(doutputs, {"y": y_shape}, dtype)
        dx = self.layer.backward(_merged(dy))
        return None if dx is None else dx.reshape(x_shape)

    def build(self, input_shape):
        """Draw the layer's first weights, for inputs of ``input_shape`` (batch, time, ...)."""
        self.layer.build((input_shape[0], *input_shape[2:]))

    @property
    def weights(self):
        """The weights of the layer."""
        return self.layer.weights

    @property
    def gradients(self):
        """The gradients of ``weights`` that the last ``backward`` computed."""
        return self.layer.gradients

    def set_weights(self, weights):
        """Take over the weights of the layer: all or none. Raises ValueError as the layer does."""
        self.layer.set_weights(weights)

    def checked(self, weights):
        """Return float64 copies of ``weights`` if they fit the layer; raise ValueError if not."""
        return self.layer.checked(weights)


def _merged(array):
    """Make (batch * time, ...) of (batch, time, ...)."""
    return array.reshape(array.shape[0] * array.shape[1], *array.shape[2:])


def _mask_of_a_step(mask, shape):
    """Return the part of ``mask`` that concerns the layer inside, or None."""
    if mask is None:
        return None
    mask = as_array("mask", mask)
    if mask.dtype != bool or mask.shape[:2] != shape[:2]:
        raise ValueError(
            f"mask must be a bool array of shape (batch, time) = {shape[:2]}, or with more axes "
            f"after these, but it has the data type {mask.dtype} and shape {mask.shape}."
        )
    return _merged(mask) if mask.ndim > 2 else None
