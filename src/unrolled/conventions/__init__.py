"""Carry the weights of a recurrent layer into the layout of other texts and programs, and back.

The course's layout is Keras': ``[kernel, recurrent_kernel, bias]``, samples as rows. Here F is
the number of features, U of units and G of blocks; k stands for the letter of a block.

====================  ==========================================  ================================
layout                arrays                                      functions
====================  ==========================================  ================================
course, Keras         kernel (F, G U), recurrent_kernel (U, G U), none: this is where all start
                      bias (G U,), or (2, G U) for the GRU with
                      the reset after the product
per gate, as rows     W_xk (F, U), W_hk (U, U), b_k (U,)          to_gates, from_gates
papers, as columns    W_k (U, F), U_k (U, U), b_k (U,)            to_columns, from_columns
papers, joined        W_k (U, U + F) on the column [h; x],        to_joined, from_joined
                      b_k (U,)
PyTorch               weight_ih_l0 (G U, F), weight_hh_l0         to_torch, from_torch
                      (G U, U), bias_ih_l0 and bias_hh_l0 (G U,)
other orders          the same arrays, blocks in another order    reorder_blocks
other GRUs            the same arrays, z takes or keeps           change_gru
====================  ==========================================  ================================

What is lost, and what cannot be:

- PyTorch adds two biases where Keras has one. ``from_torch`` adds them up, which changes no
  output; ``to_torch`` puts the sum into the first and zeros into the second. The GRU with the
  reset after the product keeps both, in Keras too, and nothing is lost.
- Where a network has two biases, they are called b_xk and b_hk in the layouts with one array
  for each gate. The joined layout has no place for the second: ValueError.
- A GRU with the reset before the product cannot become one with the reset after it, nor the
  other way: (r * h) W and r * (h W) differ unless W is diagonal. PyTorch has only the second.
  ValueError.

Everything else is undone exactly by the partner. All functions return new arrays.
"""

from unrolled.conventions.blocks import BLOCKS, reorder_blocks
from unrolled.conventions.gru_forms import change_gru
from unrolled.conventions.papers import from_columns, from_joined, to_columns, to_joined
from unrolled.conventions.per_gate import from_gates, to_gates
from unrolled.conventions.pytorch import from_torch, to_torch

__all__ = [
    "BLOCKS",
    "change_gru",
    "from_columns",
    "from_gates",
    "from_joined",
    "from_torch",
    "reorder_blocks",
    "to_columns",
    "to_gates",
    "to_joined",
    "to_torch",
]
