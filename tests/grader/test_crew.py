import os

import pytest

from grader import crew


@pytest.fixture
def two():
    with crew.processes(2, ("grader.crew",)) as crew_of_two:
        yield crew_of_two


def end_the_process(task):
    if task == "bad":
        os._exit(1)
    return task.upper()


def complain(task):
    raise ValueError(f"{task} is wrong")


def test_every_call_comes_back_with_its_result(two):
    calls = [(f"{number}x",) for number in range(50)]
    results = list(two.results(end_the_process, iter(calls)))
    assert sorted(results) == sorted((call, call[0].upper(), None) for call in calls)


def test_no_more_calls_are_made_than_can_wait(two):
    taken = []

    def calls():
        for number in range(30):
            taken.append(number)
            yield (str(number),)

    for done, _ in enumerate(two.results(end_the_process, calls())):
        assert len(taken) - done <= 2 * crew.CALLS_WAITING


def test_a_process_that_ends_costs_one_call(two):
    calls = [("good",), ("bad",), *((f"fine {number}",) for number in range(20))]
    results = {call: (result, error) for call, result, error in two.results(end_the_process, calls)}
    assert results.keys() == set(calls)
    failed = {call for call, (_, error) in results.items() if error}
    assert failed == {("bad",)}
    assert results["fine 19",] == ("FINE 19", None)


def test_an_error_in_a_process_comes_back_with_its_call(two):
    ((call, result, error),) = two.results(complain, [("it",)])
    assert (call, result) == (("it",), None)
    assert str(error) == "it is wrong"
