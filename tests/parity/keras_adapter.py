"""Our layers under the names and calling conventions that Keras' own tests use.

Nothing is computed here. A class of this file makes the layer of :mod:`unrolled.layers` of
the same name, gives it the weights that Keras' initializers draw, and calls it. Options that
change only how Keras computes, and not what, are taken and not used.
"""

import copy

import keras
import numpy as np

import unrolled.layers

NO_EFFECT = {"implementation", "unroll", "use_cudnn", "name"}
UNKNOWN_SIZES = (11, 7)  # stand for an unknown batch size and an unknown number of steps


class Variable:
    """A live weight array with the attributes of a Keras variable."""

    def __init__(self, array):
        self.value, self.shape = array, array.shape

    def assign(self, value):
        self.value[...] = value


class Adapted:
    """One of our layers, ``ours``, that looks like a Keras layer."""

    initializers = ("kernel_initializer", "recurrent_initializer", "bias_initializer")
    goes_back = True

    def __init__(self, *arguments, **options):
        self.config = dict(options)
        self.given = {name: options.pop(name, None) for name in self.initializers}
        regularizers = {name for name in options if name.endswith("_regularizer")}
        kept = {name: options[name] for name in options.keys() - NO_EFFECT - regularizers}
        self.ours = self.make(*arguments, **kept)
        self.built = False

    def make(self, *arguments, **options):
        return getattr(unrolled.layers, type(self).__name__)(*arguments, **options)

    def build(self, input_shape=None):
        self.ours.build(input_shape)
        self.ours.set_weights(self.first_weights(self.ours.get_weights()))
        self.built = True

    def first_weights(self, drawn):
        given = [self.given[name] for name in self.initializers]
        return [initialized(*pair) for pair in zip(given, drawn, strict=False)]

    def __call__(self, x, *arguments, **options):
        x = self.readable(x)
        if not self.built:
            self.build(x.shape)
        return self.ours(x, *arguments, **options)

    def readable(self, x):
        """Keras turns every input into float32; we ask for floating numbers."""
        x = np.asarray(x)
        return x if x.dtype.kind == "f" else x.astype(np.float32)

    def backward(self, *doutputs):
        return self.ours.backward(*doutputs)

    def compute_mask(self, x, mask=None):
        return self.ours.compute_mask(x, mask)

    def compute_output_shape(self, input_shape):
        """Keras has rules for shapes; here a layer of this kind is called and shows them."""
        sizes = tuple(
            UNKNOWN_SIZES[axis] if size is None else size for axis, size in enumerate(input_shape)
        )
        unknown = set(sizes) - set(input_shape)
        x = np.zeros(sizes, getattr(self.ours, "input_dtype", float))
        return shapes_of(copy.deepcopy(self)(x), unknown)

    @property
    def weights(self):
        return [Variable(weight) for weight in self.ours.weights]

    @property
    def gradients(self):
        return self.ours.gradients

    def get_weights(self):
        return self.ours.get_weights()

    def set_weights(self, weights):
        self.ours.set_weights(weights)

    def reset_state(self):
        self.ours.reset_state()

    def get_config(self):
        return self.config

    @classmethod
    def from_config(cls, config):
        try:
            return cls(**config)
        except ValueError as error:
            raise TypeError(str(error)) from error  # Keras promises this type here


class Recurrent(Adapted):
    def make(self, *arguments, use_bias=True, **options):
        self.use_bias = use_bias
        self.config.update(zip(("units",), arguments, strict=False))
        return super().make(*arguments, **options)

    def first_weights(self, drawn):
        kernel, recurrent_kernel, bias = super().first_weights(drawn)
        # Where our first bias is not zero, it is that of the forget gate, in Keras too.
        bias = np.where(drawn[2] == 0, bias, drawn[2])
        return [kernel, recurrent_kernel, bias if self.use_bias else np.zeros_like(bias)]


class SimpleRNN(Recurrent):
    pass


class LSTM(Recurrent):
    pass


class GRU(Recurrent):
    pass


class Bidirectional(Adapted):
    def make(self, layer, backward_layer=None, merge_mode="concat"):
        self.halves = [layer, backward_layer or layer]
        return unrolled.layers.Bidirectional(layer.ours, merge_mode=merge_mode)

    def first_weights(self, drawn):
        middle = len(drawn) // 2
        parts = drawn[:middle], drawn[middle:]
        halves = zip(self.halves, parts, strict=True)
        return [weight for half, part in halves for weight in half.first_weights(part)]


class TimeDistributed(Adapted):
    def make(self, layer):
        self.layer = layer
        return unrolled.layers.TimeDistributed(layer.ours)

    def first_weights(self, drawn):
        return self.layer.first_weights(drawn)


class Dense(Adapted):
    initializers = ("kernel_initializer", "bias_initializer")

    @property
    def bias(self):
        return self.weights[1] if len(self.weights) > 1 else None


class Conv1D(Adapted):
    initializers = ("kernel_initializer", "bias_initializer")

    def make(self, data_format="channels_last", groups=1, **options):
        self.groups, self.channels_first = groups, data_format == "channels_first"
        one_axis = {k: v[0] if isinstance(v, tuple) else v for k, v in options.items()}
        return super().make(**one_axis)

    def build(self, input_shape):
        batch, *others = input_shape
        super().build((batch, *others[:: -1 if self.channels_first else 1]))

    def __call__(self, x, **options):
        if not self.channels_first:
            return super().__call__(x, **options)
        if not self.built:
            self.build(x.shape)
        return super().__call__(x.swapaxes(1, 2), **options).swapaxes(1, 2)

    @property
    def kernel(self):
        return GroupedKernel(self.ours.weights[0], self.groups)

    @property
    def bias(self):
        return self.weights[1]


class GroupedKernel:
    """A convolution in groups is one whose kernel is zero between different groups."""

    def __init__(self, whole, groups):
        self.whole, self.groups = whole, groups
        size, features, filters = whole.shape
        self.shape = (size, features // groups, filters)

    def assign(self, value):
        self.whole[...] = 0
        columns = self.shape[2] // self.groups
        for group in range(self.groups):
            to = slice(group * columns, (group + 1) * columns)
            rows = slice(group * self.shape[1], (group + 1) * self.shape[1])
            self.whole[:, rows, to] = value[..., to]


class Embedding(Adapted):
    initializers = ("embeddings_initializer",)

    def readable(self, x):
        return np.asarray(x)

    @property
    def embeddings(self):
        return self.weights[0]


class Masking(Adapted):
    pass


def initialized(initializer, drawn):
    if initializer is None:
        return drawn
    return np.asarray(keras.initializers.get(initializer)(drawn.shape))


def shapes_of(value, unknown):
    """Return the shape of an array, or a list of those of several; ``unknown`` sizes as None."""
    if isinstance(value, np.ndarray):
        return tuple(None if size in unknown else size for size in value.shape)
    return [shapes_of(part, unknown) for part in value]


ADAPTED = (SimpleRNN, LSTM, GRU, Bidirectional, TimeDistributed)
ADAPTED += (Dense, Conv1D, Embedding, Masking)
