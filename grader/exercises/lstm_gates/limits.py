"""The question on gates at their limits: what a step gives is predicted, not computed."""

import numpy as np

from grader.exercise import Mistake, Output, Question
from grader.exercises.cases import SIZES_WITHOUT_FEATURES, candidate, cell_state, drawing
from grader.exercises.recipe import Recipe

_LIMITS = "lstm-limit-cases"
_UPDATE = "lstm-cell-update"
_OUTPUT = "lstm-output-gate"
_INPUT = "lstm-input-gate"
_FORGET = "lstm-forget-gate"
_SITUATIONS = "ABCDE"
_OUTPUTS = tuple(f"{state}_{letter}" for letter in _SITUATIONS for state in "ch")


def _arguments(rng, sizes):
    return {"c_prev": cell_state(rng, sizes), "c_tilde": candidate(rng, sizes)}


def _numbers(*of_situations):
    """Return one number for each situation, along a first axis, ready to multiply arrays."""
    return np.reshape(of_situations, (-1, 1, 1))


# One line for each decision. Along the first axis of every array lie the situations.
limits_in_lines = Recipe(
    "c_prev c_tilde",
    {
        "f": lambda v: _numbers(1, 0, 1, 1 / 2, 1),
        "i": lambda v: _numbers(0, 1, 1, 1 / 2, 1),
        "o": lambda v: _numbers(0, 1, 1, 1 / 2, 1),
        "new": lambda v: _candidates(v, in_D=0, in_E=-1),
        "kept": lambda v: v.f * v.c_prev,
        "let_in": lambda v: v.i * v.new,
        "c": lambda v: v.kept + v.let_in,
        "h": lambda v: v.o * np.tanh(v.c),
    }
    | {
        f"{state}_{letter}": lambda v, state=state, at=at: getattr(v, state)[at]
        for at, letter in enumerate(_SITUATIONS)
        for state in "ch"
    },
    " ".join(_OUTPUTS),
)


def _candidates(v, in_D, in_E):
    """Return the candidate that is given, and in the last two situations these numbers."""
    given = _numbers(1, 1, 1, 0, 0) * v.c_tilde
    return given + _numbers(0, 0, 0, in_D, in_E)


def _reference(c_prev, c_tilde):
    half = c_prev / 2
    return (
        *(c_prev, np.zeros_like(c_prev)),
        *(c_tilde, np.tanh(c_tilde)),
        *(c_prev + c_tilde, np.tanh(c_prev + c_tilde)),
        *(half, np.tanh(half) / 2),
        *(c_prev - 1, np.tanh(c_prev - 1)),
    )


