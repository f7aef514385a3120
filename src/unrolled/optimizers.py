"""Rules that move weights a little against their gradients, as Keras 3 does."""

import numpy as np

from unrolled.training_checks import check_shapes, fraction, positive_number


class Optimizer:
    """What :class:`SGD` and :class:`Adam` have in common: one call of ``apply`` is one step.

    An optimiser remembers ``slots`` arrays for each weight, so it serves one model only.
    ``learning_rate`` may be changed between two steps.
    """

    slots: int

    def __init__(self, learning_rate):
        """Start with nothing remembered. ``learning_rate``: a number above 0."""
        self.learning_rate = positive_number("learning_rate", learning_rate)
        self.steps = 0
        self._remembered = None

    def apply(self, gradients, weights):
        """Move the arrays ``weights`` in place by one step against ``gradients``.

        Both are lists of arrays, such as ``model.gradients`` and ``model.weights``, with the
        same shapes. Raises ValueError when the shapes differ, or are not those of the first
        step.
        """
        if self._remembered is None:
            self._remembered = [np.zeros((self.slots, *weight.shape)) for weight in weights]
        check_shapes("gradients", gradients, [np.shape(weight) for weight in weights])
        check_shapes("weights", weights, [slots.shape[1:] for slots in self._remembered])
        self.steps += 1
        for weight, gradient, slots in zip(weights, gradients, self._remembered, strict=True):
            self._update(weight, np.asarray(gradient, dtype=np.float64), *slots)


class SGD(Optimizer):
    """Gradient descent, with momentum if wanted.

        u <- momentum u - learning_rate g                           (sgd-u)
        W <- W + u                                                  (sgd-w)

    g is the gradient of the weight W; the velocity u starts at 0. PyTorch multiplies by the
    learning rate later: u <- momentum u + g, W <- W - learning_rate u. Both give the same
    weights as long as the learning rate stays the same; after a change, the velocity keeps
    the old rate here and takes the new one there. Source: B. T. Polyak, "Some methods of
    speeding up the convergence of iteration methods", USSR Computational Mathematics and
    Mathematical Physics 4 (1964).
    """

    slots = 1

    def __init__(self, learning_rate=0.01, momentum=0.0):
        """``learning_rate``: above 0; ``momentum``: 0 or more, below 1. Otherwise ValueError."""
        super().__init__(learning_rate)
        self.momentum = fraction("momentum", momentum)

    def _update(self, W, g, u):
        u[...] = self.momentum * u - self.learning_rate * g
        W += u


class Adam(Optimizer):
    """Gradient descent whose step adapts to each entry: about learning_rate, whatever g's size.

        m <- beta_1 m + (1 - beta_1) g                              (adam-m)
        v <- beta_2 v + (1 - beta_2) g^2                            (adam-v)
        alpha = learning_rate sqrt(1 - beta_2^t) / (1 - beta_1^t)   (adam-alpha)
        W <- W - alpha m / (sqrt(v) + epsilon)                      (adam-w)

    g is the gradient of the weight W, t the number of the step from 1 on; m and v start at
    0, and alpha makes up for that. This is the form with "epsilon hat" in the source, and
    Keras' form. PyTorch corrects v first and then adds epsilon: learning_rate m' / (sqrt(v')
    + epsilon) with m' = m / (1 - beta_1^t), v' = v / (1 - beta_2^t), that is (adam-w) with
    epsilon sqrt(1 - beta_2^t); its epsilon is 1e-8. Source: D. P. Kingma and J. Ba, "Adam: a
    method for stochastic optimization", ICLR 2015, algorithm 1 and section 2.
    """

    slots = 2

    def __init__(self, learning_rate=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-7):
        """``beta_1``, ``beta_2``: 0 or more, below 1; the others above 0. Otherwise ValueError."""
        super().__init__(learning_rate)
        self.beta_1 = fraction("beta_1", beta_1)
        self.beta_2 = fraction("beta_2", beta_2)
        self.epsilon = positive_number("epsilon", epsilon)

    def _update(self, W, g, m, v):
        m[...] = self.beta_1 * m + (1 - self.beta_1) * g
        v[...] = self.beta_2 * v + (1 - self.beta_2) * g**2
        alpha = self.learning_rate * np.sqrt(1 - self.beta_2**self.steps)
        alpha = alpha / (1 - self.beta_1**self.steps)
        W -= alpha * m / (np.sqrt(v) + self.epsilon)
