"""What a call of a Keras layer returns, for every layer and option: names, shapes, parameters."""

import numpy as np
from traitlets import Bool, Int, Unicode

from unrolled import layers
from unrolled.checks import positive_integer
from unrolled.widgets.array_drawing import array_drawing
from unrolled.widgets.figure import MovingFigure

KINDS = ("SimpleRNN", "LSTM", "GRU")
MERGE_MODES = ("concat", "sum", "mul", "ave", "None")
MOST = 99  # the largest size that the fields take
BLOCKS = {"SimpleRNN": "1 block", "LSTM": "4 blocks", "GRU": "3 blocks"}
BIASES = {"SimpleRNN": "1 bias", "LSTM": "1 bias", "GRU": "2 biases"}


def shape_explorer(
    kind="LSTM",
    units=3,
    *,
    return_sequences=True,
    return_state=True,
    bidirectional=False,
    merge_mode="concat",
    batch=2,
    time=7,
    features=5,
):
    """Return a moving figure that shows what a call of a recurrent layer returns.

    ``kind``: "SimpleRNN", "LSTM" or "GRU". ``units``, ``return_sequences``, ``return_state``: the
    arguments of the layer. ``bidirectional``: whether Bidirectional is around it, with
    ``merge_mode`` "concat", "sum", "mul", "ave" or None. ``batch``, ``time``, ``features``: the
    shape of its input x, from 1 to 99. All are controls, and these their first values.

    The figure shows the call in Keras' words, the name, shape and axes of each returned value, and
    the number of parameters. A GRU is Keras' with reset_after=True.

    Raises ValueError for what is none of these.
    """
    if kind not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(map(repr, KINDS))}, but it is {kind!r}.")
    if str(merge_mode) not in MERGE_MODES:
        known = ", ".join(map(repr, MERGE_MODES[:-1]))
        raise ValueError(f"merge_mode must be one of {known} or None, but it is {merge_mode!r}.")
    sizes = {"units": units, "batch": batch, "time": time, "features": features}
    for name, size in sizes.items():
        if positive_integer(name, size) > MOST:
            raise ValueError(f"{name} must be at most {MOST}, but it is {size}.")
    return ShapeExplorer(
        kind=kind,
        return_sequences=return_sequences,
        return_state=return_state,
        bidirectional=bidirectional,
        merge_mode=str(merge_mode),
        **sizes,
    )


class ShapeExplorer(MovingFigure):
    """The figure that :func:`shape_explorer` returns."""

    name = "shape-explorer"
    parts = ("shapes.js", "shape_explorer.js")
    rows = 5  # four that are a quarter higher
    kind = Unicode().tag(sync=True)
    units = Int().tag(sync=True)
    return_sequences = Bool().tag(sync=True)
    return_state = Bool().tag(sync=True)
    bidirectional = Bool().tag(sync=True)
    merge_mode = Unicode().tag(sync=True)  # "None" is None
    batch = Int().tag(sync=True)
    time = Int().tag(sync=True)
    features = Int().tag(sync=True)

    def still(self):
        """Return the arrays that the layer of unrolled returns, and a sentence with numbers."""
        layer = self.layer()
        values = returned(layer, np.zeros((self.batch, self.time, self.features)))
        many = "1 value comes" if len(values) == 1 else f"{len(values)} values come"
        directions = "2 directions × " if self.bidirectional else ""
        parameters = sum(weight.size for weight in layer.weights)
        x = ("x", [(axis, getattr(self, axis), 1) for axis in ("batch", "time", "features")])
        cards = "".join(_card(name, axes) for name, axes in [x, *map(self._named, values.items())])
        return (
            f'<div><p class="call">{", ".join(values)} = {self._call()}(x)</p>'
            f'<ol class="arrays">{cards}</ol></div>'
            f'<p class="sentence">{many} back. The layer has {parameters} parameters: {directions}'
            f"{BLOCKS[self.kind]} × {self.units} units × ({self.features} features + {self.units} "
            f"units + {BIASES[self.kind]}).</p>"
        )

    def layer(self):
        """Return the layer of unrolled that the figure is about, without weights."""
        options = {name: getattr(self, name) for name in ("return_sequences", "return_state")}
        layer = getattr(layers, self.kind)(self.units, **options, rng=0)
        mode = None if self.merge_mode == "None" else self.merge_mode
        return layers.Bidirectional(layer, merge_mode=mode) if self.bidirectional else layer

    def _call(self):
        options = ["return_sequences", "return_state"]
        chosen = [f"{name}=True" for name in options if getattr(self, name)]
        layer = f"{self.kind}({', '.join([str(self.units), *chosen])})"
        mode = "None" if self.merge_mode == "None" else f'"{self.merge_mode}"'
        merging = "" if self.merge_mode == "concat" else f", merge_mode={mode}"
        return f"Bidirectional({layer}{merging})" if self.bidirectional else layer

    def _named(self, value):
        """Say of a value, its name and shape, what each axis is: name, size, parts."""
        name, (batch, *time, width) = value
        axes = [("batch", batch, 1), *[("time", steps, 1) for steps in time]]
        return name, [*axes, ("units", width, width // self.units)]


def returned(layer, x):
    """Return the shape of every value that ``layer`` returns for ``x``, by name."""
    values = layer(x)
    values = values if isinstance(values, tuple) else (values,)
    return dict(zip(_names(layer), [value.shape for value in values], strict=True))


def _names(layer):
    if not isinstance(layer, layers.Bidirectional):
        return ["output", *layer.states] if layer.return_state else ["output"]
    directions = ("forward", "backward")
    outputs = ["output"] if layer.merge_mode else [f"{each}_output" for each in directions]
    one = layer.forward_layer
    states = [f"{each}_{state}" for each in directions for state in one.states]
    return outputs + states if one.return_state else outputs


def _card(name, axes):
    shape = ", ".join(str(size) for _, size, _ in axes)
    return f"<li><b>{name}</b> <span>({shape})</span>{array_drawing(name, axes)}</li>"
