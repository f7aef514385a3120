"""The exercises, one module per assignment. Only here does the judge import ``unrolled``."""

from importlib import import_module

from grader.exercise import Exercise, UnknownExercise

NAMES = ("lstm-gates", "rnn-limits", "gru", "keras-shapes")


def load_exercise(name: str) -> Exercise:
    """Return the exercise called ``name``; raise UnknownExercise if there is none."""
    if name not in NAMES:
        raise UnknownExercise(
            f"There is no exercise called {name!r}. The exercises are: {', '.join(NAMES)}."
        )
    return import_module(f"grader.exercises.{name.replace('-', '_')}").EXERCISE
