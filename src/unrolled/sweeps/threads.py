"""How many threads work on one layer.

A product of a few thousand numbers is over before a second thread has heard of it. So the
products of one time step run on one thread each, and where they are large, every thread
takes its part of the batch along the whole sequence. The products over all time steps are
large: they are left to the threads of the BLAS library behind NumPy.
"""

import os
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from threadpoolctl import ThreadpoolController

from unrolled.checks import positive_integer

# Multiplications in one step's product. Up to the first number BLAS takes one thread anyway;
# a part of the second size keeps a thread busy for longer than it takes to wake it.
TOO_SMALL_TO_SHARE = 2**18
WORTH_A_THREAD = 2**21

_threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def use_threads(threads):
    """Let all layers, and the BLAS library behind NumPy, use so many threads from now on.

    At the start it is one for each processor. Raises ValueError unless ``threads`` is a
    positive whole number.
    """
    global _threads
    _threads = positive_integer("threads", threads)
    _blas().limit(limits=_threads, user_api="blas")


def each_part(batch, size, loop):
    """Call ``loop(rows)`` for slices ``rows`` that make up the whole batch.

    ``size``: how many numbers each sample is multiplied with in one step.
    """
    if batch * size <= TOO_SMALL_TO_SHARE:
        loop(slice(batch))
        return
    parts = min(_threads, batch, max(1, batch * size // WORTH_A_THREAD))
    rows = [slice(batch * part // parts, batch * (part + 1) // parts) for part in range(parts)]
    with _blas().limit(limits=1, user_api="blas"):
        if parts == 1:
            loop(rows[0])
        else:
            list(_pool(parts).map(loop, rows))  # list: an error in a part is raised here


@cache
def _blas():
    return ThreadpoolController()


@cache
def _pool(threads):
    return ThreadPoolExecutor(threads, thread_name_prefix="unrolled")
