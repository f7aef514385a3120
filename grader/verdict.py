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
class Pattern:
    """Which entries of one output differ from the reference.

    ``wrong`` has one "1" (different) or "0" (right) for each entry, row by row; it is empty where
    there are too many for a picture. ``words`` is a sentence that says what the different entries
    have in common.
    """

    output: str
    axes: tuple[str, ...]  # their names, in order
    shape: tuple[int, ...]
    wrong: str
    words: str

    @classmethod
    def from_dict(cls, data: dict) -> "Pattern":
        """Rebuild a pattern from its JSON form; raise KeyError or TypeError if it is not one."""
        return cls(**{**data, "axes": tuple(data["axes"]), "shape": tuple(data["shape"])})


@dataclass(frozen=True)
class Value:
    """One array for people: its name, its type and shape in words, its digits where they fit."""

    name: str
    kind: str  # "float64, shape (2, 4)"
    digits: str


@dataclass(frozen=True)
class Example:
    """The answer called on a public case, one of those that the learner's own check uses.

    ``finding`` says in a sentence what is wrong with what came back, and is empty where it is
    right. ``returned`` is empty where no values came back.
    """

    case: str
    arguments: tuple[Value, ...]
    expected: tuple[Value, ...]
    returned: tuple[Value, ...]
    finding: str = ""
    difference: Difference | None = None
    pattern: Pattern | None = None

    @classmethod
    def from_dict(cls, data: dict) -> "Example":
        """Rebuild an example from its JSON form; raise KeyError or TypeError if it is not one."""
        values = {
            name: tuple(Value(**value) for value in data[name])
            for name in ("arguments", "expected", "returned")
        }
        return cls(**{**data, **values, **_places(data)})


@dataclass(frozen=True)
class Verdict:
    """One question's result.

    ``share`` is the part of the question's points that the answer earns, from 0 to 1.
    ``misconception`` is the name of the known mistake that gives exactly these values, if
    there is one. ``lesson`` is the id of the lesson section to read. ``example`` shows the answer
    on a public case, so that nothing has to be told of the secret ones. Every text is a whole
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
    pattern: Pattern | None = None
    case: str = ""
    notes: tuple[str, ...] = ()
    example: Example | None = None

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
        return cls(
            **{
                **data,
                **_places(data),
                "outcome": Outcome(data["outcome"]),
                "notes": tuple(data["notes"]),
                "example": Example.from_dict(data["example"]) if data["example"] else None,
            }
        )


def _places(data: dict) -> dict:
    """Return where values differ, rebuilt from the JSON form of a verdict or an example."""
    difference, pattern = data["difference"], data["pattern"]
    return {
        "difference": Difference(**difference) if difference else None,
        "pattern": Pattern.from_dict(pattern) if pattern else None,
    }
