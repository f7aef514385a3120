"""The question on the cell update."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import SIZES_WITHOUT_FEATURES, candidate, cell_state, drawing, gate
from grader.exercises.recipe import Recipe

_UPDATE = "lstm-cell-update"


def _arguments(rng, sizes):
    return {
        "f_t": gate(rng, sizes),
        "c_prev": cell_state(rng, sizes),
        "i_t": gate(rng, sizes),
        "c_tilde": candidate(rng, sizes),
    }


_cell_update = Recipe(
    "f_t c_prev i_t c_tilde",
    {"c_t": lambda v: v.f_t * v.c_prev + v.i_t * v.c_tilde},
    "c_t",
)

CELL_UPDATE = Question(
    name="cell_update",
    reference=_cell_update,
    outputs=(Output("c_t", ("batch", "units")),),
    draw=drawing(_arguments, SIZES_WITHOUT_FEATURES),
    lesson=_UPDATE,
    hint=(
        "The new cell state is a sum of two products, each taken entry by entry: f_t with c_prev, "
        "and i_t with c_tilde. Compute the two products apart and look at each."
    ),
    mistakes=(
        Mistake(
            "forget-gate-forgotten",
            _cell_update.but(c_t=lambda v: v.c_prev + v.i_t * v.c_tilde),
            "This is what you get without the forget gate: the whole of c_prev is kept, whatever "
            "f_t says. The LSTM of 1997 did this; the forget gate came in 2000.",
            _UPDATE,
        ),
        Mistake(
            "input-gate-forgotten",
            _cell_update.but(c_t=lambda v: v.f_t * v.c_prev + v.c_tilde),
            "This is what you get without the input gate: the whole candidate is added. Multiply "
            "c_tilde by i_t first, which says how much of it is let in.",
            _UPDATE,
        ),
        Mistake(
            "memory-forgotten",
            _cell_update.but(c_t=lambda v: v.i_t * v.c_tilde),
            "This is only the new content i_t * c_tilde. The part of the old cell state that is "
            "kept, f_t * c_prev, is missing, so nothing would be remembered.",
            _UPDATE,
        ),
        Mistake(
            "new-content-forgotten",
            _cell_update.but(c_t=lambda v: v.f_t * v.c_prev),
            "This is only the part of the old cell state that is kept. The new content "
            "i_t * c_tilde must be added to it.",
            _UPDATE,
        ),
        Mistake(
            "gates-swapped",
            _cell_update.but(c_t=lambda v: v.i_t * v.c_prev + v.f_t * v.c_tilde),
            "The input and forget gates are swapped. The forget gate multiplies the old cell "
            "state, the input gate multiplies the candidate.",
            _UPDATE,
        ),
        Mistake(
            "forget-gate-read-as-loss",
            _cell_update.but(c_t=lambda v: (1 - v.f_t) * v.c_prev + v.i_t * v.c_tilde),
            "Here f_t is read as the part to be lost. In spite of its name, the forget gate says "
            "which part is kept: f_t = 1 keeps everything, f_t = 0 erases.",
            _UPDATE,
        ),
        Mistake(
            "forget-gate-taken-from-input-gate",
            _cell_update.but(c_t=lambda v: (1 - v.i_t) * v.c_prev + v.i_t * v.c_tilde),
            "Here the old cell state is multiplied by 1 - i_t in place of f_t. That couples the "
            "two gates, as the GRU does; in the LSTM each gate has a value of its own.",
            _UPDATE,
        ),
        Mistake(
            "input-gate-taken-from-forget-gate",
            _cell_update.but(c_t=lambda v: v.f_t * v.c_prev + (1 - v.f_t) * v.c_tilde),
            "Here the candidate is multiplied by 1 - f_t in place of i_t. That couples the two "
            "gates, as the GRU does; in the LSTM each gate has a value of its own.",
            _UPDATE,
        ),
        Mistake(
            "tanh-of-cell-state",
            _cell_update.but(c_t=lambda v: np.tanh(v.f_t * v.c_prev + v.i_t * v.c_tilde)),
            "This is tanh(c_t). The cell state itself is passed on without a squashing function; "
            "tanh comes later, where the hidden state is computed from it.",
            _UPDATE,
        ),
        Mistake(
            "tanh-of-candidate-again",
            _cell_update.but(c_t=lambda v: v.f_t * v.c_prev + v.i_t * np.tanh(v.c_tilde)),
            "Here tanh is applied to c_tilde once more. The candidate has already gone through "
            "tanh, so it is used as it is.",
            _UPDATE,
        ),
        Mistake(
            "forget-gate-on-both",
            _cell_update.but(c_t=lambda v: v.f_t * (v.c_prev + v.i_t * v.c_tilde)),
            "Here f_t multiplies the whole sum. It acts on the old cell state only: the new "
            "content is added after the forgetting.",
            _UPDATE,
        ),
        Mistake(
            "difference-in-place-of-sum",
            _cell_update.but(c_t=lambda v: v.f_t * v.c_prev - v.i_t * v.c_tilde),
            "Here the new content is subtracted. The two products are added; the candidate can "
            "be negative by itself.",
            _UPDATE,
        ),
        Mistake(
            "product-in-place-of-sum",
            _cell_update.but(c_t=lambda v: v.f_t * v.c_prev * v.i_t * v.c_tilde),
            "Here all four arrays are multiplied. The two products f_t * c_prev and i_t * c_tilde "
            "are added, and it is this sum that lets a memory last.",
            _UPDATE,
        ),
        Mistake(
            "matrix-product",
            _cell_update.but(c_t=lambda v: v.f_t @ v.c_prev + v.i_t @ v.c_tilde),
            "Here @ forms matrix products. A gate acts on each unit of each sample by itself: "
            "multiply entry by entry with *.",
            _UPDATE,
        ),
        Mistake(
            "matrix-product-with-transpose",
            _cell_update.but(c_t=lambda v: v.f_t @ v.c_prev.T + v.i_t @ v.c_tilde.T),
            "Here a transpose makes the shapes fit a matrix product, and the product mixes the "
            "samples of the batch. A gate acts entry by entry: use * and no transpose.",
            _UPDATE,
        ),
    ),
)
