"""The four GRUs: z keeps the old state or takes the new one, reset before or after the product."""

from unrolled.conventions.blocks import check_weights
from unrolled.gru import flip_update_gate


def change_gru(weights, source, target):
    """Turn the weights of one form of the GRU into those of another that computes the same.

    A form is a pair: where the reset gate acts, "before" or "after" the product with W_h,
    and what the update gate does with the state, "keeps" or "takes". Keras' default and
    PyTorch: ("after", "keeps"). Keras with reset_after=False and Cho et al., EMNLP 2014:
    ("before", "keeps"). Chung et al. 2014 and :func:`unrolled.gru.gru_step`: ("before",
    "takes"). Between "keeps" and "takes" the z block changes its sign, because
    1 - sigma(a) = sigma(-a); see :func:`unrolled.gru.flip_update_gate`.

    ``weights``: ``[kernel, recurrent_kernel, bias]``, (features, 3 units), (units, 3 units),
    and (3 units,) before or (2, 3 units) after. Returns new ones of the same shapes. Raises
    ValueError when a form or a shape is none of these, and between "before" and "after":
    (r * h) W and r * (h W) are the same for every r and h only where W is diagonal.
    """
    for name, form in {"source": source, "target": target}.items():
        _check_form(name, form)
    kernel, recurrent_kernel, bias = check_weights("gru", weights)
    _check_bias(source[0], bias)
    if source[0] != target[0]:
        raise ValueError(
            f'A GRU with the reset "{source[0]}" the product has no weights with the reset '
            f'"{target[0]}" it: (r * h) W and r * (h W) differ unless W is diagonal. Choose '
            "reset_after as it was when the weights were trained, or train again."
        )
    if source[1] == target[1]:
        return [kernel.copy(), recurrent_kernel.copy(), bias.copy()]
    return [flip_update_gate(weight) for weight in (kernel, recurrent_kernel, bias)]


def _check_form(name, form):
    if form not in [(reset, z) for reset in ("before", "after") for z in ("keeps", "takes")]:
        raise ValueError(
            f'{name} must be a pair of "before" or "after" and "keeps" or "takes", such as '
            f'("after", "keeps"), but it is {form!r}.'
        )


def _check_bias(reset, bias):
    rows = {"before": 1, "after": 2}[reset]
    if bias.ndim != rows:
        shape = ("(3 units,)", "(2, 3 units)")[rows - 1]
        raise ValueError(
            f'The bias of a GRU with the reset "{reset}" the product must have shape {shape}, but '
            f"it has shape {bias.shape}."
        )
