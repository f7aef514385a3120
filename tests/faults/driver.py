"""Grade a class in a process that can be ended: driver.py FOLDER JOBS [END_AT | count].

END_AT is the number of the write to a file before which the process ends itself, as it does by
SIGKILL; with "count" it prints how many there are.
"""

import os
import signal
import sys
from pathlib import Path

import grader.quick_start  # noqa: F401
from grader.classroom import grade
from grader.folders import Classroom
from tests.grader.class_of_five import NAME

WRITES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "shutil.rmtree")


def end_at(number, folder):
    """End this process before its write of that ``number``; return the counter of writes."""
    counted = [0]

    def hook(event, arguments):
        writes = event in WRITES or (
            event == "open"
            and str(arguments[0]).startswith(folder)
            and arguments[1] not in (None, "r")
        )
        if writes:
            counted[0] += 1
            if counted[0] == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    return counted


def main(folder, jobs, end="0"):
    counted = end_at(0 if end == "count" else int(end), folder)
    graded = grade(Classroom(Path(folder)), NAME, int(jobs), feedback=False)
    if graded.failures:
        sys.exit(str(graded.failures))
    print(counted[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
