import selectors
import time

import pytest

from grader.sandbox import clock


class Sleepy(selectors.DefaultSelector):
    """A selector of a machine that stands still for a hundred seconds while it waits."""

    def select(self, seconds):
        stood_still.append(100)
        return super().select(0)


stood_still = []


@pytest.fixture
def monotonic(monkeypatch):
    stood_still.clear()
    monotonic = time.monotonic
    monkeypatch.setattr(clock, "_lost", 0.0)
    monkeypatch.setattr(time, "monotonic", lambda: monotonic() + sum(stood_still))


def test_time_in_which_the_machine_stands_still_does_not_count(monotonic):
    before = clock.now()
    with Sleepy() as selector:
        assert clock.wait(selector, 5) == []
        assert clock.wait(selector, 5) == []
    assert -2 < clock.now() - before < 5


def test_time_of_waiting_counts():
    before = clock.now()
    with selectors.DefaultSelector() as selector:
        assert clock.wait(selector, 0.05) == []
        clock.wait(selector, 60)
    assert clock.now() - before > clock.TICK
