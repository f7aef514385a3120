"""Whether answers may be run where the sandbox does not work."""

import os

from grader.sandbox.bubblewrap import available
from grader.sandbox.launch import SandboxUnavailable

# Set to 1, it makes every way into grading refuse to run an answer without the sandbox: the
# commands of the course, plain nbgrader, and the formgrader.
VARIABLE = "UNROLLED_REQUIRE_SANDBOX"


def is_required() -> bool:
    """Return whether answers must not be run without the sandbox."""
    return os.environ.get(VARIABLE, "") not in ("", "0")


def require() -> None:
    """Let this process and those that it starts run no answer without the sandbox."""
    os.environ[VARIABLE] = "1"


def refuse_without_sandbox() -> None:
    """Raise SandboxUnavailable where the sandbox is required and does not work."""
    if not is_required():
        return
    works, why = available()
    if not works:
        raise SandboxUnavailable(
            f"The sandbox is required here, and it does not work: {why} Nothing was graded. "
            f"Without --require-sandbox and {VARIABLE}, answers are run with less protection: "
            "python -m grader doctor says with how much."
        )
