"""The question on the numbers of parameters in Keras and in PyTorch."""

from collections.abc import Callable

import numpy as np

from grader.exercise import Case, Mistake, Output, Question

_ARRAYS = "keras-weights-shapes"
_BIASES = "keras-weights-bias"
_NAMES = ("simple_rnn", "lstm", "gru", "gru_reset_before", "torch_lstm", "torch_gru")
_BLOCKS = (1, 4, 3, 3, 4, 3)
_ROWS_OF_BIAS = (1, 1, 2, 1, 2, 2)


def _draw(rng):
    small, large = sorted(rng.choice(np.arange(6, 60), 2, replace=False))
    sizes = [(5, 3), (1, 4), (4, 1), (small, large), (large, small), (large, large)]
    return [
        Case(
            f"features = {features}, units = {units}",
            {"features": int(features), "units": int(units)},
        )
        for features, units in sizes
    ]


def counting(
    matrices: Callable[[int, int], int] = lambda features, units: units * (features + units),
    bias: Callable[[int], int] = lambda units: units,
    blocks: tuple[int, ...] = _BLOCKS,
    rows_of_bias: tuple[int, ...] = _ROWS_OF_BIAS,
) -> Callable:
    """Return the answer with so many blocks and rows of biases for each layer.

    ``matrices(features, units)`` counts the weights of one block, ``bias(units)`` one row.
    """

    def answer(features, units):
        return tuple(
            number * (matrices(features, units) + rows * bias(units))
            for number, rows in zip(blocks, rows_of_bias, strict=True)
        )

    return answer


_right = counting()


KERAS_PARAMETER_COUNTS = Question(
    name="keras_parameter_counts",
    reference=_right,
    outputs=tuple(map(Output, _NAMES)),
    draw=_draw,
    lesson=_ARRAYS,
    hint=(
        "Count one block first: the weights of the input, those of the hidden state, and one or "
        "two rows of biases. Then multiply by the number of blocks."
    ),
    # The counts are whole numbers: one parameter too many is wrong.
    rtol=0,
    atol=1e-6,
    mistakes=(
        Mistake(
            "gru-with-one-bias",
            counting(rows_of_bias=(1, 1, 1, 1, 2, 2)),
            "Your gru has one bias for each block. Unless it is told otherwise, the GRU of Keras "
            "resets after the product and has two, so its bias has the shape (2, 3 * units).",
            _BIASES,
        ),
        Mistake(
            "two-biases-reset-before",
            counting(rows_of_bias=(1, 1, 2, 2, 2, 2)),
            "Your gru_reset_before has two biases for each block. With reset_after=False the reset "
            "gate acts before the product, and one bias is enough.",
            _BIASES,
        ),
        Mistake(
            "forms-of-the-gru-swapped",
            counting(rows_of_bias=(1, 1, 1, 2, 2, 2)),
            "The two GRUs of Keras have changed places. The one with the reset after the product "
            "has the second bias, and Keras makes it unless it is told otherwise.",
            _BIASES,
        ),
        Mistake(
            "torch-with-one-bias",
            counting(rows_of_bias=(1, 1, 2, 1, 1, 1)),
            "Your counts for PyTorch have one bias for each block. PyTorch keeps two in every "
            "recurrent layer, bias_ih and bias_hh, and adds them.",
            _ARRAYS,
        ),
        Mistake(
            "two-biases-everywhere",
            counting(rows_of_bias=(2,) * 6),
            "Here every layer has two biases for each block, as in PyTorch. In Keras only the GRU "
            "with the reset after the product has two.",
            _ARRAYS,
        ),
        Mistake(
            "one-bias-everywhere",
            counting(rows_of_bias=(1,) * 6),
            "Here every layer has one bias for each block. PyTorch has two in every recurrent "
            "layer, and Keras has two in the GRU with the reset after the product.",
            _BIASES,
        ),
        Mistake(
            "no-bias",
            counting(bias=lambda units: 0),
            "These are the weight matrices without the biases. Biases are trained too: a row of "
            "them has one number for each unit of each block.",
            _ARRAYS,
        ),
        Mistake(
            "recurrent-kernel-forgotten",
            counting(matrices=lambda features, units: units * features),
            "The recurrent kernel is missing. Every unit also reads all units of the state before, "
            "which takes units * units weights in each block.",
            _ARRAYS,
        ),
        Mistake(
            "sizes-swapped",
            lambda features, units: _right(units, features),
            "Here features and units have changed places. The recurrent kernel and the biases have "
            "the size of units; only the kernel has a row for each feature.",
            _ARRAYS,
        ),
        Mistake(
            "lstm-with-three-blocks",
            counting(blocks=(1, 3, 3, 3, 3, 3)),
            "Your LSTM has three blocks, one for each gate. The candidate has weights and biases "
            "of its own too, so there are four.",
            _ARRAYS,
        ),
        Mistake(
            "gru-with-two-blocks",
            counting(blocks=(1, 4, 2, 2, 4, 2)),
            "Your GRU has two blocks, one for each gate. The candidate has weights and biases of "
            "its own too, so there are three.",
            _ARRAYS,
        ),
        Mistake(
            "gru-with-four-blocks",
            counting(blocks=(1, 4, 4, 4, 4, 4)),
            "Your GRU has four blocks, like the LSTM. It has two gates and the candidate, so there "
            "are three.",
            _ARRAYS,
        ),
        Mistake(
            "one-recurrent-weight-for-each-unit",
            counting(matrices=lambda features, units: units * (features + 1)),
            "Here each unit has one recurrent weight, for its own value of the step before. It "
            "reads all units, so the recurrent weights of a block are a matrix of units * units.",
            _ARRAYS,
        ),
        Mistake(
            "one-unit-only",
            counting(matrices=lambda features, units: features + units, bias=lambda units: 1),
            "These are the counts for a single unit. Every unit has as many, so multiply by the "
            "number of units.",
            _ARRAYS,
        ),
    ),
)
