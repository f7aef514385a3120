"""Every hostile submission ends with what its honest answers earn, and says what happened."""

import pytest

from grader.folders import Classroom
from grader.sandbox.nursery import Nursery
from tests.hostile.judging import as_expected, judged
from tests.hostile.submissions import Desk, submissions
from tests.sandbox.conftest import choose

ALL = list(submissions())
# At the weakest level of protection: whatever acts on the line to the grader, and on its files.
WITHOUT_SANDBOX = (
    *("disk_filled", "fork_bomb", "leaves_with_a_good_word"),
    *("memory_bomb", "memory_that_no_limit_counts", "shared_memory_made_larger"),
    *("thread_answers_for_the_worker", "slows_the_grader_down", "writes_to_the_line"),
    *("worker_told_that_nothing_changed", "takes_the_reply_in_its_hands", "output_flood"),
)


@pytest.fixture(scope="module")
def classroom(tmp_path_factory):
    """One class: what a submission leaves behind, the next one finds."""
    return Classroom(tmp_path_factory.mktemp("hostile") / "class")


@pytest.fixture(scope="module")
def desk():
    return Desk()


@pytest.fixture(scope="module")
def nursery():
    """One sandbox, in which each submission runs after the others."""
    with Nursery() as nursery:
        yield nursery


def test_there_are_many_and_each_says_what_it_tries():
    assert len(ALL) >= 60
    assert all(each.tries and each.family for each in ALL)
    assert len({each.tries for each in ALL}) == len(ALL)
    assert set(WITHOUT_SANDBOX) <= {each.name for each in ALL}


@pytest.mark.parametrize("tried", ALL, ids=lambda each: each.name)
def test_it_gains_nothing_and_does_not_go_unseen(tried, classroom, desk, nursery, monkeypatch):
    outcome = judged(classroom, tried, desk, monkeypatch.setattr, nursery)
    assert as_expected(tried, outcome) == []
    assert outcome.result.protection == "bubblewrap"


@pytest.mark.parametrize(
    "tried", [each for each in ALL if each.name in WITHOUT_SANDBOX], ids=lambda each: each.name
)
def test_it_gains_nothing_without_a_sandbox(tried, tmp_path, desk, monkeypatch):
    choose("limits only", monkeypatch)
    outcome = judged(Classroom(tmp_path), tried, desk, monkeypatch.setattr)
    assert outcome.mark <= tried.honest_mark(desk.points) + 0.001
    assert outcome.result.protection == "limits only"
