"""The fast path: a whole layer's way along its sequences, with the equations of the steps."""

from unrolled.sweeps.accelerator import use_accelerator
from unrolled.sweeps.fast import GRU_RESET_AFTER, LSTM, RNN
from unrolled.sweeps.gru_reset_before import GRU_RESET_BEFORE
from unrolled.sweeps.threads import use_threads

__all__ = ["GRU_RESET_AFTER", "GRU_RESET_BEFORE", "LSTM", "RNN", "use_accelerator", "use_threads"]
