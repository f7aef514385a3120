"""Two ways to keep an exploding gradient from spoiling the weights.

Source: R. Pascanu, T. Mikolov and Y. Bengio, "On the difficulty of training recurrent neural
networks", ICML 2013, for the norm (its algorithm 1); T. Mikolov, "Statistical language models
based on neural networks", PhD thesis, Brno University of Technology, 2012, for the values.
"""

import numpy as np

from unrolled.training_checks import positive_number


def global_norm(gradients):
    """Return the length of all gradients taken together as one vector.

        ||g|| = sqrt(sum of the squares of all entries)             (global-norm)

    ``gradients``: a list of arrays of any shapes. Returns a float, computed in float64, so
    that the squares of large numbers do not overflow; infinity or NaN if an entry is.
    """
    gradients = [np.asarray(gradient, dtype=np.float64) for gradient in gradients]
    largest = np.max([np.max(np.abs(gradient), initial=0) for gradient in gradients], initial=0)
    if largest == 0 or not np.isfinite(largest):
        return float(largest)
    return float(largest * np.sqrt(sum(np.sum((g / largest) ** 2) for g in gradients)))


def clip_by_value(gradients, limit):
    """Cut each entry to the interval [-limit, limit], which may turn the gradient's direction.

        g_k <- min(max(g_k, -limit), limit)                         (clip-value)

    ``gradients``: a list of arrays; ``limit``: a number above 0. Returns a list of new
    arrays. Raises ValueError for another limit.
    """
    limit = positive_number("limit", limit)
    return [np.clip(gradient, -limit, limit) for gradient in gradients]


def clip_by_global_norm(gradients, max_norm):
    """Shorten the gradients to the length ``max_norm`` if they are longer; keep the direction.

        g <- g min(1, max_norm / ||g||)                             (clip-norm)

    ``gradients``: a list of arrays; ``max_norm``: a number above 0, for example the mean of
    the norms of an ordinary epoch. Returns a list of new arrays, and the norm before. Raises
    ValueError for another max_norm, and for a gradient with infinity or NaN: it has no
    direction that could be kept. PyTorch divides by ||g|| + 1e-6, so that its gradients end
    a little shorter; Keras does as we do.
    """
    max_norm = positive_number("max_norm", max_norm)
    norm = global_norm(gradients)
    if not np.isfinite(norm):
        raise ValueError(
            "The gradients hold infinity or NaN, and clipping cannot mend that. Try a smaller "
            "learning rate or a smaller max_norm."
        )
    scale = max_norm / max(norm, max_norm)
    return [np.asarray(gradient) * scale for gradient in gradients], norm
