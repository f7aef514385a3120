"""The exercise "Why a plain RNN forgets": seven coded questions and their known mistakes."""

from grader.exercise import Exercise
from grader.exercises.rnn_limits.backward import RNN_BACKWARD
from grader.exercises.rnn_limits.clipping import CLIP_BY_GLOBAL_NORM
from grader.exercises.rnn_limits.norms import GRADIENT_NORMS
from grader.exercises.rnn_limits.readout import SOFTMAX_READOUT
from grader.exercises.rnn_limits.sequence import RNN_SEQUENCE
from grader.exercises.rnn_limits.step import RNN_STEP
from grader.exercises.rnn_limits.step_backward import RNN_STEP_BACKWARD

EXERCISE = Exercise(
    name="rnn-limits",
    title="Why a plain RNN forgets",
    questions=(
        RNN_STEP,
        RNN_SEQUENCE,
        SOFTMAX_READOUT,
        RNN_STEP_BACKWARD,
        RNN_BACKWARD,
        GRADIENT_NORMS,
        CLIP_BY_GLOBAL_NORM,
    ),
)
