"""All exercises, their questions and mistakes, for tests that hold for each of them."""

from importlib import import_module

import jupytext
import pytest

from grader.exercises import NAMES, load_exercise
from grader.folders import ROOT

EXERCISES = [load_exercise(name) for name in NAMES]
QUESTIONS = [(exercise, question) for exercise in EXERCISES for question in exercise.questions]

every_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda each: each.name)
every_question = pytest.mark.parametrize(
    ("exercise", "question"),
    QUESTIONS,
    ids=[f"{exercise.name}: {question.name}" for exercise, question in QUESTIONS],
)
every_mistake = pytest.mark.parametrize(
    ("question", "mistake"),
    [(question, mistake) for _, question in QUESTIONS for mistake in question.mistakes],
    ids=[
        f"{exercise.name}: {question.name}: {mistake.name}"
        for exercise, question in QUESTIONS
        for mistake in question.mistakes
    ],
)


def variants(exercise):
    """Return the right answers in several styles: the name of a question -> functions."""
    name = exercise.name.replace("-", "_")
    return import_module(f"tests.exercises.variants.{name}").VARIANTS


def source(name):
    """Return the notebook that the source of an exercise holds."""
    return jupytext.read(ROOT / "solutions" / f"{name}.md", fmt="md:myst")


def cells(name):
    """Return the cells of the source of an exercise by their names."""
    return {cell.metadata.nbgrader.grade_id: cell for cell in source(name).cells}
