"""Layers with the arguments, weights and return values of Keras' layers.

Weights move to and from Keras unchanged: ``get_weights`` and ``set_weights`` use Keras'
order, shapes and gate order. A call with ``training=True`` can be gone back with
``backward``.
"""

from unrolled.layers.bidirectional import Bidirectional
from unrolled.layers.conv1d import Conv1D
from unrolled.layers.dense import Dense
from unrolled.layers.embedding import Embedding
from unrolled.layers.gru import GRU
from unrolled.layers.layer import Layer
from unrolled.layers.lstm import LSTM
from unrolled.layers.masking import Masking
from unrolled.layers.recurrent import RecurrentLayer
from unrolled.layers.rnn import RNN
from unrolled.layers.sequential import Sequential
from unrolled.layers.simple_rnn import SimpleRNN
from unrolled.layers.time_distributed import TimeDistributed

__all__ = [
    "GRU",
    "LSTM",
    "RNN",
    "Bidirectional",
    "Conv1D",
    "Dense",
    "Embedding",
    "Layer",
    "Masking",
    "RecurrentLayer",
    "Sequential",
    "SimpleRNN",
    "TimeDistributed",
]
