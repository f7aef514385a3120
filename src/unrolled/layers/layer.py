"""What every layer has: weights, their gradients, and a call that can be gone back."""

import numpy as np

from unrolled.checks import check_count, check_weight


class Layer:
    """The base of all layers.

    A kind of layer states the names of its weights, in Keras' order, and defines
    ``__call__``, ``backward``, ``_weight_shapes`` and ``_draw_weights``. A call with
    ``training=True`` leaves what ``backward`` needs in ``_tape``; every other call leaves
    None there.
    """

    weight_names = ()

    def __init__(self, rng=None):
        """Take ``rng``, a seed or a NumPy Generator for all that the layer draws."""
        self._rng = np.random.default_rng(rng)
        self._weights = None
        self._gradients = None
        self._tape = None

    def build(self, input_shape):
        """Draw the first weights, for inputs of ``input_shape``: the last axis is features.

        Raises ValueError when the layer has weights already, so that none are lost.
        """
        if self._weights is not None:
            raise ValueError("The layer has weights already. To start anew, make a new layer.")
        self._weights = self._draw_weights(input_shape)

    @property
    def weights(self):
        """The float64 arrays themselves, in the order of ``get_weights``; an optimiser's view.

        Raises ValueError while the layer has none.
        """
        if self._weights is None:
            if not self.weight_names:
                return []
            raise ValueError(
                "The layer has no weights yet, because their shapes depend on the number of "
                "features. Call the layer once, or call build((None, None, features))."
            )
        return list(self._weights)

    @property
    def gradients(self):
        """The gradients of ``weights`` that the last ``backward`` computed, in the same order.

        Raises ValueError before the first ``backward``.
        """
        if self._gradients is None:
            if not self.weight_names:
                return []
            raise ValueError(
                "The layer has no gradients yet. Call it with training=True, then call backward."
            )
        return list(self._gradients)

    def get_weights(self):
        """Return copies of the weights, in Keras' order and shapes."""
        return [weight.copy() for weight in self.weights]

    def set_weights(self, weights):
        """Take over ``weights``, for example those of a Keras layer: all of them or none.

        A layer without weights learns its number of features from them. Raises ValueError
        when a number or a shape does not fit.
        """
        new = self.checked(weights)
        if self._weights is None:
            self._weights = new
            return
        for weight, value in zip(self._weights, new, strict=True):
            weight[...] = value  # in place, because an optimiser may hold the arrays

    def checked(self, weights):
        """Return float64 copies of ``weights`` if they fit this layer; raise ValueError if not."""
        check_count("The list of weights", weights, self.weight_names)
        if self._weights is None:
            features = len(np.atleast_2d(weights[0])) if self.weight_names else 0
            shapes = self._weight_shapes(features)
        else:
            shapes = [weight.shape for weight in self._weights]
        return list(map(check_weight, self.weight_names, weights, shapes))

    def compute_mask(self, x, mask=None):
        """Return the mask (batch, time) that the next layer needs, or None, as in Keras."""
        return mask

    def _weight_shapes(self, features):
        """Return the shape of each weight for inputs of so many features."""
        return ()

    def _draw_weights(self, input_shape):
        """Return the list of the first weights."""
        return []

    def _last_tape(self):
        if self._tape is None:
            raise ValueError(
                "backward goes back through a call with training=True, but the last call had no "
                "training=True, or there was none. Call the layer with training=True first."
            )
        return self._tape

    @staticmethod
    def _shapes_by_name(names, outputs):
        """Return the shapes of ``outputs``, for :func:`unrolled.checks.check_doutputs`."""
        return {name: output.shape for name, output in zip(names, outputs, strict=False)}
