"""How a question can end, in one word and one sign for people: the same on every page."""

from grader.verdict import Outcome, Verdict

FULL, PART, WRONG, STOPPED, EMPTY = "right", "partly right", "wrong", "stopped", "not attempted"
ENDINGS = (FULL, PART, WRONG, STOPPED, EMPTY)
SIGNS = {FULL: "✓", PART: "◐", WRONG: "✗", STOPPED: "⚠", EMPTY: "○"}


def ending(verdict: Verdict) -> str:
    """Return one of ENDINGS."""
    if verdict.outcome is Outcome.NOT_ATTEMPTED:
        return EMPTY
    if verdict.passed:
        return FULL
    if verdict.share > 0:
        return PART
    return WRONG if verdict.outcome is Outcome.WRONG else STOPPED
