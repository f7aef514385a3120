"""The question on carrying weights from the meaning of Keras' update gate to the other one."""

import numpy as np

from grader.exercise import Case, Mistake, Output, Question
from grader.exercises.cases import Sizes, fused_weights
from grader.exercises.gru.steps import blocks_of, blocks_read_as
from unrolled.conventions import change_gru

_MEANING = "gru-z-convention"
_BLOCKS = "gru-three-blocks"
_KEEPS, _TAKES = ("before", "keeps"), ("before", "takes")
# One case has as many features as units, so that the kernel could be taken for the other one.
_FEATURES_AND_UNITS = ((3, 4), (2, 3), (1, 4), (4, 1), (3, 3), (5, 2))


def _draw(rng):
    return [
        Case(
            f"features = {features}, units = {units}",
            fused_weights(rng, Sizes(batch=1, features=features, units=units), blocks=3),
        )
        for features, units in _FEATURES_AND_UNITS
    ]


def _reference(kernel, recurrent_kernel, bias):
    return tuple(change_gru([kernel, recurrent_kernel, bias], _KEEPS, _TAKES))


def changing(*changes):
    """Return the answer that applies one change to all three arrays, or one to each of them."""

    def answer(kernel, recurrent_kernel, bias):
        arrays = kernel, recurrent_kernel, bias
        each = changes if len(changes) == 3 else changes * 3
        return tuple(change(array) for change, array in zip(each, arrays, strict=True))

    return answer


def blocks_times(z=1, r=1, h=1):
    """Return the change that multiplies each block by its factor."""
    return lambda array: np.concatenate(
        [factor * block for factor, block in zip((z, r, h), blocks_of(array), strict=True)],
        axis=-1,
    )


flip = blocks_times(z=-1)


def _same(array):
    return array.copy()


def _one_minus_first_block(array):
    z, r, h = blocks_of(array)
    return np.concatenate([1 - z, r, h], axis=-1)


def _reciprocal_of_first_block(array):
    z, r, h = blocks_of(array)
    return np.concatenate([1 / z, r, h], axis=-1)


def _gates_exchanged(array):
    return np.concatenate(blocks_read_as("rzh")(array), axis=-1)


def _every_third_column_negated(array):
    changed = array.copy()
    changed[..., ::3] *= -1
    return changed


def _first_rows_negated(kernel, recurrent_kernel, bias):
    arrays = [array.copy() for array in (kernel, recurrent_kernel, bias)]
    units = recurrent_kernel.shape[0]
    for array in arrays:
        array[:units] *= -1
    return tuple(arrays)


def _features_for_units(kernel, recurrent_kernel, bias):
    arrays = [array.copy() for array in (kernel, recurrent_kernel, bias)]
    for array in arrays:
        array[..., : kernel.shape[0]] *= -1
    return tuple(arrays)


CHANGE_FORM = Question(
    name="change_form",
    reference=_reference,
    outputs=(
        Output("new_kernel", ("features", "3 units")),
        Output("new_recurrent_kernel", ("units", "3 units")),
        Output("new_bias", ("3 units",)),
    ),
    draw=_draw,
    lesson=_MEANING,
    hint=(
        "The update gate of the new weights must be 1 minus that of the old ones, for every input "
        "and every state, and the reset gate and the candidate must stay what they are. Test it "
        "with numbers: gru_step with the new weights must give z_t * h_prev + (1 - z_t) * h_tilde "
        "with z_t and h_tilde from the old ones."
    ),
    mistakes=(
        Mistake(
            "nothing-changed",
            changing(_same),
            "These are the old weights. In gru_step they would give an update gate that takes as "
            "much as it should keep.",
            _MEANING,
        ),
        Mistake(
            "everything-negated",
            changing(blocks_times(-1, -1, -1)),
            "Here all three blocks change their sign. Only the update gate has another meaning in "
            "the two forms: the blocks of the reset gate and of the candidate stay as they are.",
            _MEANING,
        ),
        Mistake(
            "both-gates-negated",
            changing(blocks_times(z=-1, r=-1)),
            "Here the blocks of both gates change their sign. The reset gate means the same in "
            "the two forms, so its block stays as it is.",
            _MEANING,
        ),
        Mistake(
            "reset-gate-negated",
            changing(blocks_times(r=-1)),
            "Here the second block changes its sign, and that is the reset gate. The update gate "
            "is the first block.",
            _BLOCKS,
        ),
        Mistake(
            "candidate-negated",
            changing(blocks_times(h=-1)),
            "Here the third block changes its sign, and that is the candidate: it would write the "
            "opposite values. The update gate is the first block.",
            _BLOCKS,
        ),
        Mistake(
            "bias-not-changed",
            changing(flip, flip, _same),
            "The kernels are right, but the bias is the old one. The whole sum inside the sigmoid "
            "must change its sign, and the bias is a part of it.",
            _MEANING,
        ),
        Mistake(
            "only-bias-changed",
            changing(_same, _same, flip),
            "Only the bias is changed. The whole sum inside the sigmoid must change its sign, so "
            "the update gate's blocks of the two kernels change too.",
            _MEANING,
        ),
        Mistake(
            "recurrent-kernel-not-changed",
            changing(flip, _same, flip),
            "The recurrent kernel is the old one. The whole sum inside the sigmoid must change its "
            "sign, and h_prev @ W_hz is a part of it.",
            _MEANING,
        ),
        Mistake(
            "one-minus-the-weights",
            changing(_one_minus_first_block),
            "Here each weight w of the update gate becomes 1 - w. It is the gate that must become "
            "1 - z_t, and the sigmoid lies between the weights and the gate.",
            _MEANING,
        ),
        Mistake(
            "reciprocal-of-the-weights",
            changing(_reciprocal_of_first_block),
            "Here each weight w of the update gate becomes 1 / w. 1 - sigmoid(a) is sigmoid of "
            "another number, and that number follows from a without a division.",
            _MEANING,
        ),
        Mistake(
            "gates-exchanged",
            changing(_gates_exchanged),
            "Here the blocks of the two gates have changed places, as for PyTorch. Both forms of "
            "this question have the order z, r, h.",
            _BLOCKS,
        ),
        Mistake(
            "every-third-column",
            changing(_every_third_column_negated),
            "Here every third column changes its sign. The columns of the update gate lie side by "
            "side: they are the first `units` columns.",
            _BLOCKS,
        ),
        Mistake(
            "rows-for-columns",
            _first_rows_negated,
            "Here the first rows change their sign. The blocks lie side by side along the last "
            "axis, so the update gate is the first `units` columns: array[..., :units].",
            _BLOCKS,
        ),
        Mistake(
            "features-for-units",
            _features_for_units,
            "Here the first block is as wide as the number of features. Each block has `units` "
            "columns, in all three arrays; units is recurrent_kernel.shape[0].",
            _BLOCKS,
        ),
    ),
)
