"""The question on the columns of a Keras LSTM's weights that belong to one gate."""

import numpy as np

from grader.exercise import Case, Mistake, Output, Question
from grader.exercises.cases import Sizes, fused_weights
from unrolled.conventions import to_gates

_COLUMNS = "keras-weights-columns"
_CALLS = (
    ("i", Sizes(batch=0, features=3, units=4)),
    ("f", Sizes(batch=0, features=3, units=4)),
    ("c", Sizes(batch=0, features=5, units=2)),
    ("o", Sizes(batch=0, features=2, units=5)),
    ("c", Sizes(batch=0, features=1, units=3)),
    ("f", Sizes(batch=0, features=4, units=4)),
    ("o", Sizes(batch=0, features=4, units=3)),
    ("i", Sizes(batch=0, features=6, units=1)),
)


def _draw(rng):
    return [
        Case(f"gate {gate}, {_in_words(sizes)}", {**fused_weights(rng, sizes), "gate": gate})
        for gate, sizes in _CALLS
    ]


def _in_words(sizes):
    return sizes.describe().split(", ", 1)[1]  # without the batch, which weights do not have


def _reference(kernel, recurrent_kernel, bias, gate):
    gates = to_gates("lstm", [kernel, recurrent_kernel, bias])
    return gates[f"W_x{gate}"], gates[f"W_h{gate}"], gates[f"b_{gate}"]


def _columns(array, place, units):
    return array[..., place * units : (place + 1) * units]


def cut_in_parts(
    order="ifco",
    of_kernel=_columns,
    of_recurrent_kernel=None,
    of_bias=_columns,
    give=lambda W_x, W_h, b: (W_x, W_h, b),
):
    """Return a function for the question, made of parts that a mistake can replace.

    ``order`` names the blocks; the three cuts take an array, the place of the gate's block and
    the number of units. Both kernels are cut in the same way unless a second way is given.
    """
    of_recurrent_kernel = of_recurrent_kernel or of_kernel

    def answer(kernel, recurrent_kernel, bias, gate):
        place, units = order.index(gate), len(recurrent_kernel)
        return give(
            of_kernel(kernel, place, units),
            of_recurrent_kernel(recurrent_kernel, place, units),
            of_bias(bias, place, units),
        )

    return answer


def _columns_by_rows(array, place, units):
    rows = len(array)
    return array[:, place * rows : (place + 1) * rows]


def _forget_bias_added(kernel, recurrent_kernel, bias, gate):
    W_x, W_h, b = _reference(kernel, recurrent_kernel, bias, gate)
    return W_x, W_h, b + 1 if gate == "f" else b


LSTM_WEIGHTS_PER_GATE = Question(
    name="lstm_weights_per_gate",
    reference=_reference,
    outputs=(
        Output("W_x", ("features", "units")),
        Output("W_h", ("units", "units")),
        Output("b", ("units",)),
    ),
    draw=_draw,
    lesson=_COLUMNS,
    hint=(
        "Find the number of units first: recurrent_kernel has one row for each. Then find the "
        "place of the gate in the order i, f, c, o, and from both the first and the last column "
        "of its block."
    ),
    mistakes=(
        Mistake(
            "order-i-f-o-c",
            cut_in_parts("ifoc"),
            "This is what you get when the blocks are read in the order i, f, o, c, as some "
            "courses pack them. In Keras the candidate is the third block and the output gate the "
            "fourth.",
            _COLUMNS,
        ),
        Mistake(
            "order-f-i-c-o",
            cut_in_parts("fico"),
            "The input and forget gates are swapped. Many texts name the forget gate first, but in "
            "Keras the input gate is the first block and the forget gate the second.",
            _COLUMNS,
        ),
        Mistake(
            "order-f-c-i-o",
            cut_in_parts("fcio"),
            "This is what you get when the blocks are read in the order f, c, i, o, as some books "
            "pack them. In Keras the order is i, f, c, o.",
            _COLUMNS,
        ),
        Mistake(
            "order-i-c-f-o",
            cut_in_parts("icfo"),
            "This is what you get when the blocks are read in the order i, c, f, o, as old "
            "versions of TensorFlow packed them. In Keras the order is i, f, c, o.",
            _COLUMNS,
        ),
        Mistake(
            "order-o-f-c-i",
            cut_in_parts("ofci"),
            "The input and output gates are swapped. In Keras the input gate is the first block "
            "and the output gate the fourth.",
            _COLUMNS,
        ),
        Mistake(
            "columns-interleaved",
            cut_in_parts(
                of_kernel=lambda array, place, units: array[:, place::4],
                of_bias=lambda bias, place, units: bias[place::4],
            ),
            "This is what you get when each gate takes every fourth column. The blocks lie side by "
            "side: columns 0 to units - 1 belong to i, the next ones to f, and so on.",
            _COLUMNS,
        ),
        Mistake(
            "always-the-first-block",
            lambda kernel, recurrent_kernel, bias, gate: _reference(
                kernel, recurrent_kernel, bias, "i"
            ),
            "These are the weights of the input gate, whatever gate is asked for. The argument "
            "gate says which block to take.",
            _COLUMNS,
        ),
        Mistake(
            "kernel-cut-by-features",
            cut_in_parts(of_kernel=_columns_by_rows, of_recurrent_kernel=_columns),
            "The blocks of the kernel are cut as wide as it has rows, which is the number of "
            "features. A block has one column for each unit, in all three arrays.",
            "keras-weights-shapes",
        ),
        Mistake(
            "recurrent-block-transposed",
            cut_in_parts(
                of_recurrent_kernel=lambda array, place, units: _columns(array, place, units).T
            ),
            "W_h is transposed. It is square, so no shape shows it; with states as rows the "
            "product is h @ W_h, and the block is used as it stands.",
            "lstm-four-blocks",
        ),
        Mistake(
            "kernel-block-transposed",
            cut_in_parts(
                of_kernel=lambda array, place, units: _columns(array, place, units).T,
                of_recurrent_kernel=_columns,
            ),
            "W_x is transposed. In Keras the rows of a kernel belong to the features and the "
            "columns to the units; PyTorch and many papers have it the other way round.",
            "keras-weights-shapes",
        ),
        Mistake(
            "cut-along-the-rows",
            cut_in_parts(of_kernel=lambda array, place, units: np.split(array, 4)[place]),
            "Without an axis np.split cuts along axis 0, the rows. The blocks lie side by side, "
            "along the last axis: pass axis=-1.",
            _COLUMNS,
        ),
        Mistake(
            "whole-bias",
            cut_in_parts(of_bias=lambda bias, place, units: bias),
            "The whole bias is returned. It has the same four blocks as the kernels, and only one "
            "of them belongs to the gate.",
            _COLUMNS,
        ),
        Mistake(
            "forget-bias-added-again",
            _forget_bias_added,
            "Here 1 is added to the bias of the forget gate. Keras does that once, when it makes "
            "the layer, so the 1 is in the list of weights already.",
            "lstm-forget-bias",
        ),
        Mistake(
            "kernels-swapped",
            cut_in_parts(give=lambda W_x, W_h, b: (W_h, W_x, b)),
            "W_x and W_h have changed places. The first array of the list, kernel, belongs to the "
            "input; recurrent_kernel belongs to the hidden state.",
            "keras-weights-shapes",
        ),
    ),
)
