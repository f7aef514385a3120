"""The reference and every right answer pass; every known mistake fails and is named."""

import pytest

from grader.exercises import load_exercise
from grader.verdict import Outcome
from tests.exercises.judging import judged
from tests.exercises.variants_lstm_gates import VARIANTS

SEEDS = range(3)
EXERCISE = load_exercise("lstm-gates")
QUESTIONS = {question.name: question for question in EXERCISE.questions}
MISTAKES = [(question, mistake) for question in EXERCISE.questions for mistake in question.mistakes]
ANSWERS = [(QUESTIONS[name], answer) for name, answers in VARIANTS.items() for answer in answers]


def _names(pair):
    question, answer = pair
    return f"{question.name}: {getattr(answer, 'name', None) or answer.__name__}"


def stub(*arguments):
    raise NotImplementedError


@pytest.mark.parametrize("question", EXERCISE.questions, ids=lambda question: question.name)
def test_untouched_answer_is_not_attempted(question):
    verdict = judged(question, stub, seed=0)
    assert verdict.outcome is Outcome.NOT_ATTEMPTED
    assert verdict.share == 0


@pytest.mark.parametrize("question", EXERCISE.questions, ids=lambda question: question.name)
def test_reference_earns_all_points(question):
    assert all(judged(question, question.reference, seed).passed for seed in SEEDS)


@pytest.mark.parametrize("pair", ANSWERS, ids=_names)
def test_right_answer_in_another_style_earns_all_points(pair):
    for seed in SEEDS:
        verdict = judged(*pair, seed)
        assert verdict.passed, verdict


@pytest.mark.parametrize("pair", MISTAKES, ids=_names)
def test_mistake_is_caught_and_named(pair):
    question, mistake = pair
    for seed in SEEDS:
        verdict = judged(question, mistake.function, seed)
        assert not verdict.passed
        assert verdict.misconception == mistake.name
        assert mistake.message in verdict.explanation
        assert verdict.lesson == mistake.lesson


def test_every_coded_question_has_right_answers_in_five_styles():
    assert VARIANTS.keys() == QUESTIONS.keys()
    assert all(len(answers) >= 5 for answers in VARIANTS.values())


def test_wrong_answer_that_no_mistake_explains_gets_the_hint():
    question = QUESTIONS["cell_update"]
    verdict = judged(question, lambda *arguments: question.reference(*arguments) + 0.5, seed=0)
    assert verdict.misconception is None
    assert verdict.explanation == question.hint


def test_wrong_answer_in_one_output_keeps_the_points_of_the_others():
    question = QUESTIONS["lstm_step_backward"]

    def with_wrong_bias_gradient(*arguments):
        *others, dbias = question.reference(*arguments)
        return *others, dbias / 2

    verdict = judged(question, with_wrong_bias_gradient, seed=0)
    assert verdict.share == pytest.approx(5 / 6)


def test_two_mistakes_in_two_outputs_are_both_explained():
    question = QUESTIONS["input_gate_and_candidate"]
    mistakes = {mistake.name: mistake for mistake in question.mistakes}
    one, other = mistakes["tanh-on-gate"], mistakes["candidate-without-tanh"]

    def with_both(*arguments):
        return one.function(*arguments)[0], other.function(*arguments)[1]

    verdict = judged(question, with_both, seed=0)
    assert f"In i_t: {one.message}" in verdict.explanation
    assert f"In c_tilde: {other.message}" in verdict.explanation
