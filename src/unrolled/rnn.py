"""One step of the plain recurrent network, and its gradient.

Source: J. L. Elman, "Finding structure in time", Cognitive Science 14 (1990),
with Keras' names and layout.
"""

import numpy as np


def rnn_step(x_t, h_prev, kernel, recurrent_kernel, bias):
    """Advance the plain RNN by one time step.

        a_t = x_t W_x + h_prev W_h + b                              (rnn-a)
        h_t = tanh(a_t)                                             (rnn-h)

    Shapes: ``x_t`` (batch, features), ``h_prev`` (batch, units),
    ``kernel`` W_x (features, units), ``recurrent_kernel`` W_h (units, units),
    ``bias`` b (units,). Returns ``h_t`` (batch, units).
    Raises ValueError (from NumPy) when the shapes do not fit.
    """
    a_t = x_t @ kernel + h_prev @ recurrent_kernel + bias
    return np.tanh(a_t)


def rnn_step_backward(dh_t, x_t, h_prev, h_t, kernel, recurrent_kernel):
    """Carry the loss gradient ``dh_t`` back through one step.

        da_t    = dh_t * (1 - h_t^2)                                (rnn-da)
        dx_t    = da_t W_x^T      dh_prev = da_t W_h^T              (rnn-dstate)
        dW_x    = x_t^T da_t      dW_h    = h_prev^T da_t           (rnn-dweights)
        db      = sum of da_t over the batch                        (rnn-dbias)

    Shapes: those of :func:`rnn_step`; ``dh_t`` and ``h_t`` (batch, units).
    Returns ``dx_t, dh_prev, dkernel, drecurrent_kernel, dbias``, each of the shape
    of the array it is the gradient of. Source: Werbos, "Backpropagation through
    time", Proceedings of the IEEE 78 (1990).
    """
    da_t = dh_t * (1 - h_t**2)
    dx_t, dh_prev = da_t @ kernel.T, da_t @ recurrent_kernel.T
    dkernel, drecurrent_kernel = x_t.T @ da_t, h_prev.T @ da_t
    return dx_t, dh_prev, dkernel, drecurrent_kernel, da_t.sum(axis=0)
