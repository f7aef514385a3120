"""How fast a class is graded, from submitted notebooks to marks in the gradebook.

Run: .venv/bin/python benchmarks/grading.py, with --sizes 100,1000,10000 for the whole curve.

Measured are whole commands, their start included, in turns over the same submissions: nbgrader
as it is, which runs each notebook in a kernel; nbgrader with the judge's plug-in; and
``python -m grader grade`` without feedback pages. Then how many submissions a minute one and two
processes grade, and how time and memory grow with the class. The figures go to a table and to
_build/benchmarks/grading.json.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "lstm-gates"
RESULTS = ROOT / "_build" / "benchmarks" / "grading.json"
# What students hand in, in turns: right answers in two styles, known mistakes, half of the work.
KINDS = ("right", "other-style", "half-done", "right", "mistake-in-cell_update", "several-mistakes")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--pairs", type=int, default=40, help="submissions that all three grade")
    options.add_argument("--rounds", type=int, default=1, help="how often they take turns")
    options.add_argument("--sizes", default="100,400", help="sizes of classes, for the curve")
    options.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.one:
        return grade_one(*chosen.one)
    return measure(chosen.pairs, chosen.rounds, [int(size) for size in chosen.sizes.split(",")])


def measure(pairs, rounds, sizes):
    from rich.console import Console
    from rich.progress import Progress

    with tempfile.TemporaryDirectory() as folder, Progress() as bar:
        steps = bar.add_task("Grading classes", total=3 * rounds + 2 + len(sizes))

        def timed(way, classroom, jobs=2):
            figures = run(way, classroom, jobs)
            bar.advance(steps)
            return figures

        classes = Classes(Path(folder))
        turns = [
            {way: timed(way, classes.new(pairs)) for way in ("nbgrader", "plugin", "ours")}
            for _ in range(rounds)
        ]
        jobs = {jobs: timed("ours", classes.new(sizes[0]), jobs) for jobs in (1, 2)}
        curve = {size: timed("ours", classes.new(size)) for size in sizes}
    results = {"submissions": pairs, "turns": turns, "jobs": jobs, "curve": curve}
    results["cores"] = os.cpu_count()
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(results, indent=1))
    for table in tables(results, sizes[0]):
        Console().print(table)
    Console().print(f"The figures are in {RESULTS.relative_to(ROOT)}", highlight=False)


def tables(results, size):
    from rich.table import Table

    table = Table("way", "seconds", "a minute", "times nbgrader", title="The same submissions")
    for turn in results["turns"]:
        for way, figures in turn.items():
            seconds = figures["seconds"]
            ratio = turn["nbgrader"]["seconds"] / seconds
            rate = 60 * results["submissions"] / seconds
            table.add_row(WAYS[way], f"{seconds:.1f}", f"{rate:.0f}", f"{ratio:.1f}")
    yield table
    table = Table("processes", "seconds", "a minute", title=f"{size} submissions")
    for jobs, figures in results["jobs"].items():
        seconds = figures["seconds"]
        table.add_row(str(jobs), f"{seconds:.1f}", f"{60 * size / seconds:.0f}")
    yield table
    headings = ("submissions", "seconds", "a minute", "ms each", "memory, MiB")
    table = Table(*headings, title="Larger classes")
    for number, figures in results["curve"].items():
        seconds = figures["seconds"]
        figures = (seconds, 60 * number / seconds, 1000 * seconds / number, figures["memory"])
        table.add_row(str(number), *(f"{figure:.1f}" for figure in figures))
    yield table


WAYS = {
    "nbgrader": "nbgrader as it is",
    "plugin": "nbgrader with the judge's plug-in",
    "ours": "python -m grader grade",
}


class Classes:
    """Makes classes of any size; their gradebooks know the exercise already."""

    def __init__(self, folder: Path):
        import nbformat

        from grader.folders import Classroom, instructor_notebook
        from grader.gradebook import ensure_assignment
        from grader.rehearsal_class import pupils
        from grader.released import release

        solution = nbformat.read(instructor_notebook(NAME), as_version=4)
        known = {pupil.name: pupil.submission for pupil in pupils(release(NAME), solution)}
        self._kinds = [json.loads(known[kind]) for kind in KINDS]
        for kind in self._kinds:
            kind["cells"].append(None)
        self._folder, self._made = folder, 0
        self._empty = Classroom(folder / "empty")
        self._empty.folder.mkdir()
        ensure_assignment(self._empty, NAME)

    def new(self, size):
        from grader.folders import Classroom

        self._made += 1
        classroom = Classroom(self._folder / f"class-{self._made}")
        shutil.copytree(self._empty.folder, classroom.folder)
        (classroom.folder / "source").symlink_to(ROOT / "solutions")
        for number in range(size):
            notebook = self._kinds[number % len(self._kinds)]
            notebook["cells"][-1] = own_cell(number)
            path = classroom.notebook(NAME, f"student-{number:05}")
            path.parent.mkdir(parents=True)
            path.write_text(json.dumps(notebook))
        return classroom


def own_cell(number):
    """Return a cell that makes a submission differ from every other one."""
    text = f"Submission number {number}."
    return {"cell_type": "markdown", "id": "own", "metadata": {}, "source": text}


def run(way, classroom, jobs) -> dict:
    """Return the seconds and the mebibytes that one command takes."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    command = [sys.executable, __file__, "--one", way, str(classroom.folder), str(jobs)]
    began = time.perf_counter()
    done = subprocess.run(
        command, env={**os.environ, "PATH": path}, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(f"{WAYS[way]} has failed:\n{done.stderr}")
    return {"seconds": seconds, **json.loads(done.stdout.splitlines()[-1])}


def grade_one(way, folder, jobs):
    """Grade one class in this process, and print how much memory that took."""
    import grader.quick_start  # noqa: F401
    from grader.folders import Classroom

    classroom = Classroom(Path(folder))
    if way == "ours":
        from grader.classroom import grade

        graded = grade(classroom, NAME, int(jobs), feedback=False)
        if graded.failures:
            raise SystemExit(str(graded.failures))
    else:
        autograde(classroom, way)
    used = [resource.getrusage(who).ru_maxrss for who in WHOSE]
    print(json.dumps({"memory": max(used) / 1024}))


WHOSE = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def autograde(classroom, way):
    from nbgrader.apps import AutogradeApp
    from traitlets.config import Config

    from grader.nbgrader_settings import settings

    config = Config()
    if way == "plugin":
        config = settings(classroom)
    else:
        config.CourseDirectory.root = str(classroom.folder)
    os.chdir(classroom.folder)
    app = AutogradeApp.instance(config=config)
    app.initialize([NAME])
    app.start()


if __name__ == "__main__":
    main()
