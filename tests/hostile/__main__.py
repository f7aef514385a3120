"""Print the table of a suite's submissions: python -m tests.hostile [hostile | accidents]."""

import importlib
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from grader.folders import Classroom
from grader.sandbox.nursery import Nursery
from tests.hostile.judging import judged
from tests.hostile.submissions import Desk, submissions


def main(suite: str) -> None:
    """Judge every submission of the suite, and print what came of it."""
    folder = Path(importlib.import_module(f"tests.{suite}").__file__).parent
    table, desk = Table("submission", "family", "mark", "deserved", "verdicts and flags"), Desk()
    with tempfile.TemporaryDirectory() as place, Nursery() as nursery:
        for each in submissions(folder):
            outcome = judged(Classroom(Path(place)), each, desk, setattr, nursery)
            said = [f"{name}: {how}" for name, how in outcome.verdicts.items()]
            if len(set(outcome.verdicts.values())) == 1 and len(said) == len(desk.points):
                said = [f"all: {said[0].partition(': ')[2]}"]
            said += [f"flag: {kind}" for kind in sorted(outcome.flags)]
            marks = f"{outcome.mark:g}", f"{each.honest_mark(desk.points):g}"
            table.add_row(each.name, each.family, *marks, ", ".join(said) or "all passed")
    Console(width=200).print(table)


if __name__ == "__main__":
    main(*sys.argv[1:] or ["hostile"])
