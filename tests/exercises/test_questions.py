"""The questions of all exercises are well formed."""

import re

from grader.exercises import NAMES, load_exercise
from grader.lessons import SECTIONS
from tests.exercises.every import every_exercise, every_mistake, every_question


def test_every_listed_exercise_can_be_loaded_under_its_name():
    assert [load_exercise(name).name for name in NAMES] == list(NAMES)


@every_question
def test_names_of_mistakes_are_unique_words_joined_by_hyphens(exercise, question):
    names = [mistake.name for mistake in question.mistakes]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)


@every_question
def test_a_question_knows_six_mistakes_or_more(exercise, question):
    assert len(question.mistakes) >= 6


@every_mistake
def test_message_is_one_to_three_whole_sentences(question, mistake):
    assert re.fullmatch(r"[A-Z].*\.", mistake.message)
    assert 1 <= len(re.findall(r"\.(?= [A-Z]|$)", mistake.message)) <= 3
    assert "  " not in mistake.message


@every_exercise
def test_every_lesson_section_exists(exercise):
    sections = {question.lesson for question in exercise.questions}
    sections |= {mistake.lesson for question in exercise.questions for mistake in question.mistakes}
    assert sections <= SECTIONS.keys()
