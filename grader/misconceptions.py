"""The misconceptions behind the known mistakes, and the page of the book on each."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from grader.lessons import book_link
from grader.misconception_table import TABLE


@dataclass(frozen=True)
class Misconception:
    """One wrong idea: its id, its title, its part, and the names of the mistakes it leads to."""

    id: str
    title: str
    part: str
    mistakes: tuple[str, ...]

    @property
    def page(self) -> str:
        """The path of its page, without suffix."""
        return f"book/misconceptions/{self.id}"


MISCONCEPTIONS = tuple(
    Misconception(id, title, part, tuple(mistakes.split()))
    for part, rows in TABLE.items()
    for id, (title, mistakes) in rows.items()
)


def misconception_of(question: str, mistake: str | None) -> Misconception | None:
    """Return the misconception behind a question's mistake; None where the table has none."""
    table = _by_mistake()
    return table.get(f"{question}.{mistake}") or table.get(mistake)


def misconception_link(misconception: Misconception, start: Path | None = None) -> str | None:
    """Return a link to the page of a misconception, or None without a built book."""
    return book_link(f"{misconception.page}.html", start)


@cache
def _by_mistake():
    return {name: each for each in MISCONCEPTIONS for name in each.mistakes}
