"""What the judge says of one answer, as plain data."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """The one word for how an answer ended."""

    PASSED = "passed"
    WRONG = "wrong"
    NOT_ATTEMPTED = "not attempted"
    RAISED = "raised"
    TIMED_OUT = "timed out"
    OUT_OF_MEMORY = "out of memory"
    FORBIDDEN = "forbidden"
    TAMPERED = "tampered"


@dataclass(frozen=True)
class Difference:
    """The first entry in which an output differs from the reference, in words."""

    where: str  # "h_t[0, 2], that is sample 0, unit 2"
    expected: str
    got: str


@dataclass(frozen=True)
class Verdict:
    """One question's result.

    ``share`` is the part of the question's points that the answer earns, from 0 to 1.
    ``misconception`` is the name of the known mistake that gives exactly these values, if
    there is one. ``lesson`` is the id of the lesson section to read. Every text is a whole
    sentence, safe to show as plain text and to be escaped for HTML by whoever shows it.
    """

    question: str
    outcome: Outcome
    share: float
    headline: str
    explanation: str = ""
    misconception: str | None = None
    lesson: str = ""
    difference: Difference | None = None
    case: str = ""
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether the answer earns all of its points."""
        return self.outcome is Outcome.PASSED and self.share == 1

    def to_dict(self) -> dict:
        """Return the verdict as JSON-ready data; :meth:`from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict) -> "Verdict":
        """Rebuild a verdict from :meth:`to_dict`; raise KeyError or ValueError if it is not one."""
        difference = data["difference"]
        return cls(
            **{
                **data,
                "outcome": Outcome(data["outcome"]),
                "difference": Difference(**difference) if difference else None,
                "notes": tuple(data["notes"]),
            }
        )
