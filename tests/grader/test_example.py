import numpy as np
import pytest

from grader.check import calling
from grader.example import as_value, example_for, public_rng
from grader.sandbox.reply import Reply, Status
from grader.verdict import Example, Outcome, Verdict
from tests.grader.small_question import MISTAKES, QUESTION, right

WRONG = Verdict("scale", Outcome.WRONG, 0.0, "Wrong.")


def example(function, verdict=WRONG):
    return example_for(verdict, "small", QUESTION, calling(function, 2))


def test_a_wrong_answer_shows_what_it_returned_on_a_public_case():
    shown = example(MISTAKES[0].function)
    public = QUESTION.draw(public_rng("small", "scale"))[0]
    y, s = right(*public.arguments.values())
    assert shown.case == public.description
    assert [value.name for value in shown.arguments] == ["x", "w"]
    assert shown.expected == (as_value("y", y), as_value("s", s))
    assert shown.returned[0] == as_value("y", y - 1)
    assert shown.returned[0].kind == "float64, shape (2, 3)"
    assert shown.finding == "Every entry of y is wrong."
    assert float(shown.difference.expected) == pytest.approx(y[0, 0], rel=1e-5)
    assert float(shown.difference.got) == pytest.approx(y[0, 0] - 1, rel=1e-4)


def test_the_first_public_case_that_goes_wrong_is_shown():
    def wrong_for_one_sample(x, w):
        y, s = right(x, w)
        return y + (len(x) == 1), s

    assert example(wrong_for_one_sample).case == "batch 1, 1 features"


def test_an_answer_that_is_right_on_all_public_cases_shows_the_first():
    shown = example(right)
    assert shown.finding == ""
    assert shown.returned == shown.expected


def test_an_exception_is_told():
    shown = example(MISTAKES[3].function)
    assert shown.finding == "scale raised ValueError: the weights do not fit"
    assert shown.returned == ()


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.TIMED_OUT, Outcome.NOT_ATTEMPTED])
def test_answers_that_would_show_nothing_new_are_not_called(outcome):
    def never(*arguments):
        raise AssertionError

    verdict = Verdict("scale", outcome, 0.0, "No.")
    assert example_for(verdict, "small", QUESTION, never) is None


@pytest.mark.parametrize("status", [Status.TIMED_OUT, Status.MISSING, Status.TAMPERED])
def test_a_call_that_ends_badly_gives_no_example(status):
    assert example_for(WRONG, "small", QUESTION, lambda arguments: Reply(status)) is None


@pytest.mark.parametrize(
    "array",
    [np.zeros((10, 10, 100)), np.zeros((1,) * 20), np.zeros(100_000), np.full((99, 99), np.nan)],
)
def test_a_rendering_is_small_whatever_comes_back(array):
    value = as_value("y", array)
    assert len(value.digits) < 3000
    assert str(array.shape) in value.kind


def test_words_and_numbers_are_values_too():
    assert as_value("y", "a string").kind == "a string"
    assert as_value("n", 3).digits == "3"
    assert as_value("n", 3).kind == "int64, one number"


def test_an_example_survives_json():
    import json

    verdict = Verdict("scale", Outcome.WRONG, 0.0, "W.", example=example(MISTAKES[0].function))
    assert isinstance(verdict.example, Example)
    assert Verdict.from_dict(json.loads(json.dumps(verdict.to_dict()))) == verdict
