"""The question on the numbers of parameters of the two forms."""

from collections.abc import Callable

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import features_and_units

_COUNTS = "gru-two-biases"


def _counting(
    weights: Callable[[int, int], int] = lambda features, units: (features + units) * units,
    biases: tuple[int, int] = (1, 2),
    blocks: int = 3,
) -> Callable:
    """Return the answer that counts ``blocks`` blocks of so many weights and biases per unit."""

    def answer(features, units):
        return tuple(blocks * (weights(features, units) + each * units) for each in biases)

    return answer


_right = _counting()


def _biases_shared(features, units):
    weights = 3 * (features + units) * units
    return weights + units, weights + 2 * units


def _second_bias_for_candidate_only(features, units):
    first_form, _ = _right(features, units)
    return first_form, first_form + units


def _recurrent_kernel_shared(features, units):
    weights = 3 * features * units + units * units
    return weights + 3 * units, weights + 6 * units


def _everything_twice(features, units):
    first_form, _ = _right(features, units)
    return first_form, 2 * first_form


GRU_PARAMETER_COUNTS = Question(
    name="gru_parameter_counts",
    reference=_right,
    outputs=(Output("first_form"), Output("keras_form")),
    draw=features_and_units,
    lesson=_COUNTS,
    hint=(
        "Write down the shapes of kernel, recurrent_kernel and bias for each form, multiply the "
        "sizes in each shape, and add the three products. The two forms differ in the shape of "
        "the bias alone."
    ),
    # The counts are whole numbers: one parameter too many is wrong.
    rtol=0,
    atol=1e-6,
    mistakes=(
        Mistake(
            "one-bias-in-both",
            _counting(biases=(1, 1)),
            "Both forms are counted with one bias for each block. The form of Keras has two: its "
            "bias has the shape (2, 3 units).",
            _COUNTS,
        ),
        Mistake(
            "two-biases-in-both",
            _counting(biases=(2, 2)),
            "Both forms are counted with two biases for each block. The first form has one: its "
            "bias has the shape (3 units,).",
            _COUNTS,
        ),
        Mistake(
            "second-bias-for-the-candidate-only",
            _second_bias_for_candidate_only,
            "The form of Keras is counted with a second bias for the candidate only. There alone "
            "it makes a difference, but Keras keeps it in all three blocks.",
            _COUNTS,
        ),
        Mistake(
            "everything-twice",
            _everything_twice,
            "For the form of Keras everything is counted twice. Only the biases are doubled, the "
            "weights of the two products are not.",
            _COUNTS,
        ),
        Mistake(
            "biases-forgotten",
            _counting(biases=(0, 0)),
            "These are the two weight matrices without the biases. The biases are trained too: "
            "one for each unit of each block, and two in the form of Keras.",
            _COUNTS,
        ),
        Mistake(
            "biases-shared-by-the-blocks",
            _biases_shared,
            "The biases are counted as if the three blocks shared them. Each block has its own, "
            "so a bias has 3 * units entries.",
            _COUNTS,
        ),
        Mistake(
            "four-blocks",
            _counting(blocks=4),
            "This count has four blocks, as for the LSTM. The GRU has three: two gates and the "
            "candidate.",
            "gru-three-blocks",
        ),
        Mistake(
            "two-blocks",
            _counting(blocks=2),
            "This count has two blocks, one for each gate. The candidate has weights and biases "
            "of its own too, so there are three.",
            "gru-three-blocks",
        ),
        Mistake(
            "one-block",
            _counting(blocks=1),
            "This is the count of a single block. The GRU has three blocks of this size: two gates "
            "and the candidate.",
            "gru-three-blocks",
        ),
        Mistake(
            "recurrent-weights-forgotten",
            _counting(weights=lambda features, units: features * units),
            "The recurrent weights are missing. Every unit also reads all units of h_prev, which "
            "takes units * units weights in each block.",
            _COUNTS,
        ),
        Mistake(
            "input-weights-forgotten",
            _counting(weights=lambda features, units: units * units),
            "The weights between the input and the units are missing. Every unit reads all "
            "features, which takes features * units weights in each block.",
            _COUNTS,
        ),
        Mistake(
            "recurrent-kernel-shared",
            _recurrent_kernel_shared,
            "The recurrent matrix is counted once for all three blocks. Each block has its own, "
            "so recurrent_kernel has the shape (units, 3 units).",
            _COUNTS,
        ),
        Mistake(
            "sizes-swapped",
            lambda features, units: _right(units, features),
            "Here features and units have changed places. The state, the biases and the recurrent "
            "matrix have the size of units; only the kernel has a row for each feature.",
            _COUNTS,
        ),
        Mistake(
            "outputs-swapped",
            lambda features, units: _right(features, units)[::-1],
            "Both counts are right, but they come back in the wrong order. Return the count of "
            "the first form, then that of the form of Keras.",
            _COUNTS,
        ),
    ),
)
