"""Sessions at every level of protection that this machine can give."""

import pytest

from grader.sandbox import bubblewrap, launch, session
from grader.sandbox.limits import Limits
from grader.sandbox.session import Session, SourceCell

# Kind enough for a busy machine, short enough for many endless loops.
QUICK = Limits(call_seconds=1, cell_seconds=2, notebook_seconds=30, memory_bytes=2**28)


def choose(level: str, monkeypatch) -> None:
    """Make every session of this test run at ``level``; skip the test where that is not there."""
    if level == "bubblewrap":
        works, why = bubblewrap.available()
        if not works:
            pytest.skip(why)
        return
    monkeypatch.setattr(session, "available", lambda: (False, "There is no sandbox here."))
    if level == "limits only":
        monkeypatch.setattr(launch, "has_landlock", lambda: False)
    elif not launch.has_landlock():
        pytest.skip("This kernel has no Landlock.")


def opened(*sources: str, limits: Limits = QUICK) -> Session:
    """Return a session, not yet entered, of the cells cell-0, cell-1, ..."""
    cells = [SourceCell(f"cell-{at}", source) for at, source in enumerate(sources)]
    return Session(cells, limits)


@pytest.fixture(params=["bubblewrap", "limits only"])
def level(request, monkeypatch):
    """Run the test once at the strongest and once at the weakest level of protection."""
    choose(request.param, monkeypatch)
    return request.param


@pytest.fixture
def sandboxed(monkeypatch):
    """Run the test in the sandbox only."""
    choose("bubblewrap", monkeypatch)


@pytest.fixture
def bare(monkeypatch):
    """Run the test at the weakest level, where nothing but the worker itself is tested."""
    choose("limits only", monkeypatch)
