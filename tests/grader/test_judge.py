from dataclasses import replace

import numpy as np
import pytest

from grader.check import calling
from grader.diagnose import TWO, UNKNOWN
from grader.exercise import Mistake, Question
from grader.exercises.recipe import Recipe
from grader.judge import UNTOUCHED_SHARE, judge
from grader.sandbox.reply import Reply, Status
from grader.verdict import Outcome
from tests.grader.small_question import MISTAKES, QUESTION, right, rng, without_shift


def verdict_on(function):
    return judge(QUESTION, calling(function, 2), rng())


def test_right_answer_earns_everything():
    verdict = verdict_on(right)
    assert verdict.passed
    assert verdict.share == 1
    assert verdict.misconception is None


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_every_mistake_is_named_and_explained(mistake):
    verdict = verdict_on(mistake.function)
    assert not verdict.passed
    assert verdict.misconception == mistake.name
    assert mistake.message in verdict.explanation
    assert verdict.lesson == mistake.lesson


def test_lists_and_float32_are_right_answers():
    assert verdict_on(lambda x, w: [value.tolist() for value in right(x, w)]).passed
    assert verdict_on(lambda x, w: [np.float32(value) for value in right(x, w)]).passed


def test_one_right_output_of_two_earns_half():
    verdict = verdict_on(lambda x, w: (right(x, w)[0], right(x, w)[1] + 1))
    assert verdict.outcome is Outcome.WRONG
    assert verdict.share == 0.5
    assert "y is right." in verdict.headline
    assert verdict.difference.where == "s[0] (sample 0)"


def test_the_same_output_wrong_in_an_unknown_way_gets_the_hint_and_no_name():
    verdict = verdict_on(lambda x, w: tuple(value + 0.1 for value in right(x, w)))
    assert verdict.misconception is None
    assert verdict.explanation == f"{UNKNOWN} {QUESTION.hint}"


def test_two_mistakes_at_once_are_told_apart():
    def two_mistakes(x, w):
        return x * w, right(x, w)[1] * 1.5

    verdict = verdict_on(two_mistakes)
    assert verdict.misconception is None
    assert "In y: The shift by 1 is missing." in verdict.explanation
    assert "Something else is wrong too, in s." in verdict.explanation


def test_writing_into_the_arguments_costs_its_share_and_says_so():
    def in_place(x, w):
        x *= w
        x += 1
        return x, x.sum(axis=1)

    verdict = verdict_on(in_place)
    assert verdict.outcome is Outcome.PASSED
    assert verdict.share == pytest.approx(1 - UNTOUCHED_SHARE)
    assert not verdict.passed
    assert "but it changes arrays of its caller" in verdict.headline
    assert "(x)" in verdict.notes[0]


def test_dependence_on_earlier_calls_is_found():
    calls = []

    def remembering(x, w):
        calls.append(1)
        y, s = right(x, w)
        return y + (len(calls) > 3), s

    verdict = verdict_on(remembering)
    assert verdict.outcome is Outcome.WRONG
    assert "the same call later was not" in verdict.explanation


def test_stub_is_not_attempted():
    def stub(x, w):
        raise NotImplementedError

    verdict = verdict_on(stub)
    assert verdict.outcome is Outcome.NOT_ATTEMPTED
    assert verdict.share == 0


def test_nothing_returned_is_explained():
    verdict = verdict_on(lambda x, w: None)
    assert "returned nothing" in verdict.headline
    assert "return statement" in verdict.headline


def test_exception_names_the_line():
    def broken(x, w):
        return x @ w @ undefined  # noqa: F821

    verdict = verdict_on(broken)
    assert verdict.outcome is Outcome.RAISED
    assert "NameError" in verdict.headline
    assert "one of its arguments" in verdict.explanation


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (Status.TIMED_OUT, Outcome.TIMED_OUT),
        (Status.OUT_OF_MEMORY, Outcome.OUT_OF_MEMORY),
        (Status.FORBIDDEN, Outcome.FORBIDDEN),
        (Status.TAMPERED, Outcome.TAMPERED),
        (Status.DIED, Outcome.RAISED),
        (Status.MISSING, Outcome.NOT_ATTEMPTED),
    ],
)
def test_every_way_to_stop_ends_in_its_outcome_without_points(status, outcome):
    verdict = judge(QUESTION, lambda arguments: Reply(status), rng())
    assert verdict.outcome is outcome
    assert verdict.share == 0
    assert verdict.headline.endswith(".")


