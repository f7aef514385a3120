"""The exercise "What every Keras layer returns": nine coded questions and their known mistakes."""

from grader.exercise import Exercise
from grader.exercises.keras_shapes.bidirectional import BIDIRECTIONAL_LSTM
from grader.exercises.keras_shapes.counts import KERAS_PARAMETER_COUNTS
from grader.exercises.keras_shapes.lstm import LSTM_LAYER
from grader.exercises.keras_shapes.masked import MASKED_RNN
from grader.exercises.keras_shapes.output_shapes import OUTPUT_SHAPES
from grader.exercises.keras_shapes.per_gate import LSTM_WEIGHTS_PER_GATE
from grader.exercises.keras_shapes.simple_rnn import SIMPLE_RNN_LAYER
from grader.exercises.keras_shapes.tf32 import ROUND_TO_TF32
from grader.exercises.keras_shapes.time_distributed import TIME_DISTRIBUTED

EXERCISE = Exercise(
    name="keras-shapes",
    title="What every Keras layer returns",
    questions=(
        OUTPUT_SHAPES,
        SIMPLE_RNN_LAYER,
        LSTM_LAYER,
        BIDIRECTIONAL_LSTM,
        MASKED_RNN,
        TIME_DISTRIBUTED,
        LSTM_WEIGHTS_PER_GATE,
        KERAS_PARAMETER_COUNTS,
        ROUND_TO_TF32,
    ),
)
