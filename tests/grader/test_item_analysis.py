import numpy as np
import pytest

from grader.item_analysis import discrimination, pass_rate


def test_the_pass_rate_is_the_part_that_passed():
    assert pass_rate([True, False, True, True]) == 0.75


def test_discrimination_by_hand():
    # The two who passed have 3 and 5 points elsewhere, the others 1 and 3: the means are 4 and 2,
    # the standard deviation over all four is sqrt(2), and p is one half.
    passed, rest = [True, True, False, False], [3, 5, 1, 3]
    assert discrimination(passed, rest) == pytest.approx(2 / np.sqrt(2) * 0.5)


@pytest.mark.parametrize("seed", range(5))
def test_discrimination_is_the_correlation_of_passing_with_the_rest(seed):
    rng = np.random.default_rng(seed)
    passed, rest = rng.random(20) < 0.4, rng.normal(size=20)
    expected = np.corrcoef(passed, rest)[0, 1]
    assert discrimination(passed, rest) == pytest.approx(expected)


def test_a_question_that_the_weak_pass_and_the_strong_do_not_is_negative():
    assert discrimination([True, True, False, False], [0, 1, 8, 9]) < -0.9


@pytest.mark.parametrize(
    ("passed", "rest"),
    [
        ([True, True, True], [1, 2, 3]),
        ([False, False, False], [1, 2, 3]),
        ([True, False, True], [2, 2, 2]),
        ([True, False, True], [0.1 + 0.2, 0.3, 0.3]),
        ([True, False], [1, 2]),
    ],
)
def test_discrimination_is_undefined_where_nothing_differs(passed, rest):
    assert discrimination(passed, rest) is None
