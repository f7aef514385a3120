"""What is unusual about a submission, as plain data. A flag is for people; it moves no mark."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class FlagKind(StrEnum):
    """The one word for what is unusual."""

    UNREADABLE = "unreadable"
    MISSING = "missing cell"
    DUPLICATED = "duplicated cell"
    EDITED = "edited cell"
    RETAGGED = "changed metadata"
    RETYPED = "changed cell type"
    MOVED = "moved cell"
    KERNEL = "wrong kernel"
    LEFT_OUT = "left out"
    SET_ASIDE = "file set aside"
    STOPPED = "stopped cell"
    UNUSUAL = "unusual code"


@dataclass(frozen=True)
class Flag:
    """One thing that is unusual: its kind, and a whole sentence about it."""

    kind: FlagKind
    text: str

    def to_dict(self) -> dict:
        """Return the flag as JSON-ready data; :meth:`from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict) -> "Flag":
        """Rebuild a flag from :meth:`to_dict`; raise KeyError or ValueError if it is not one."""
        return cls(FlagKind(data["kind"]), data["text"])
