"""Where the lesson sections are that a verdict sends its reader to."""

import os
from dataclasses import dataclass
from pathlib import Path

_LSTM = ("book/lstm/gate-by-gate", "The LSTM, gate by gate")
_PATH = ("book/lstm/gradient-path", "The path of the gradient")
_PRICE = ("book/lstm/price", "What the LSTM costs")


@dataclass(frozen=True)
class Section:
    """One section of a lesson: the page's path without suffix, and the titles to show."""

    page: str
    page_title: str
    title: str


SECTIONS = {
    "lstm-four-blocks": Section(*_LSTM, "One step, four blocks"),
    "lstm-forget-gate": Section(*_LSTM, "The forget gate"),
    "lstm-input-gate": Section(*_LSTM, "The input gate and the candidate"),
    "lstm-cell-update": Section(*_LSTM, "The cell update"),
    "lstm-output-gate": Section(*_LSTM, "The output gate and the hidden state"),
    "lstm-step": Section(*_LSTM, "The whole step"),
    "lstm-sequence": Section(*_LSTM, "The whole sequence"),
    "lstm-gradient": Section(*_PATH, "The gradient of one step"),
    "lstm-parameters": Section(*_PRICE, "Counting parameters"),
    "lstm-forget-bias": Section(*_PATH, "The forget bias"),
}


def section_name(lesson: str) -> str:
    """Return a section's name for people: page title and heading."""
    section = SECTIONS[lesson]
    return f"{section.page_title}: {section.title}"


def section_link(lesson: str, start: Path | None = None) -> str | None:
    """Return a link to the section, or None where the built book cannot be found.

    The address in the environment variable UNROLLED_BOOK comes first. Otherwise the book
    that ``make book`` built is looked for above ``start`` (by default the working folder),
    and the link is relative to ``start``.
    """
    target = f"{SECTIONS[lesson].page}.html#{lesson}"
    address = os.environ.get("UNROLLED_BOOK")
    if address:
        return f"{address.rstrip('/')}/{target}"
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        book = folder / "_build" / "html"
        if (book / "index.html").is_file():
            return f"{os.path.relpath(book, start)}/{target}"
    return None
