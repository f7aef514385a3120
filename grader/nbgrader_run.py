"""Run one of nbgrader's converters in this process, and say plainly why it failed.

A converter changes the working folder while it runs: never run two in threads.
"""

import glob
import logging
import os
import sys
import warnings
from pathlib import Path

from traitlets.config import Config


class NbgraderFailed(RuntimeError):
    """nbgrader could not do its work. ``log`` holds all that it reported."""

    def __init__(self, reason: str, log: str = ""):
        """Keep the reason, one sentence, and the whole log."""
        super().__init__(reason)
        self.log = log


def run(converter: str, config: Config, assignment: str, student: str | None = None) -> None:
    """Run the converter of that name (``Autograde``, ``GenerateFeedback``, ...).

    For one ``student``, or for all of them. Raises NbgraderFailed.
    """
    from nbgrader import converters  # slow to import
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory
    from sqlalchemy.exc import SAWarning

    refuse_patterns(config.CourseDirectory.root, student or "")
    make_alembic_findable()
    messages = _Messages()
    log = logging.Logger("nbgrader", logging.WARNING)
    log.addHandler(messages)
    config = Config(config)
    config.CourseDirectory.assignment_id = assignment
    config.CourseDirectory.student_id = "*" if student is None else student
    course = CourseDirectory(config=config, log=log)
    try:
        with warnings.catch_warnings():
            # nbgrader adds a submission to the gradebook after it has asked for it.
            warnings.filterwarnings("ignore", "Object of type <Submitted", SAWarning)
            getattr(converters, converter)(coursedir=course, config=config, log=log).start()
    except (NbGraderException, SystemExit) as error:
        raise NbgraderFailed(messages.reason() or str(error), "\n".join(messages.lines)) from error


def make_alembic_findable() -> None:
    """Let nbgrader find the program that it starts by name when it makes a gradebook."""
    programs = str(Path(sys.executable).parent)
    if programs not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([programs, os.environ.get("PATH", os.defpath)])


def refuse_patterns(*names: str) -> None:
    """Raise NbgraderFailed for a name that nbgrader would take for a pattern of names."""
    for name in names:
        if glob.has_magic(name):
            raise NbgraderFailed(
                f"nbgrader takes * ? and [ for patterns and cannot find {name}. "
                "Rename the folder without these characters.",
                "",
            )


class _Messages(logging.Handler):
    """Keep what is logged."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())

    def reason(self):
        """Return the last line of the first traceback: the exception that began it all."""
        for message in self.lines:
            if message.startswith("Traceback"):
                return message.strip().splitlines()[-1]
        return self.lines[-1] if self.lines else ""
