"""The masking layer: it finds padding by its value, and tells the next layers."""

import numbers

import numpy as np

from unrolled.checks import as_floats, check_count, check_doutputs
from unrolled.layers.layer import Layer


class Masking(Layer):
    """Mask each step whose features all equal ``mask_value``, and set it to zeros.

    The layer has no weights. The mask is made from x alone, as in Keras.
    """

    def __init__(self, mask_value=0.0):
        """``mask_value``: a finite number; otherwise ValueError."""
        super().__init__()
        if not isinstance(mask_value, numbers.Real) or not np.isfinite(mask_value):
            raise ValueError(f"mask_value must be a finite number, but it is {mask_value!r}.")
        self.mask_value = float(mask_value)

    def __call__(self, x, *, mask=None, training=False):
        """Return ``x`` (batch, time, features) with zeros in its masked steps, as a new array.

        ``mask``: not used. ``training``: keep what :meth:`backward` needs. Raises ValueError
        when the shape or the type does not fit.
        """
        x = as_floats(x)
        if x.ndim < 3:
            raise ValueError(
                f"Masking expects x of shape (batch, time, features), but x has shape {x.shape}."
            )
        real = self.compute_mask(x)[..., np.newaxis]
        self._tape = (real, x.shape, x.dtype) if training else None
        return np.where(real, x, 0)

    def backward(self, *doutputs):
        """Return dx: dy (batch, time, features) with zeros in the masked steps."""
        real, shape, dtype = self._last_tape()
        (dy,) = check_doutputs(doutputs, {"y": shape}, dtype)
        return np.where(real, dy, 0)

    def compute_mask(self, x, mask=None):
        """Return True (batch, time) where a feature of the step differs from mask_value."""
        return np.any(np.asarray(x) != self.mask_value, axis=-1)

    def checked(self, weights):
        """Return the empty list, if ``weights`` is empty; otherwise raise ValueError."""
        check_count("The list of weights", weights, self.weight_names)
        return []
