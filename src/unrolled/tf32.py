"""TF32: the short numbers that GPUs multiply in place of float32."""

import numpy as np


def round_to_tf32(x):
    """Round each entry of ``x`` to the nearest TF32 number, ties to the even one.

    TF32 keeps the range of float32 and 10 of its 23 mantissa bits, so a number keeps 11
    significant bits, about 3 decimal digits. GPUs since NVIDIA's Ampere may round both
    factors of a float32 matrix product in this way before they multiply; the sums stay
    float32. ``x``: any shape. Returns a float32 array of the same shape; infinities and
    NaN stay what they are. Source: NVIDIA A100 Tensor Core GPU Architecture, white
    paper, 2020.
    """
    significand, exponent = np.frexp(np.asarray(x, dtype=np.float32))  # x = significand 2^exponent
    return np.ldexp(np.rint(significand * 2**11), exponent - 11)
