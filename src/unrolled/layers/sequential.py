"""A model whose layers read each other, one after the other."""

from itertools import islice

import numpy as np

from unrolled.checks import check_count
from unrolled.layers.layer import Layer


class Sequential(Layer):
    """Apply the ``layers`` in order; go back through them in the opposite order.

    Each layer receives what the one before returned, and its mask. The weights are those of
    all layers, in order. Only the last layer may return several values.
    """

    def __init__(self, layers):
        """``layers``: a list of different layers, at least one; otherwise ValueError."""
        super().__init__()
        self.layers = list(layers)
        if not self.layers or not all(isinstance(layer, Layer) for layer in self.layers):
            kinds = ", ".join(type(layer).__name__ for layer in self.layers) or "nothing"
            raise ValueError(
                f"Sequential needs a list of layers such as [LSTM(4), Dense(1)], but it holds "
                f"{kinds}."
            )
        if len(set(map(id, self.layers))) < len(self.layers):
            raise ValueError(
                "A layer stands twice in the list, but it remembers one call only. Make two layers."
            )
        self.weight_names = [
            f"layers[{place}] {name}"
            for place, layer in enumerate(self.layers)
            for name in layer.weight_names
        ]
        self.input_dtype = getattr(self.layers[0], "input_dtype", float)
        self.stateful = any(getattr(layer, "stateful", False) for layer in self.layers)

    def __call__(self, x, *, mask=None, training=False):
        """Return what the last layer returns for the input ``x`` of the first.

        ``mask``: bool (batch, time), the mask of x. ``training``: keep what :meth:`backward`
        needs. Raises ValueError when a layer does, and FloatingPointError when a layer
        hands NaN or infinity to the next.
        """
        return self.with_mask(x, mask, training)[0]

    def with_mask(self, x, mask=None, training=False):
        """Do what a call does, but return the output and its mask."""
        self._tape = None
        for place, layer in enumerate(self.layers):
            x, mask = call_with_mask(layer, x, mask, training)
            if place < len(self.layers) - 1:
                self._check_handed_on(x, place)
        self._tape = training or None  # the layers keep the rest
        return x, mask

    def backward(self, *doutputs):
        """Carry the gradients of what the last call returned back; return that of its input.

        ``doutputs``: as the last layer expects them. The gradients of the weights are in
        ``gradients`` afterwards. Returns None where the first layer reads tokens. Raises
        FloatingPointError when a layer hands back NaN or infinity.
        """
        self._last_tape()
        for place in reversed(range(len(self.layers))):
            doutputs = (self.layers[place].backward(*doutputs),)
            if place > 0:
                self._check_finite(doutputs[0], place, "handed back a gradient with")
        return doutputs[0]

    def compute_mask(self, x, mask=None):
        """Return the mask of the output for ``x``. It calls the layers, without training."""
        return self.with_mask(x, mask)[1]

    def build(self, input_shape):
        """Call the layers once on zeros of ``input_shape``, so that all draw their weights.

        None in the shape stands for 1. A layer that has weights keeps them.
        """
        self(np.zeros([1 if size is None else size for size in input_shape], self.input_dtype))
        self.reset_state()

    @property
    def weights(self):
        """The weights of all layers, in order: the arrays themselves."""
        return [weight for layer in self.layers for weight in layer.weights]

    @property
    def gradients(self):
        """The gradients of ``weights`` that the last ``backward`` computed."""
        return [gradient for layer in self.layers for gradient in layer.gradients]

    def set_weights(self, weights):
        """Take over the weights of all layers, in order: all or none.

        Raises ValueError when a number or a shape does not fit.
        """
        new = self.checked(weights)
        for layer, its_weights in zip(self.layers, self._by_layer(new), strict=True):
            layer.set_weights(its_weights)

    def checked(self, weights):
        """Return float64 copies of ``weights`` if they fit all layers; raise ValueError if not."""
        check_count("The list of weights", weights, self.weight_names)
        pairs = zip(self.layers, self._by_layer(weights), strict=True)
        return [weight for layer, its_weights in pairs for weight in layer.checked(its_weights)]

    def reset_state(self):
        """Let the next call of stateful layers start from zeros, with any batch size."""
        for layer in self.layers:
            if hasattr(layer, "reset_state"):
                layer.reset_state()

    def _by_layer(self, weights):
        """Cut a list of all weights into one list for each layer."""
        rest = iter(weights)
        return [list(islice(rest, len(layer.weight_names))) for layer in self.layers]

    def _check_handed_on(self, x, place):
        if isinstance(x, tuple):
            raise ValueError(
                f"{self._name(place)} returned {len(x)} values, but only the last layer may return "
                "more than one. Give it no return_state=True and no merge_mode=None."
            )
        self._check_finite(x, place, "returned")

    def _check_finite(self, values, place, did):
        if not np.isfinite(values).all():
            raise FloatingPointError(
                f"{self._name(place)} {did} NaN or infinity. Its weights have become too large, "
                "or hold NaN."
            )

    def _name(self, place):
        return f"layers[{place}], of the type {type(self.layers[place]).__name__},"


def call_with_mask(layer, x, mask=None, training=False):
    """Call ``layer`` on ``x``; return its output and the mask of that, for the next layer."""
    if isinstance(layer, Sequential):
        return layer.with_mask(x, mask, training)
    return layer(x, mask=mask, training=training), layer.compute_mask(x, mask)
