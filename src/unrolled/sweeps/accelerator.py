"""Which functions do the arithmetic of one step: NumPy's, or those that Numba compiles."""

from importlib import import_module

import numpy as np

from unrolled.sweeps import pointwise

_compiled = None


def use_accelerator(name):
    """Choose who computes the steps of all layers from now on: "numpy" (the start) or "numba".

    Numba must be installed; it computes float32 only, and float64 stays with NumPy. Raises
    ValueError for another name, and ImportError with what to install.
    """
    global _compiled
    if name not in ("numpy", "numba"):
        raise ValueError(f'The accelerator must be "numpy" or "numba", but it is {name!r}.')
    if name == "numpy":
        _compiled = None
        return
    try:
        _compiled = import_module("unrolled.sweeps.compiled")
    except ImportError:
        raise ImportError(
            "The accelerator numba is not installed. Install it with: pip install numba"
        ) from None


def function(name, dtype):
    """Return the function ``name`` of :mod:`unrolled.sweeps.pointwise` that serves ``dtype``."""
    module = _compiled if _compiled is not None and dtype == np.float32 else pointwise
    return getattr(module, name)
