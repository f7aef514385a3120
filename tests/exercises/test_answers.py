"""The reference and every right answer pass; every known mistake fails and is named."""

import pytest

from grader.diagnose import UNKNOWN
from grader.exercises import load_exercise
from grader.verdict import Outcome
from tests.exercises.every import EXERCISES, every_exercise, every_mistake, every_question, variants
from tests.exercises.judging import judged

SEEDS = range(3)
LSTM_GATES = load_exercise("lstm-gates")
ANSWERS = [
    (exercise.question(name), answer)
    for exercise in EXERCISES
    for name, answers in variants(exercise).items()
    for answer in answers
]


def stub(*arguments):
    raise NotImplementedError


@every_question
def test_untouched_answer_is_not_attempted(exercise, question):
    verdict = judged(question, stub, seed=0)
    assert verdict.outcome is Outcome.NOT_ATTEMPTED
    assert verdict.share == 0


@every_question
def test_reference_earns_all_points(exercise, question):
    assert all(judged(question, question.reference, seed).passed for seed in SEEDS)


@pytest.mark.parametrize(
    ("question", "answer"),
    ANSWERS,
    ids=[f"{question.name}: {answer.__name__}" for question, answer in ANSWERS],
)
def test_right_answer_in_another_style_earns_all_points(question, answer):
    for seed in SEEDS:
        verdict = judged(question, answer, seed)
        assert verdict.passed, verdict


@every_mistake
def test_mistake_is_caught_and_named(question, mistake):
    for seed in SEEDS:
        verdict = judged(question, mistake.function, seed)
        assert not verdict.passed
        assert verdict.misconception == mistake.name
        assert mistake.message in verdict.explanation
        assert verdict.lesson == mistake.lesson


@every_exercise
def test_every_coded_question_has_right_answers_in_five_styles(exercise):
    answers = variants(exercise)
    assert answers.keys() == {question.name for question in exercise.questions}
    assert all(len(each) >= 5 for each in answers.values())


def test_wrong_answer_that_no_mistake_explains_gets_the_hint():
    question = LSTM_GATES.question("cell_update")
    verdict = judged(question, lambda *arguments: question.reference(*arguments) + 0.5, seed=0)
    assert verdict.misconception is None
    assert verdict.explanation == f"{UNKNOWN} {question.hint}"


def test_wrong_answer_in_one_output_keeps_the_points_of_the_others():
    question = LSTM_GATES.question("lstm_step_backward")

    def with_wrong_bias_gradient(*arguments):
        *others, dbias = question.reference(*arguments)
        return *others, dbias / 2

    verdict = judged(question, with_wrong_bias_gradient, seed=0)
    assert verdict.share == pytest.approx(5 / 6)


def test_two_mistakes_in_two_outputs_are_both_explained():
    question = LSTM_GATES.question("input_gate_and_candidate")
    mistakes = {mistake.name: mistake for mistake in question.mistakes}
    one, other = mistakes["tanh-on-gate"], mistakes["candidate-without-tanh"]

    def with_both(*arguments):
        return one.function(*arguments)[0], other.function(*arguments)[1]

    verdict = judged(question, with_both, seed=0)
    assert f"In i_t: {one.message}" in verdict.explanation
    assert f"In c_tilde: {other.message}" in verdict.explanation
