"""Say of a submission's code what no answer needs to do, as flags for people."""

from collections import defaultdict

from grader.flag import Flag, FlagKind
from grader.sandbox.reply import Status
from grader.sandbox.session import Session

MOST_EXAMPLES = 3

# By the words of grader/sandbox/watch.py.
_TRIED = {
    "inside": "it looks into the program that runs it",
    "memory": "it reaches into the memory of the program that runs it",
    "files": "it looks for files outside of its own folder",
    "processes": "it starts other programs",
    "network": "it reaches for the network",
    "signals": "it sends signals to processes",
    "limits": "it changes the limits of processes",
}


def conduct(session: Session) -> list[Flag]:
    """Return flags for what the code of ``session`` tried, and for cells that ended its process."""
    return [*_unusual(session.noticed), *_stopped(session.cells)]


def _unusual(notes):
    examples = defaultdict(list)
    for note in notes:
        kind, _, example = note.partition(" ")
        if kind in _TRIED:  # whoever finds the line for notes can write what he likes
            examples[kind].append(example)
    if not examples:
        return []
    tried = [
        f"{_TRIED[kind]} ({', '.join(found[:MOST_EXAMPLES])})" for kind, found in examples.items()
    ]
    sentence = f"The code does what no answer needs: {'; '.join(tried)}. This changes no mark."
    return [Flag(FlagKind.UNUSUAL, sentence)]


def _stopped(cells):
    ended = [
        f"{name} ({report.status})"
        for name, report in cells.items()
        if report.status not in (Status.RETURNED, Status.RAISED)
    ]
    if not ended:
        return []
    more = f" and {len(ended) - MOST_EXAMPLES} more" if len(ended) > MOST_EXAMPLES else ""
    names = ", ".join(ended[:MOST_EXAMPLES])
    return [Flag(FlagKind.STOPPED, f"These cells ended or did not finish: {names}{more}.")]