def test_a_stop_in_a_later_call_takes_all_points():
    replies = iter([calling(right, 2)([np.ones((2, 3)), np.ones(3)])])
    verdict = judge(QUESTION, lambda arguments: next(replies, Reply(Status.TIMED_OUT)), rng())
    assert verdict.share == 0


def test_the_same_seed_gives_the_same_verdict():
    assert verdict_on(MISTAKES[0].function) == verdict_on(MISTAKES[0].function)


def test_a_mistake_that_most_calls_show_is_named_and_the_rest_is_not_hidden():
    def with_more_for_one_sample(x, w):
        y, s = MISTAKES[0].function(x, w)
        return (y + 0.5, s - 0.5) if len(x) == 1 else (y, s)

    verdict = verdict_on(with_more_for_one_sample)
    assert verdict.misconception is None
    assert verdict.explanation == (
        "Most calls give exactly the values of one known mistake. The shift by 1 is missing. "
        "Something else is wrong too, because other calls differ from it; one of them is: "
        "batch 1, 1 features."
    )


def test_a_mistake_that_few_calls_show_is_not_named():
    def another_one_in_most_calls(x, w):
        y, s = right(x, w)
        return (y - 1, s - len(w)) if len(x) == 1 else (y + 0.5, s + 0.5)

    assert verdict_on(another_one_in_most_calls).explanation == f"{UNKNOWN} {QUESTION.hint}"


def test_a_mistake_is_not_named_where_the_answer_is_right_and_it_is_not():
    def right_for_one_sample(x, w):
        return right(x, w) if len(x) == 1 else MISTAKES[0].function(x, w)

    assert verdict_on(right_for_one_sample).explanation == f"{UNKNOWN} {QUESTION.hint}"


def test_of_two_mistakes_that_look_alike_in_an_output_the_one_that_was_made_is_named():
    def sums_of_nothing(x, w):
        return right(x, w)[0], np.zeros(len(x))

    def no_shift_and_sums_of_nothing(x, w):
        return without_shift(x, w)[0], np.zeros(len(x))

    local = Mistake("zeros", sums_of_nothing, "The sums are zero.", "lstm-step")
    wide = Mistake("both", no_shift_and_sums_of_nothing, "All is wrong.", "lstm-step")
    question = replace(QUESTION, mistakes=(wide, local))

    def zeros_and_more(x, w):
        return right(x, w)[0] * 2, np.zeros(len(x))

    verdict = judge(question, calling(zeros_and_more, 2), rng())
    assert "In s: The sums are zero." in verdict.explanation
    assert "All is wrong." not in verdict.explanation
    assert "Something else is wrong too, in y." in verdict.explanation


SCALED = Recipe(
    "x w",
    {"scaled": lambda v: v.x * v.w, "shift": lambda v: 1, "y": lambda v: v.scaled + v.shift},
    "y",
)
NO_SCALE = Mistake("no-scale", SCALED.but(scaled=lambda v: v.x), "No scale.", "lstm-step")
NO_SHIFT = Mistake("no-shift", SCALED.but(shift=lambda v: 0), "No shift.", "lstm-step")
ZERO_SHIFT = Mistake("zero", SCALED.but(shift=lambda v: 0.0 * v.x), "Zero shift.", "lstm-step")


def verdict_on_one_output(function, *mistakes):
    question = Question(
        "scale", SCALED, QUESTION.outputs[:1], QUESTION.draw, mistakes, "lstm-step", "Look."
    )
    return judge(question, calling(function, 1), rng())


def test_two_mistakes_in_one_output_are_both_told():
    verdict = verdict_on_one_output(lambda x, w: x, NO_SCALE, NO_SHIFT)
    assert verdict.misconception is None
    assert verdict.explanation == f"{TWO} No scale. No shift."


def test_two_mistakes_that_may_be_two_others_are_not_told():
    verdict = verdict_on_one_output(lambda x, w: x, NO_SCALE, NO_SHIFT, ZERO_SHIFT)
    assert verdict.explanation == f"{UNKNOWN} Look."


def test_two_mistakes_must_explain_every_call():
    verdict = verdict_on_one_output(lambda x, w: x + (len(x) == 1), NO_SCALE, NO_SHIFT)
    assert verdict.explanation == f"{UNKNOWN} Look."
