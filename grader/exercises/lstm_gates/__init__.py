"""The exercise "The LSTM, gate by gate": eleven coded questions and their known mistakes."""

from grader.exercise import Exercise
from grader.exercises.lstm_gates.cell_update import CELL_UPDATE
from grader.exercises.lstm_gates.counts import PARAMETER_COUNTS
from grader.exercises.lstm_gates.forget_bias import FORGET_BIAS
from grader.exercises.lstm_gates.forget_gate import FORGET_GATE
from grader.exercises.lstm_gates.gradient import LSTM_STEP_BACKWARD
from grader.exercises.lstm_gates.input_gate import INPUT_GATE_AND_CANDIDATE
from grader.exercises.lstm_gates.limits import GATES_AT_THEIR_LIMITS
from grader.exercises.lstm_gates.output_gate import OUTPUT_GATE_AND_HIDDEN_STATE
from grader.exercises.lstm_gates.sequence import LSTM_SEQUENCE
from grader.exercises.lstm_gates.step import LSTM_STEP
from grader.exercises.lstm_gates.through_time import LSTM_BACKWARD

EXERCISE = Exercise(
    name="lstm-gates",
    title="The LSTM, gate by gate",
    questions=(
        FORGET_GATE,
        INPUT_GATE_AND_CANDIDATE,
        CELL_UPDATE,
        OUTPUT_GATE_AND_HIDDEN_STATE,
        GATES_AT_THEIR_LIMITS,
        LSTM_STEP,
        LSTM_SEQUENCE,
        LSTM_STEP_BACKWARD,
        LSTM_BACKWARD,
        PARAMETER_COUNTS,
        FORGET_BIAS,
    ),
)
