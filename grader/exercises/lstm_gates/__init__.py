"""The exercise "The LSTM, gate by gate": eight coded questions and their known mistakes."""

from grader.exercise import Exercise
from grader.exercises.lstm_gates.cell_update import CELL_UPDATE
from grader.exercises.lstm_gates.counts import PARAMETER_COUNTS
from grader.exercises.lstm_gates.forget_gate import FORGET_GATE
from grader.exercises.lstm_gates.gradient import LSTM_STEP_BACKWARD
from grader.exercises.lstm_gates.input_gate import INPUT_GATE_AND_CANDIDATE
from grader.exercises.lstm_gates.output_gate import OUTPUT_GATE_AND_HIDDEN_STATE
from grader.exercises.lstm_gates.sequence import LSTM_SEQUENCE
from grader.exercises.lstm_gates.step import LSTM_STEP

EXERCISE = Exercise(
    name="lstm-gates",
    title="The LSTM, gate by gate",
    questions=(
        FORGET_GATE,
        INPUT_GATE_AND_CANDIDATE,
        CELL_UPDATE,
        OUTPUT_GATE_AND_HIDDEN_STATE,
        LSTM_STEP,
        LSTM_SEQUENCE,
        LSTM_STEP_BACKWARD,
        PARAMETER_COUNTS,
    ),
)
