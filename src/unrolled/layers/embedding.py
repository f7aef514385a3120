"""The embedding layer: a table with one row of numbers for each token."""

import numpy as np

from unrolled.checks import as_array, check_doutputs, positive_integer
from unrolled.layers.layer import Layer


class Embedding(Layer):
    """Replace each token by its row of a table.

        y_n = E[k]             with k = token n                     (embedding)
        dE[k] = sum of dy_n    over all n whose token is k          (embedding-backward)

    This is a dense layer whose input is the one-hot row of the token, without its products
    with zeros. Weight: ``embeddings`` E (input_dim, output_dim), first drawn uniformly from
    [-0.05, 0.05] as in Keras. Tokens have no gradient. Source: Y. Bengio, R. Ducharme,
    P. Vincent and C. Jauvin, "A neural probabilistic language model", Journal of Machine
    Learning Research 3 (2003).
    """

    weight_names = ("embeddings",)
    input_dtype = int

    def __init__(self, input_dim, output_dim, *, mask_zero=False, rng=None):
        """Choose the size of the table.

        ``input_dim``: the number of tokens, which are 0 ... input_dim - 1. ``output_dim``:
        the numbers in one row. ``mask_zero``: token 0 is padding, and the next layers receive
        a mask. ``rng``: a seed or a NumPy Generator for the first weights. Raises ValueError
        for what is none of these.
        """
        super().__init__(rng)
        self.input_dim = positive_integer("input_dim", input_dim)
        self.output_dim = positive_integer("output_dim", output_dim)
        self.mask_zero = mask_zero

    def __call__(self, x, *, mask=None, training=False):
        """Return the rows (batch, time, output_dim), float64, for the tokens ``x`` (batch, time).

        ``x`` may have any other shape too: the output has one axis more. ``mask``: not used.
        ``training``: keep what :meth:`backward` needs. Raises ValueError for what is no token.
        """
        tokens = self._as_tokens(x)
        if self._weights is None:
            self.build(tokens.shape)
        self._tape = tokens.copy() if training else None
        return self._weights[0][tokens]

    def backward(self, *doutputs):
        """Leave the gradient of the table for dy, of the shape of y; return None.

        The rows of dy are sorted by token; those of one token then stand together, and each
        such group is added up.
        """
        tokens = self._last_tape()
        shape = (*tokens.shape, self.output_dim)
        (dy,) = check_doutputs(doutputs, {"y": shape}, np.dtype(np.float64))
        order = np.argsort(tokens, axis=None, kind="stable")
        present, first_places = np.unique(tokens.ravel()[order], return_index=True)
        dembeddings = np.zeros((self.input_dim, self.output_dim))
        drows = dy.reshape(-1, self.output_dim)[order]
        dembeddings[present] = np.add.reduceat(drows, first_places, axis=0)
        self._gradients = [dembeddings]

    def compute_mask(self, x, mask=None):
        """Return True where the token is not 0, if mask_zero; else None."""
        return np.asarray(x) != 0 if self.mask_zero else None

    def _as_tokens(self, x):
        tokens = as_array("x", x)
        if tokens.dtype.kind not in "iu":
            raise ValueError(
                f"An Embedding reads tokens, that is whole numbers, but the data type of x is "
                f"{tokens.dtype}. If the numbers are tokens, pass x.astype(int). If they are "
                "values, they need no Embedding."
            )
        outside = tokens[(tokens < 0) | (tokens >= self.input_dim)]
        if outside.size:
            raise ValueError(
                f"x holds the token {outside[0]}, but the layer has rows for the tokens 0 to "
                f"{self.input_dim - 1}. input_dim must be the largest token plus 1."
            )
        return tokens

    def _weight_shapes(self, features):
        return [(self.input_dim, self.output_dim)]

    def _draw_weights(self, input_shape):
        return [self._rng.uniform(-0.05, 0.05, (self.input_dim, self.output_dim))]
