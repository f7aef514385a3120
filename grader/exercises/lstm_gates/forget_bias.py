"""The question on the forget bias that gives a wanted half-life."""

import numpy as np

from grader.exercise import Case, Mistake, Output, Question
from grader.exercises.recipe import Recipe
from unrolled.activations import sigmoid

_BIAS = "lstm-forget-bias"
_FORGET = "lstm-forget-gate"

# Between which half-lives a case draws, how many, and what is special about it.
_RANGES = (
    (2, 9, 4, "short half-lives"),
    (20, 900, 5, "long half-lives"),
    (2, 60, 1, "a single unit"),
    (2, 300, 6, "short and long half-lives"),
)


def _draw(rng):
    cases = [
        Case(described, {"half_life": rng.choice(np.arange(low, high), count, replace=False) + 0.0})
        for low, high, count, described in _RANGES
    ]
    between = np.sort(rng.choice(np.arange(20, 95), 3, replace=False)) / 10
    shorter = np.sort(rng.choice(np.arange(30, 95), 3, replace=False)) / 100
    return [
        *cases,
        Case("half-lives between two whole numbers", {"half_life": between + 0.05}),
        Case("half-lives of less than one step", {"half_life": shorter}),
    ]


# What the gate must be, and then the bias whose sigmoid that is.
bias_in_lines = Recipe(
    "half_life",
    {
        "steps": lambda v: v.half_life,
        "f": lambda v: 2 ** (-1 / v.steps),
        "b_f": lambda v: np.log(v.f) - np.log(1 - v.f),
    },
    "b_f",
)


def _reference(half_life):
    return -np.log(2 ** (1 / half_life) - 1)


FORGET_BIAS = Question(
    name="forget_bias",
    reference=_reference,
    outputs=(Output("b_f", ("units",)),),
    draw=_draw,
    lesson=_BIAS,
    hint=(
        "Take it in two steps. First the gate f for which f to the power of the half-life is one "
        "half, then the bias whose sigmoid is f. Test with sigmoid(b_f) ** half_life: it must "
        "give 0.5 in every entry."
    ),
    mistakes=(
        Mistake(
            "e-in-place-of-two",
            bias_in_lines.but(f=lambda v: np.exp(-1 / v.steps)),
            "With this bias 1/e of the memory is left after so many steps, which is 37 %. That "
            "is a time constant; after a half-life one half is left, so the gate is 2^(-1/n).",
            _BIAS,
        ),
        Mistake(
            "logarithm-to-base-two",
            bias_in_lines.but(b_f=lambda v: np.log2(v.f) - np.log2(1 - v.f)),
            "This takes the logarithm to the base 2. The sigmoid is made with e, so undoing it "
            "takes the natural logarithm, np.log; the 2 of the half-life is in the gate already.",
            _BIAS,
        ),
        Mistake(
            "logarithm-to-base-ten",
            bias_in_lines.but(b_f=lambda v: np.log10(v.f) - np.log10(1 - v.f)),
            "This takes the logarithm to the base 10. The sigmoid is made with e, so undoing it "
            "takes the natural logarithm, np.log.",
            _BIAS,
        ),
        Mistake(
            "gate-in-place-of-bias",
            bias_in_lines.but(b_f=lambda v: v.f),
            "This is the value that the forget gate must have. The bias is the number whose "
            "sigmoid is this value, so one step is missing.",
            _BIAS,
        ),
        Mistake(
            "sigmoid-not-undone",
            bias_in_lines.but(b_f=lambda v: sigmoid(v.f)),
            "Here the sigmoid is applied to the gate. The way from the bias to the gate is the "
            "sigmoid, so the way from the gate to the bias must undo it.",
            _FORGET,
        ),
        Mistake(
            "logarithm-of-the-gate",
            bias_in_lines.but(b_f=lambda v: np.log(v.f)),
            "This is the logarithm of the gate. The logarithm undoes the exponential function; "
            "to undo the sigmoid, solve f = 1 / (1 + exp(-b)) for b.",
            _FORGET,
        ),
        Mistake(
            "sign",
            bias_in_lines.but(b_f=lambda v: np.log(1 - v.f) - np.log(v.f)),
            "The sign is wrong. A longer half-life needs a gate nearer to 1, and so a larger "
            "bias, while this bias becomes smaller.",
            _BIAS,
        ),
        Mistake(
            "one-minus-gate-alone",
            bias_in_lines.but(b_f=lambda v: -np.log(1 - v.f)),
            "This is -ln(1 - f). Solving f = 1 / (1 + exp(-b)) for b gives ln(f / (1 - f)), so "
            "the gate above the line of the fraction is missing.",
            _BIAS,
        ),
        Mistake(
            "tanh-in-place-of-sigmoid",
            bias_in_lines.but(b_f=lambda v: np.arctanh(v.f)),
            "This bias gives the wanted gate if the gate goes through tanh. The forget gate goes "
            "through the sigmoid, and it is the sigmoid that must be undone.",
            _FORGET,
        ),
        Mistake(
            "one-n-th-lost-at-each-step",
            bias_in_lines.but(b_f=lambda v: np.log(v.steps - 1)),
            "Here the gate is 1 - 1/n. After n steps that leaves about 37 %, not one half. A rule "
            "for the forget bias is made in this way, but its n is no half-life.",
            _BIAS,
        ),
        Mistake(
            "halved-in-a-straight-line",
            bias_in_lines.but(f=lambda v: 1 - 1 / (2 * v.steps)),
            "Here every step takes away the same amount, 1/(2n). A gate multiplies: each step "
            "takes away the same part of what is left, so f^n must be one half.",
            _BIAS,
        ),
        Mistake(
            "half-life-of-the-square",
            bias_in_lines.but(f=lambda v: 2 ** (-1 / (2 * v.steps))),
            "With this bias the square of the cell state is halved after n steps, and 71 % of the "
            "cell state itself is left. It is the cell state that must be halved.",
            _BIAS,
        ),
        Mistake(
            "one-step-too-many",
            bias_in_lines.but(steps=lambda v: v.half_life + 1),
            "Here one half is left after n + 1 steps. Every one of the n steps multiplies by the "
            "gate, the first one too.",
            _BIAS,
        ),
        Mistake(
            "exponent-upside-down",
            bias_in_lines.but(b_f=lambda v: -np.log(2**v.steps - 1)),
            "Here 2 is raised to the power n. From f^n = 1/2 follows that f is the n-th root of "
            "1/2, so the exponent is 1/n.",
            _BIAS,
        ),
        Mistake(
            "rule-for-long-half-lives",
            bias_in_lines.but(b_f=lambda v: np.log(v.steps / np.log(2))),
            "This is the rule for long half-lives, ln(n) + 0.37. It is close when n is large, "
            "and wrong for a few steps: use the exact formula.",
            _BIAS,
        ),
    ),
)
