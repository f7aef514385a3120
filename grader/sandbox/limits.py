"""How much untrusted code may use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """The bounds on one notebook; a time is in seconds of the clock on the wall."""

    call_seconds: float = 5
    cell_seconds: float = 5
    notebook_seconds: float = 60
    start_seconds: float = 30  # for a worker to be ready; not counted as the notebook's time
    memory_bytes: int = 2**30
    folder_bytes: int = 2**26
    folder_files: int = 2**12  # where root grades: an ordinary user cannot bound it
    open_files: int = 64
    threads: int = 64
    printed_characters: int = 10_000

    def of_the_process(self) -> dict[str, int]:
        """Return the limits that the kernel keeps, by the end of their RLIMIT_ name."""
        return {
            "AS": self.memory_bytes,
            # Only for a worker that outlives its parent: the parent's clock is stricter.
            "CPU": int(4 * self.notebook_seconds) + 1,
            "FSIZE": self.folder_bytes,
            "NOFILE": self.open_files,
            "CORE": 0,
        }


USUAL_LIMITS = Limits()
