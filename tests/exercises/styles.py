"""Pieces that right answers in several styles share."""

import math

import numpy as np


def logistic(a):
    return 1 / (1 + np.exp(-a))


def logistic_of_number(a):
    return 1 / (1 + math.exp(-a))


def logistic_for_either_sign(a):
    small = np.exp(-np.abs(a))
    return np.where(a >= 0, 1 / (1 + small), small / (1 + small))


def dot(row, column):
    return sum(float(left) * float(right) for left, right in zip(row, column, strict=True))


def score_of_unit(x_row, h_row, W_x, W_h, b, unit):
    return dot(x_row, W_x[:, unit]) + dot(h_row, W_h[:, unit]) + float(b[unit])


def single(*arrays):
    return [np.asarray(array, dtype=np.float32) for array in arrays]
