"""What goes wrong by accident costs what it must and nothing else, and is told."""

from pathlib import Path

import pytest

from grader.folders import Classroom
from grader.sandbox.nursery import Nursery
from tests.hostile.judging import as_expected, judged
from tests.hostile.submissions import Desk, submissions

ALL = list(submissions(Path(__file__).parent))


@pytest.fixture(scope="module")
def desk():
    return Desk()


@pytest.fixture(scope="module")
def nursery():
    with Nursery() as nursery:
        yield nursery


@pytest.fixture
def judge(tmp_path, desk, nursery, monkeypatch):
    """Return the function that judges the accident of that name."""

    def judge(accident):
        return judged(Classroom(tmp_path), accident, desk, monkeypatch.setattr, nursery)

    return judge


def named(name):
    return next(each for each in ALL if each.name == name)


def test_there_are_many_and_each_says_what_happened():
    assert len(ALL) >= 40
    assert len({each.tries for each in ALL}) == len(ALL)


@pytest.mark.parametrize("accident", ALL, ids=lambda each: each.name)
def test_it_gets_the_mark_that_it_deserves(accident, judge, desk):
    outcome = judge(accident)
    assert as_expected(accident, outcome) == []
    assert outcome.mark == accident.honest_mark(desk.points)


@pytest.mark.parametrize(
    "name, question, words",
    [
        ("progress_bar_that_is_not_there", "forget_gate", "No module named 'tqdm'"),
        ("scipy_and_torch", "forget_gate", "No module named 'scipy'"),
        ("scipy_and_torch", "cell_update", "No module named 'torch'"),
        ("scipy_and_torch", "cell_update", "Answers can import NumPy, Matplotlib"),
        ("progress_bar_that_is_not_there", "forget_gate", "Answers can import NumPy, Matplotlib"),
        ("asks_for_input", "forget_gate", "Nobody can type while a notebook is graded"),
        ("syntax_error_in_one_cell", "forget_gate", "SyntaxError in line 1"),
        ("function_renamed", "forget_gate", "No function called forget_gate is defined"),
        ("infinite_loop_by_accident", "cell_update", "Look for a loop that never ends"),
        ("changes_its_arguments", "cell_update", "writes into arrays that it was given (c_prev)"),
    ],
)
def test_the_verdict_says_what_to_do(name, question, words, judge):
    verdict = judge(named(name)).result.verdict(question)
    assert words in " ".join([verdict.headline, verdict.explanation, *verdict.notes])
