from dataclasses import replace

import numpy as np

from grader.exercise import Mistake
from grader.exercises import load_exercise
from grader.mutants import accepted, tallies, tally
from tests.grader.small_question import MISTAKES, QUESTION, right


def also_right(x, w):
    return right(x, w)


def test_all_mistakes_of_a_sound_question_are_caught_and_named():
    result = tally(QUESTION, draws=3)
    assert result.sound
    assert result.mistakes == len(MISTAKES)


def test_a_mistake_that_is_no_mistake_escapes():
    question = replace(QUESTION, mistakes=(Mistake("same", also_right, "No.", "lstm-step"),))
    result = tally(question, draws=2)
    assert not result.sound
    assert result.escaped == ("same",)


def test_two_mistakes_with_the_same_values_get_one_name():
    twin = replace(MISTAKES[0], name="twin")
    result = tally(replace(QUESTION, mistakes=(*MISTAKES, twin)), draws=2)
    assert not result.sound
    assert result.misnamed == ("twin",)


def test_a_wrong_reference_is_found():
    result = tally(replace(QUESTION, reference=lambda x, w: (x, x.sum(axis=1) * np.nan)), draws=1)
    assert not result.reference_passes


def test_right_answers_are_counted_and_wrong_ones_are_not():
    answers = [also_right, MISTAKES[0].function, right]
    assert accepted(QUESTION, answers, draws=2) == 2


def test_every_question_of_the_exercises_is_judged_in_order():
    exercise = load_exercise("gru")
    rows = list(tallies([exercise], draws=1))
    assert [row.question for row in rows] == [question.name for question in exercise.questions]
    assert rows[0] == tally(exercise.questions[0], draws=1)
