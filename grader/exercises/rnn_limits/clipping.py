"""The question on clipping by the global norm."""

import numpy as np

from grader.exercise import Case, Mistake, Output, Question
from grader.exercises.cases import Sizes, fused_weights
from grader.exercises.recipe import Recipe
from unrolled.clipping import clip_by_global_norm, global_norm

_CLIPPING = "rnn-clipping"

# The sizes, and the limit as a part of the norm.
_SIZES = (
    (Sizes(batch=1, features=3, units=4), 0.4),
    (Sizes(batch=1, features=2, units=3), 1.6),
    (Sizes(batch=1, features=1, units=4), 0.95),
    (Sizes(batch=1, features=3, units=1), 0.05),
    (Sizes(batch=1, features=4, units=2), 1.05),
    (Sizes(batch=1, features=3, units=3), 20.0),
)


def _case(rng, sizes, part):
    drawn = fused_weights(rng, sizes, blocks=1)
    gradients = {f"d{name}": array for name, array in drawn.items()}
    max_norm = round(part * global_norm(gradients.values()), 2)
    longer = "longer" if part < 1 else "shorter"
    names = sizes.describe().removeprefix("batch 1, ")
    return Case(f"{names}, gradients {longer} than the limit", {**gradients, "max_norm": max_norm})


def _draw(rng):
    return [_case(rng, sizes, part) for sizes, part in _SIZES]


def _reference(dkernel, drecurrent_kernel, dbias, max_norm):
    clipped, _ = clip_by_global_norm([dkernel, drecurrent_kernel, dbias], max_norm)
    return tuple(clipped)


clipping_in_lines = Recipe(
    "dkernel drecurrent_kernel dbias max_norm",
    {
        "gradients": lambda v: (v.dkernel, v.drecurrent_kernel, v.dbias),
        "row": lambda v: np.concatenate([array.ravel() for array in v.gradients]),
        "norm": lambda v: np.sqrt(np.sum(v.row**2)),
        "scale": lambda v: min(1, v.max_norm / v.norm),
        "clipped": lambda v: tuple(array * v.scale for array in v.gradients),
        "dkernel": lambda v: v.clipped[0],
        "drecurrent_kernel": lambda v: v.clipped[1],
        "dbias": lambda v: v.clipped[2],
    },
    "dkernel drecurrent_kernel dbias",
)


def _with_norm(norm):
    return clipping_in_lines.but(norm=norm)


def _each_by_itself(v):
    return [array * min(1, v.max_norm / np.linalg.norm(array)) for array in v.gradients]


CLIP_BY_GLOBAL_NORM = Question(
    name="clip_by_global_norm",
    reference=_reference,
    outputs=(
        Output("dkernel", ("features", "units")),
        Output("drecurrent_kernel", ("units", "units")),
        Output("dbias", ("units",)),
    ),
    draw=_draw,
    lesson=_CLIPPING,
    hint=(
        "Compute the norm first and look at it alone: the square root of the sum of the squares of "
        "all entries of all three arrays, one number. Then compute the factor by which all three "
        "are multiplied: 1, or less."
    ),
    mistakes=(
        Mistake(
            "each-array-by-itself",
            clipping_in_lines.but(clipped=_each_by_itself),
            "Here each array is clipped by its own norm. That changes how the three stand to each "
            "other, and so the direction of the step: take one norm for all three, and one factor.",
            _CLIPPING,
        ),
        Mistake(
            "entries-cut-off",
            clipping_in_lines.but(
                clipped=lambda v: [np.clip(array, -v.max_norm, v.max_norm) for array in v.gradients]
            ),
            "Here every entry is cut off at the limit. That changes large entries and leaves small "
            "ones, so the direction of the gradient changes: multiply all entries by one factor.",
            _CLIPPING,
        ),
        Mistake(
            "short-gradients-lengthened",
            clipping_in_lines.but(scale=lambda v: v.max_norm / v.norm),
            "Here the norm becomes max_norm in every case, so that a short gradient is made "
            "longer. Clipping leaves a gradient as it is when its norm is below the limit.",
            _CLIPPING,
        ),
        Mistake(
            "comparison-the-wrong-way-round",
            clipping_in_lines.but(scale=lambda v: max(1, v.max_norm / v.norm)),
            "Here short gradients are made longer, and long ones are left as they are. It is the "
            "other way round: the factor is max_norm / norm where the norm is above max_norm, and "
            "else 1.",
            _CLIPPING,
        ),
        Mistake(
            "nothing-clipped",
            clipping_in_lines.but(scale=lambda v: 1),
            "The gradients come back as they were, also where their norm is above max_norm. See "
            "that the new arrays are the ones that are returned.",
            _CLIPPING,
        ),
        Mistake(
            "limit-not-in-the-factor",
            clipping_in_lines.but(scale=lambda v: 1 / v.norm if v.norm > v.max_norm else 1),
            "Long gradients are divided by their norm, so that their norm becomes 1. It must "
            "become max_norm: multiply by max_norm / norm.",
            _CLIPPING,
        ),
        Mistake(
            "factor-upside-down",
            clipping_in_lines.but(
                scale=lambda v: v.norm / v.max_norm if v.norm > v.max_norm else 1
            ),
            "Long gradients are multiplied by norm / max_norm, which makes them longer still. The "
            "factor is max_norm / norm, which is below 1 there.",
            _CLIPPING,
        ),
        Mistake(
            "set-to-zero",
            clipping_in_lines.but(scale=lambda v: 0 if v.norm > v.max_norm else 1),
            "Long gradients are replaced by zeros, so nothing is learned from this batch. Clipping "
            "makes them shorter and keeps their direction.",
            _CLIPPING,
        ),
        Mistake(
            "square-root-forgotten",
            _with_norm(lambda v: np.sum(v.row**2)),
            "Here the sum of the squares stands for the norm. The norm is its square root.",
            _CLIPPING,
        ),
        Mistake(
            "norms-added",
            _with_norm(lambda v: sum(np.linalg.norm(array) for array in v.gradients)),
            "Here the norms of the three arrays are added. Read them as one long row: add the "
            "squares of all entries, and take one square root at the end.",
            _CLIPPING,
        ),
        Mistake(
            "magnitudes-added",
            _with_norm(lambda v: np.sum(np.abs(v.row))),
            "Here the magnitudes of all entries are added. The norm is a length: the square root "
            "of the sum of the squares.",
            _CLIPPING,
        ),
        Mistake(
            "largest-norm-of-an-array",
            _with_norm(lambda v: max(np.linalg.norm(array) for array in v.gradients)),
            "Here the largest of the three norms decides. All three arrays together make the "
            "gradient, so its norm is larger than each of them.",
            _CLIPPING,
        ),
        Mistake(
            "bias-not-in-the-norm",
            _with_norm(lambda v: np.sqrt(np.sum(v.dkernel**2) + np.sum(v.drecurrent_kernel**2))),
            "Here the norm is that of the two matrices, without dbias. All three arrays make the "
            "gradient.",
            _CLIPPING,
        ),
        Mistake(
            "bias-left-as-it-is",
            clipping_in_lines.but(dbias=lambda v: v.gradients[2]),
            "The two matrices are shortened, and dbias is not. Then the direction of the step "
            "changes: multiply all three arrays by the same factor.",
            _CLIPPING,
        ),
        Mistake(
            "mean-of-squares",
            _with_norm(lambda v: np.sqrt(np.mean(v.row**2))),
            "Here the squares are averaged. The norm is the square root of their sum, so it grows "
            "with the number of entries.",
            _CLIPPING,
        ),
    ),
)
