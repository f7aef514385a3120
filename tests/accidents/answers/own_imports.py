"""
family: style
tries: imports NumPy under another name, and more of the standard library
honest:
says:
"""
# %% forget_gate
import numpy
import numpy as jnp
from dataclasses import dataclass
from functools import partial, reduce
from math import exp
from numpy import *
import collections, inspect, itertools, random, typing

random.seed(0)
numpy.random.seed(0)

def forget_gate(x_t, h_prev, W_xf, W_hf, b_f):
    a = jnp.add(x_t @ W_xf, h_prev @ W_hf) + b_f
    return numpy.vectorize(lambda each: 1 / (1 + exp(-each)))(a)
