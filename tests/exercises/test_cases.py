"""The drawn cases can tell every mistake from the truth and from every other mistake."""

from itertools import combinations

from tests.exercises.drawn import alike, draw, equal, outcome
from tests.exercises.every import every_question

SEEDS = range(20)


@every_question
def test_no_two_answers_are_alike(exercise, question):
    for seed in SEEDS:
        cases = draw(question, seed)
        answers = {"reference": question.reference}
        answers |= {mistake.name: mistake.function for mistake in question.mistakes}
        results = {
            name: [outcome(function, case, question) for case in cases]
            for name, function in answers.items()
        }
        for one, other in combinations(results, 2):
            same = all(
                alike(a, b, question) for a, b in zip(results[one], results[other], strict=True)
            )
            assert not same, f"{one} and {other} cannot be told apart with seed {seed}"


@every_question
def test_draw_depends_on_the_seed_alone(exercise, question):
    first, again, other = draw(question, 1), draw(question, 1), draw(question, 2)
    assert equal(first, again)
    assert not equal(first, other)


@every_question
def test_there_are_four_to_eight_cases_with_descriptions_of_their_own(exercise, question):
    cases = draw(question, 0)
    assert 4 <= len(cases) <= 8
    assert len({case.description for case in cases}) == len(cases)