GATES_AT_THEIR_LIMITS = Question(
    name="gates_at_their_limits",
    reference=_reference,
    outputs=tuple(Output(name, ("batch", "units")) for name in _OUTPUTS),
    draw=drawing(_arguments, SIZES_WITHOUT_FEATURES),
    lesson=_LIMITS,
    hint=(
        "Write the cell update with the numbers of this situation in place of the gates, one "
        "factor after the other. Then take tanh of that c_t, and multiply by the output gate."
    ),
    mistakes=(
        Mistake(
            "forget-gate-read-as-loss",
            limits_in_lines.but(f=lambda v: _numbers(0, 1, 0, 1 / 2, 0)),
            "Here f_t is read as the part that is lost. It is the part that is kept: f_t = 1 keeps "
            "all of c_prev, and f_t = 0 erases it.",
            _FORGET,
        ),
        Mistake(
            "gates-swapped",
            limits_in_lines.but(kept=lambda v: v.i * v.c_prev, let_in=lambda v: v.f * v.new),
            "The input and forget gates are swapped, which shows where they differ, in A and B. "
            "The forget gate multiplies c_prev, the input gate multiplies c_tilde.",
            _UPDATE,
        ),
        Mistake(
            "tanh-forgotten",
            limits_in_lines.but(h=lambda v: v.o * v.c),
            "These hidden states lack the tanh. Even an output gate of 1 does not show c_t as it "
            "is: h_t is o_t * tanh(c_t).",
            _OUTPUT,
        ),
        Mistake(
            "tanh-of-cell-state",
            limits_in_lines.but(c=lambda v: np.tanh(v.kept + v.let_in)),
            "Here every c_t went through tanh. Nothing squashes the cell state itself: with "
            "f_t = 1 and i_t = 0 it stays exactly what it was.",
            _UPDATE,
        ),
        Mistake(
            "output-gate-forgotten",
            limits_in_lines.but(h=lambda v: np.tanh(v.c)),
            "Here every hidden state is tanh(c_t), as if the output gate were always open. In A "
            "it is 0 and shows nothing; in D it shows one half.",
            _OUTPUT,
        ),
        Mistake(
            "output-gate-on-cell-state",
            limits_in_lines.but(c=lambda v: v.o * (v.kept + v.let_in), h=lambda v: np.tanh(v.c)),
            "Here the output gate acts on the cell state, so that closing it erases the memory. "
            "It only decides what is shown: c_t does not depend on o_t.",
            _OUTPUT,
        ),
        Mistake(
            "mean-in-place-of-sum",
            limits_in_lines.but(c=lambda v: (v.kept + v.let_in) / np.maximum(1, v.f + v.i)),
            "Where both gates are 1, this is the mean of old and new. The two gates need not add "
            "up to 1: all of the old value is kept, and all of the new one is added.",
            _UPDATE,
        ),
        Mistake(
            "open-input-gate-overwrites",
            limits_in_lines.but(kept=lambda v: (1 - np.floor(v.i)) * v.f * v.c_prev),
            "Here an input gate of 1 replaces the old value. It only lets the candidate in; what "
            "happens to the old value is up to the forget gate, and in C and E that is 1 too.",
            _UPDATE,
        ),
        Mistake(
            "open-forget-gate-keeps-the-new-out",
            limits_in_lines.but(let_in=lambda v: (1 - np.floor(v.f)) * v.i * v.new),
            "Here a forget gate of 1 leaves the cell state unchanged. It only keeps the old value; "
            "whether something is added is up to the input gate, and in C and E that is 1 too.",
            _UPDATE,
        ),
        Mistake(
            "sum-of-zero-closes-gates",
            limits_in_lines.but(
                f=lambda v: _numbers(1, 0, 1, 0, 1), o=lambda v: _numbers(0, 1, 1, 0, 1)
            ),
            "Here a gate whose sum is 0 is closed, as tanh would have it. A gate goes through the "
            "sigmoid, and the sigmoid of 0 is one half.",
            _LIMITS,
        ),
        Mistake(
            "sum-of-zero-opens-gates",
            limits_in_lines.but(
                f=lambda v: _numbers(1, 0, 1, 1, 1), o=lambda v: _numbers(0, 1, 1, 1, 1)
            ),
            "Here gates whose sums are 0 are fully open. The sigmoid of 0 is one half, so each of "
            "them lets one half through.",
            _LIMITS,
        ),
        Mistake(
            "candidate-given-in-place-of-its-sum",
            limits_in_lines.but(new=lambda v: np.stack([v.c_tilde] * 5)),
            "In D and E this takes the candidate from c_tilde. There its sum a_c is given, and the "
            "candidate is tanh(a_c): 0 in D, and -1 in E.",
            _INPUT,
        ),
        Mistake(
            "sigmoid-on-candidate",
            limits_in_lines.but(new=lambda v: _candidates(v, in_D=1 / 2, in_E=0)),
            "In D and E the candidate went through the sigmoid, as if it were a gate. It goes "
            "through tanh, which gives 0 for a sum of 0, and -1 for a sum far below 0.",
            _INPUT,
        ),
        Mistake(
            "sign-of-candidate-lost",
            limits_in_lines.but(new=lambda v: _candidates(v, in_D=0, in_E=1)),
            "In E the candidate is taken as 1. Its sum is far below 0, and there tanh is -1: a "
            "candidate may be negative, which a gate may not.",
            _INPUT,
        ),
        Mistake(
            "pairs-swapped",
            limits_in_lines.returning(" ".join(f"h_{letter} c_{letter}" for letter in _SITUATIONS)),
            "In every pair the two states have changed places. For each situation, return the "
            "cell state first, then the hidden state.",
            _LIMITS,
        ),
    ),
)
