"""The question on the short numbers that GPUs multiply in place of float32."""

import numpy as np

from grader.exercise import Case, Mistake, Output, Question
from grader.exercises.cases import order_one
from unrolled.tf32 import round_to_tf32

_SETS = "keras-two-sets-tf32"
_KEPT = 11  # significant bits, the first of which is not stored


def _draw(rng):
    return [
        Case("numbers of order one", {"x": _single(order_one(rng, 3, 4))}),
        Case("ties between two TF32 numbers", {"x": _ties(rng, 4, 6)}),
        Case("one number", {"x": _single(order_one(rng, 1, 1))}),
        Case("large and small numbers", {"x": _scaled(rng, 2, 6)}),
        Case("numbers just below a power of two", {"x": _below_a_power(rng, 3, 2)}),
        Case("numbers and zeros", {"x": _with_zeros(rng, 4, 3)}),
    ]


def _single(array):
    return np.asarray(array, dtype=np.float32)


def _scaled(rng, *shape):
    """Draw numbers as far apart as float32 allows and float16 does not."""
    exponents = np.resize([-40, 25, -30, 33, -60, 50], shape)
    return _single(np.ldexp(order_one(rng, *shape), exponents))


def _ties(rng, *shape):
    """Draw numbers halfway between two TF32 numbers, of either sign, above and below the even."""
    whole = rng.choice(np.arange(2 ** (_KEPT - 1), 2**_KEPT - 1), size=shape, replace=False)
    whole += (whole + np.arange(whole.size).reshape(shape)) % 2  # even and odd by turns
    signs = np.resize([1, 1, -1, -1], shape)
    return _single(signs * np.ldexp(whole + 0.5, rng.integers(-13, -8, shape)))


def _below_a_power(rng, *shape):
    distances = rng.choice(np.arange(1, 200), size=shape, replace=False) / 200
    signs = np.resize([1, -1], shape)
    return _single(signs * np.ldexp(1 - distances * 2.0**-_KEPT / 2, rng.integers(-3, 4, shape)))


def _with_zeros(rng, *shape):
    array = _single(order_one(rng, *shape))
    array[rng.permutation(len(array))[:2], rng.integers(shape[1], size=2)] = 0
    return array


def rounding(to_whole=np.rint, kept=_KEPT):
    """Return the answer that keeps so many significant bits, and rounds with ``to_whole``."""

    def answer(x):
        significand, exponent = np.frexp(x.astype(np.float64))
        return np.ldexp(to_whole(significand * 2**kept), exponent - kept)

    return answer


def _half_away(a):
    return np.sign(a) * np.floor(np.abs(a) + 0.5)


def _away_from_zero(a):
    return np.sign(a) * np.ceil(np.abs(a))


def _as_float16(x):
    with np.errstate(over="ignore"):
        return x.astype(np.float16).astype(np.float32)


ROUND_TO_TF32 = Question(
    name="round_to_tf32",
    reference=round_to_tf32,
    outputs=(Output("rounded", ("batch", "features")),),
    draw=_draw,
    lesson=_SETS,
    hint=(
        "Take one number at a time: write it as significand * 2**exponent, see how many bits of "
        "the significand are kept, and round it to a whole number of the last of them. Then try a "
        "number that lies exactly between two TF32 numbers."
    ),
    # A TF32 number is a float32 number: the right result can be reached exactly.
    rtol=1e-7,
    atol=0,
    mistakes=(
        Mistake(
            "bits-cut-off",
            rounding(np.trunc),
            "The last bits are cut off here, so that every number comes nearer to zero. Round to "
            "the nearest TF32 number, which is often the one farther from zero.",
            _SETS,
        ),
        Mistake(
            "ties-away-from-zero",
            rounding(_half_away),
            "Only the ties are wrong: a number halfway between two TF32 numbers goes to the one "
            "that is larger in size. It must go to the one whose last kept bit is 0, as np.rint "
            "does it.",
            _SETS,
        ),
        Mistake(
            "ties-upwards",
            rounding(lambda a: np.floor(a + 0.5)),
            "Only ties are wrong: a number halfway between two TF32 numbers goes upwards, as with "
            "np.floor(a + 0.5). It must go to the one whose last kept bit is 0, as np.rint does "
            "it.",
            _SETS,
        ),
        Mistake(
            "rounded-down",
            rounding(np.floor),
            "Every number is rounded down here. Round to the nearest TF32 number, which may lie "
            "above.",
            _SETS,
        ),
        Mistake(
            "rounded-up",
            rounding(np.ceil),
            "Every number is rounded up here. Round to the nearest TF32 number, which may lie "
            "below.",
            _SETS,
        ),
        Mistake(
            "rounded-away-from-zero",
            rounding(_away_from_zero),
            "Every number is made larger in size here. Round to the nearest TF32 number, which is "
            "often the one nearer to zero.",
            _SETS,
        ),
        Mistake(
            "one-bit-too-few",
            rounding(kept=_KEPT - 1),
            "One bit too few is kept. TF32 stores 10 bits after the binary point, and the 1 before "
            "it is not stored: that makes 11 significant bits.",
            _SETS,
        ),
        Mistake(
            "one-bit-too-many",
            rounding(kept=_KEPT + 1),
            "One bit too many is kept. TF32 has 11 significant bits: the 1 before the binary "
            "point, which is not stored, and 10 bits after it.",
            _SETS,
        ),
        Mistake(
            "fixed-point",
            lambda x: np.rint(x * 2.0**10) / 2**10,
            "This rounds to a multiple of 2**-10, whatever the size of the number. The 10 bits "
            "follow the first 1 of each number, so that small numbers are rounded more finely and "
            "large ones more coarsely.",
            _SETS,
        ),
        Mistake(
            "three-decimal-places",
            lambda x: np.round(x.astype(np.float64), 3),
            "This rounds to three decimal places. TF32 is binary: it keeps 11 significant bits of "
            "each number, which is about three decimal digits, but not the same.",
            _SETS,
        ),
        Mistake(
            "float16",
            _as_float16,
            "This is float16. It has the same 10 bits after the point, but a smaller range, so "
            "that large numbers become infinite and small ones 0; TF32 has the range of float32.",
            _SETS,
        ),
        Mistake(
            "bfloat16",
            rounding(kept=8),
            "This is bfloat16, another short number of GPUs and TPUs. It stores 7 bits after the "
            "point; TF32 stores 10.",
            _SETS,
        ),
        Mistake(
            "not-rounded",
            lambda x: np.array(x),
            "The numbers come back as they are. TF32 has fewer bits than float32: 10 of the 23 "
            "that are stored after the point.",
            _SETS,
        ),
    ),
)
