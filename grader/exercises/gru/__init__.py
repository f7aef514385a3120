"""The exercise "The GRU, two gates": seven coded questions and their known mistakes."""

from grader.exercise import Exercise
from grader.exercises.gru.change_form import CHANGE_FORM
from grader.exercises.gru.counts import GRU_PARAMETER_COUNTS
from grader.exercises.gru.gates import GRU_GATES_AND_CANDIDATE
from grader.exercises.gru.gradient import GRU_STEP_BACKWARD
from grader.exercises.gru.keras_step import GRU_STEP_KERAS
from grader.exercises.gru.sequence import GRU_SEQUENCE
from grader.exercises.gru.step import GRU_STEP

EXERCISE = Exercise(
    name="gru",
    title="The GRU, two gates",
    questions=(
        GRU_GATES_AND_CANDIDATE,
        GRU_STEP,
        GRU_SEQUENCE,
        GRU_STEP_KERAS,
        CHANGE_FORM,
        GRU_STEP_BACKWARD,
        GRU_PARAMETER_COUNTS,
    ),
)
