"""The random weights that a recurrent layer starts with, as in Keras."""

import numpy as np


def glorot_uniform(rng, shape):
    """Draw a kernel uniformly from [-limit, limit], limit = sqrt(6 / (rows + columns)).

    ``rng``: a NumPy Generator; ``shape``: (rows, columns). Source: X. Glorot and
    Y. Bengio, "Understanding the difficulty of training deep feedforward neural
    networks", AISTATS 2010.
    """
    limit = np.sqrt(6 / sum(shape))
    return rng.uniform(-limit, limit, shape)


def orthogonal(rng, shape):
    """Draw a recurrent kernel whose rows (or columns, if fewer) are orthonormal.

    ``rng``: a NumPy Generator; ``shape``: (rows, columns). With fewer rows than columns,
    as in a layer with gates, W W^T = 1; otherwise W^T W = 1. Source: A. Saxe,
    J. McClelland and S. Ganguli, "Exact solutions to the nonlinear dynamics of learning
    in deep linear neural networks", ICLR 2014; the choice of signs that makes every
    direction equally likely: F. Mezzadri, "How to generate random matrices from the
    classical compact groups", Notices of the AMS 54 (2007).
    """
    rows, columns = shape
    q, r = np.linalg.qr(rng.standard_normal((max(shape), min(shape))))
    q = q * np.sign(np.diag(r))
    return q.T if rows < columns else q
