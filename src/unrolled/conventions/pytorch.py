"""PyTorch's layout: columns, two biases, and for the GRU the order r, z, n."""

import numpy as np

from unrolled.conventions.blocks import NAMES, blocks_of, check_weights, reorder_blocks
from unrolled.conventions.named_arrays import check_arrays, size_of_matrix

# The course's letters in PyTorch's order. PyTorch calls c of the LSTM g, and h of the GRU n.
TORCH_ORDER = {"rnn": "h", "lstm": "ifco", "gru": "rzh"}
TORCH_NAMES = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


def to_torch(kind, weights, layer=0):
    """Turn the weights of a layer into the state of ``torch.nn.RNN``, ``LSTM`` or ``GRU``.

    ``kind``: "rnn", "lstm" or "gru". ``weights``: ``[kernel, recurrent_kernel, bias]``, or
    the six arrays of a Bidirectional layer, forward first. ``layer``: the number of the
    layer in PyTorch's module. Returns arrays by name, for G blocks: ``weight_ih_l0``
    (G units, features), ``weight_hh_l0`` (G units, units), ``bias_ih_l0`` and ``bias_hh_l0``
    (G units,), and for six weights the same with ``_reverse``. The order of the blocks is
    i, f, c (there g), o for the LSTM and r, z, h (there n) for the GRU. One bias goes into
    the first of the two, and the second is zero. Source: PyTorch's documentation of
    ``torch.nn``. Raises ValueError when a shape does not fit, and for a GRU whose bias has
    one row: it resets before the product, which PyTorch does not offer.
    """
    if len(weights) != 2 * len(NAMES):
        return _one_direction_to_torch(kind, weights, f"_l{layer}")
    forward, backward = weights[: len(NAMES)], weights[len(NAMES) :]
    return {
        **_one_direction_to_torch(kind, forward, f"_l{layer}"),
        **_one_direction_to_torch(kind, backward, f"_l{layer}_reverse"),
    }


def from_torch(kind, state, layer=0):
    """Turn the state of ``torch.nn.RNN``, ``LSTM`` or ``GRU`` into the weights of a layer.

    ``state``: arrays by name, as :func:`to_torch` returns them; ``module.state_dict()``
    works too, of a module with several layers, of which ``layer`` is one. Returns
    ``[kernel, recurrent_kernel, bias]``, or six arrays if the state has a second
    direction. The two biases are added, but for the GRU, whose bias has two rows. Raises
    ValueError when an array is missing or does not fit, and for an LSTM with a projection.
    """
    suffix = f"_l{layer}"
    if f"weight_hr{suffix}" in state:
        raise ValueError(
            f"The state has an array weight_hr{suffix}: the module was made with proj_size. The "
            "layers of this course have no projection. Make the module without proj_size."
        )
    weights = _one_direction_from_torch(kind, state, suffix)
    if f"weight_ih{suffix}_reverse" in state:
        weights += _one_direction_from_torch(kind, state, f"{suffix}_reverse")
    return weights


def _one_direction_to_torch(kind, weights, suffix):
    kernel, recurrent_kernel, bias = check_weights(kind, weights)
    if kind == "gru" and bias.ndim == 1:
        raise ValueError(
            f"The bias has shape {bias.shape}, so the reset gate acts before the product with W_h. "
            "PyTorch's GRU resets after it, and no weights make the two compute the same. Use a "
            "GRU with reset_after=True, whose bias has shape (2, 3 units)."
        )
    first, second = bias if bias.ndim == 2 else (bias, np.zeros_like(bias))
    arrays = zip(TORCH_NAMES, (kernel, recurrent_kernel, first, second), strict=True)
    order = blocks_of(kind), TORCH_ORDER[kind]
    return {f"{name}{suffix}": reorder_blocks(array, *order).T for name, array in arrays}


def _one_direction_from_torch(kind, state, suffix):
    order, names = blocks_of(kind), [f"{name}{suffix}" for name in TORCH_NAMES]
    rows = f"{len(order)} units" if len(order) > 1 else "units"
    units = size_of_matrix(state, names[1], 1, f"({rows}, units)")
    features = size_of_matrix(state, names[0], 1, f"({rows}, features)")
    axes = [(rows, "features"), (rows, "units"), (rows,), (rows,)]
    arrays = check_arrays(
        {name: state[name] for name in names if name in state},
        dict(zip(names, axes, strict=True)),
        {"features": features, "units": units, rows: len(order) * units},
    )
    kernel, recurrent_kernel, first, second = (
        reorder_blocks(array.T, TORCH_ORDER[kind], order) for array in arrays.values()
    )
    bias = np.stack([first, second]) if kind == "gru" else first + second
    return [kernel, recurrent_kernel, bias]
