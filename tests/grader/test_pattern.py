import json

import numpy as np
import pytest

from grader.check import calling
from grader.compare import compare
from grader.exercise import Output
from grader.judge import judge
from grader.pattern import MOST_ENTRIES, pattern_of
from grader.verdict import Verdict
from tests.grader.small_question import QUESTION, right, rng

SEQUENCE = Output("h", ("batch", "time", "units"))
GATES = Output("dkernel", ("features", "4 units"))
HALVES = Output("y", ("batch", "2 units"))


def at(shape, *places):
    differs = np.zeros(shape, bool)
    for place in places:
        differs[place] = True
    return differs


EVERY = slice(None)


@pytest.mark.parametrize(
    ("output", "differs", "words"),
    [
        (
            SEQUENCE,
            at((2, 5, 4), np.s_[:, 2:]),
            "time steps 2 to 4 are wrong in every sample and unit",
        ),
        (SEQUENCE, at((3, 5, 4), 1), "sample 1 is wrong in every time step and unit"),
        (
            SEQUENCE,
            at((3, 5, 4), np.s_[0, 3:, 2]),
            "unit 2 of time steps 3 and 4 of sample 0 is wrong",
        ),
        (SEQUENCE, at((1, 5, 4), np.s_[:, ::2]), "time steps 0, 2 and 4 are wrong in every unit"),
        (
            SEQUENCE,
            at((2, 20, 4), np.s_[:, ::2]),
            "10 of the 20 time steps are wrong in every sample and unit",
        ),
        (
            SEQUENCE,
            at((3, 5, 4), np.s_[0, 3:], np.s_[1, 1]),
            "the wrong entries are in sample 0: time steps 3 and 4; in sample 1: time step 1; "
            "in sample 2: none, each time in every unit",
        ),
        (
            SEQUENCE,
            at((2, 5, 4), np.s_[0], np.s_[1, 4]),
            "the wrong entries are in sample 0: all; in sample 1: time step 4, "
            "each time in every unit",
        ),
        (GATES, at((3, 16), np.s_[:, 4:8]), "block f is wrong in every feature and unit"),
        (
            GATES,
            at((3, 16), np.s_[:, :4], np.s_[:, 12:]),
            "blocks i and o are wrong in every feature and unit",
        ),
        (GATES, at((3, 16), np.s_[1, 10]), "unit 2 of block c of feature 1 is wrong"),
        (HALVES, at((2, 6), np.s_[:, 3:]), "half 2 (backward) is wrong in every sample and unit"),
        (Output("b", ("3 units",)), at((6,), np.s_[:2]), "block z is wrong in every unit"),
        (
            SEQUENCE,
            at((5, 5, 4), *[(i, i, i) for i in range(3)]),
            "the wrong entries are [0, 0, 0], [1, 1, 1], [2, 2, 2]",
        ),
        (
            SEQUENCE,
            at((5, 5, 5), *[(i, 2 + i // 2, i) for i in range(5)], (0, 3, 3)),
            "all wrong entries lie in time steps 2 to 4, among right ones",
        ),
        (
            SEQUENCE,
            at((5, 5, 5), *[(i, i, i) for i in range(5)]),
            "the wrong entries are spread over every axis, among right ones",
        ),
        (Output("p", ("batch", "classes")), at((2, 5), np.s_[:, 1:3]), "classes 1 and 2 are wrong"),
        (Output("a", ("batch",)), at((2, 5), np.s_[1]), "entry 1 is wrong in every entry"),
    ],
)
def test_what_the_wrong_entries_have_in_common_is_said(output, differs, words):
    assert f"In {output.name}, {words}" in pattern_of(output, differs).words


@pytest.mark.parametrize(
    "differs",
    [None, at((4, 4), EVERY), at((4, 4)), at((), ()), at((3,), 1)],
    ids=["wrong shape", "all", "none", "a number", "three entries"],
)
def test_where_a_pattern_says_nothing_there_is_none(differs):
    assert pattern_of(Output("y", ("batch", "units")), differs) is None


def test_one_digit_stands_for_one_entry():
    found = pattern_of(Output("y", ("batch", "units")), at((2, 3), (0, 1), (1, 2)))
    assert (found.shape, found.wrong) == ((2, 3), "010001")


def test_a_large_array_is_told_and_not_drawn():
    differs = at((2, MOST_ENTRIES, 1000), np.s_[:, 3])
    found = pattern_of(SEQUENCE, differs)
    assert found.wrong == ""
    assert found.words == "In h, time step 3 is wrong in every sample and unit."


@pytest.mark.parametrize("seed", range(50))
def test_words_stay_short_whatever_is_wrong(seed):
    rng = np.random.default_rng(seed)
    differs = rng.random(rng.integers(1, 9, 3)) < rng.random()
    found = pattern_of(SEQUENCE, differs)
    assert found is None or len(found.words) < 400


def test_entries_that_are_no_numbers_are_wrong_entries():
    expected = np.ones((2, 4))
    got = expected.copy()
    got[1, :2] = np.nan
    finding = compare(Output("y", ("batch", "units")), expected, got, 1e-4, 1e-5)
    assert finding.differs.tolist() == [[False] * 4, [True, True, False, False]]


def test_the_verdict_tells_the_pattern_of_the_first_output_that_has_one():
    def wrong(x, w):
        y, s = right(x, w)
        s[1:] += 1
        y[:, 0] += 1
        return y, s

    verdict = judge(QUESTION, calling(wrong, 2), rng())
    assert verdict.pattern.words == "In y, feature 0 is wrong in every sample."
    assert Verdict.from_dict(json.loads(json.dumps(verdict.to_dict()))) == verdict
    everywhere = judge(
        QUESTION, calling(lambda x, w: (right(x, w)[0] + 1, right(x, w)[1]), 2), rng()
    )
    assert everywhere.pattern is None
