"""Variants of the LSTM: one file for each, with the step and its gradient; their layers."""

from unrolled.variants.layers import (
    LSTM1997,
    AblatedLSTM,
    CoupledLSTM,
    LayerNormalisedLSTM,
    PeepholeLSTM,
)

__all__ = ["LSTM1997", "AblatedLSTM", "CoupledLSTM", "LayerNormalisedLSTM", "PeepholeLSTM"]
