"""The question on the numbers of trainable parameters."""

from collections.abc import Callable

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import features_and_units

_PARAMETERS = "lstm-parameters"


def _counting(one_block: Callable[[int, int], int], blocks: int = 4) -> Callable:
    """Return the answer that counts ``one_block(features, units)`` once, and ``blocks`` times."""

    def answer(features, units):
        count = one_block(features, units)
        return count, blocks * count

    return answer


def _right_block(features, units):
    return features * units + units * units + units


_right = _counting(_right_block)


def _one_bias(features, units):
    return _right_block(features, units), 4 * (features + units) * units + units


def _recurrent_kernel_shared(features, units):
    lstm = 4 * features * units + units * units + 4 * units
    return _right_block(features, units), lstm


PARAMETER_COUNTS = Question(
    name="parameter_counts",
    reference=_right,
    outputs=(Output("simple_rnn"), Output("lstm")),
    draw=features_and_units,
    lesson=_PARAMETERS,
    hint=(
        "Write down the shapes of kernel, recurrent_kernel and bias, multiply the sizes in each "
        "shape, and add the three products. In the LSTM each of the three is four times as wide."
    ),
    # The counts are whole numbers: one parameter too many is wrong.
    rtol=0,
    atol=1e-6,
    mistakes=(
        Mistake(
            "biases-forgotten",
            _counting(lambda features, units: features * units + units * units),
            "These are the two weight matrices without the bias. The bias is trained too: it has "
            "one number for each unit, and in the LSTM one for each unit of each block.",
            _PARAMETERS,
        ),
        Mistake(
            "recurrent-weights-forgotten",
            _counting(lambda features, units: features * units + units),
            "This is the count of a Dense layer: the recurrent weights are missing. Every unit "
            "also reads all units of h_prev, which takes units * units weights in each block.",
            _PARAMETERS,
        ),
        Mistake(
            "input-weights-forgotten",
            _counting(lambda features, units: units * units + units),
            "The weights between the input and the units are missing. Every unit reads all "
            "features, which takes features * units weights in each block.",
            _PARAMETERS,
        ),
        Mistake(
            "two-biases",
            _counting(lambda features, units: (features + units + 2) * units),
            "These are the counts of PyTorch, which has two biases, one with each product. Keras "
            "has one.",
            _PARAMETERS,
        ),
        Mistake(
            "three-blocks",
            _counting(_right_block, blocks=3),
            "This LSTM has three blocks, one for each gate. The candidate has weights and a bias "
            "of its own too, so there are four.",
            _PARAMETERS,
        ),
        Mistake(
            "one-block",
            _counting(_right_block, blocks=1),
            "Here the LSTM has as many parameters as the SimpleRNN. It has four such blocks: the "
            "three gates and the candidate.",
            _PARAMETERS,
        ),
        Mistake(
            "recurrent-weight-for-each-unit",
            _counting(lambda features, units: features * units + units + units),
            "Here each unit has one recurrent weight, for its own previous value. It reads all "
            "units of h_prev, so the recurrent weights of a block are a matrix of "
            "units * units numbers.",
            _PARAMETERS,
        ),
        Mistake(
            "sizes-swapped",
            lambda features, units: _right(units, features),
            "Here features and units have changed places. The state, the bias and the recurrent "
            "matrix have the size of units; only the kernel has a row for each feature.",
            _PARAMETERS,
        ),
        Mistake(
            "one-bias-for-the-lstm",
            _one_bias,
            "The LSTM is counted with one bias for each unit. Each of its four blocks has its own, "
            "so the bias has 4 * units entries.",
            _PARAMETERS,
        ),
        Mistake(
            "recurrent-kernel-shared",
            _recurrent_kernel_shared,
            "The LSTM is counted with one recurrent matrix for all four blocks. Each block has "
            "its own, so recurrent_kernel has the shape (units, 4 units).",
            _PARAMETERS,
        ),
        Mistake(
            "outputs-swapped",
            lambda features, units: _right(features, units)[::-1],
            "Both counts are right, but they come back in the wrong order. Return the count of "
            "the SimpleRNN first, then that of the LSTM.",
            _PARAMETERS,
        ),
        Mistake(
            "one-unit-only",
            _counting(lambda features, units: features + units + 1),
            "This is the count for a single unit. Every unit has as many, so multiply by the "
            "number of units.",
            _PARAMETERS,
        ),
    ),
)
