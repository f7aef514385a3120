"""The class report: every student's marks, and which misconceptions the class has."""

import csv
import io
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from grader import records
from grader.exercise import Exercise, Question
from grader.exercises import load_exercise
from grader.flag import Flag
from grader.folders import Classroom, write_atomically
from grader.gradebook import Mark, Marks, all_marks
from grader.lessons import section_link, section_name
from grader.sandbox.launch import READABLE
from grader.verdict import Outcome, Verdict

TEMPLATE = "report.html.j2"

# How a question can end, in the order of the bars; the words are shown to people.
FULL, PART, WRONG, STOPPED, EMPTY = "right", "partly right", "wrong", "stopped", "not attempted"
ENDINGS = (FULL, PART, WRONG, STOPPED, EMPTY)
SIGNS = {FULL: "✓", PART: "◐", WRONG: "✗", STOPPED: "⚠", EMPTY: "○"}

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class NothingToReport(LookupError):
    """No submission of the assignment has been graded."""


@dataclass(frozen=True)
class Answer:
    """One student's answer to one question: the verdict, and the mark in the gradebook."""

    verdict: Verdict
    mark: Mark

    @property
    def ending(self) -> str:
        """One of ENDINGS."""
        if self.verdict.outcome is Outcome.NOT_ATTEMPTED:
            return EMPTY
        if self.verdict.passed:
            return FULL
        if self.verdict.share > 0:
            return PART
        return WRONG if self.verdict.outcome is Outcome.WRONG else STOPPED


@dataclass(frozen=True)
class StudentRow:
    """One student: the marks, the answers by question, and what is unusual."""

    student: str
    marks: Marks
    answers: dict[str, Answer]
    flags: tuple[Flag, ...]
    protection: str

    @property
    def written(self) -> dict[str, Mark]:
        """The marks that a person gives, by the grade_id of their cells."""
        judged = {f"{question}-check" for question in self.answers}
        return {name: mark for name, mark in self.marks.marks.items() if name not in judged}


@dataclass(frozen=True)
class QuestionRow:
    """One question: how many answers ended in which way."""

    question: Question
    endings: Counter


@dataclass(frozen=True)
class MisconceptionRow:
    """One known mistake: what it teaches, and who made it."""

    question: str
    message: str
    lesson: str
    students: list[str]


@dataclass(frozen=True)
class Report:
    """All that the report shows, before it is laid out."""

    exercise: Exercise
    students: list[StudentRow]
    questions: list[QuestionRow]
    misconceptions: list[MisconceptionRow]


def write(classroom: Classroom, assignment: str) -> tuple[Path, Path]:
    """Write the report as a page and as a table (CSV), and return their paths.

    Raises UnknownExercise, and NothingToReport where nothing has been graded.
    """
    report = gather(classroom, assignment)
    page = classroom.reports / f"{assignment}.html"
    table = classroom.reports / f"{assignment}.csv"
    write_atomically(page, as_page(report, classroom.reports).encode("utf-8", "replace"))
    # The mark at the beginning tells spreadsheets that the letters are UTF-8.
    write_atomically(table, as_table(report).encode("utf-8-sig", "replace"))
    return page, table


def gather(classroom: Classroom, assignment: str) -> Report:
    """Collect the gradebook's marks and the judge's records of one assignment."""
    exercise = load_exercise(assignment)
    rows = []
    for marks in all_marks(classroom, assignment):
        record = records.kept(classroom, assignment, marks.student)
        if record is not None:
            rows.append(_student_row(marks, record.result))
    if not rows:
        raise NothingToReport(
            f"No submission of {assignment} has been graded. "
            f"Run: python -m grader grade {assignment}"
        )
    questions = [
        QuestionRow(question, Counter(row.answers[question.name].ending for row in rows))
        for question in exercise.questions
    ]
    return Report(exercise, rows, questions, _misconceptions(exercise, rows))


def as_page(report: Report, folder: Path) -> str:
    """Return the report as one page of HTML that asks nothing of any other host.

    Links to lessons lead from ``folder`` to the built book, where there is one.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["points"] = lambda number: f"{number:g}"
    return environment.get_template(TEMPLATE).render(
        report=report,
        endings=ENDINGS,
        signs=SIGNS,
        total=len(report.students),
        readable=READABLE,
        lesson_name=section_name,
        lesson_link=lambda lesson: section_link(lesson, folder),
    )


def as_table(report: Report) -> str:
    """Return the marks as comma-separated values, one student in a row."""
    written = list(report.students[0].written)
    names = [question.name for question in report.exercise.questions]
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\n")
    table.writerow(
        ["student", "score", "possible", "late penalty", *names, *written]
        + [f"{name}: outcome" for name in names]
        + ["to be marked by hand", "flags", "protection"]
    )
    for row in report.students:
        marks = row.marks
        table.writerow(
            [_plain(row.student), marks.score, marks.possible, marks.late_penalty]
            + [row.answers[name].mark.score for name in names]
            + [row.written[name].score for name in written]
            + [row.answers[name].verdict.outcome for name in names]
            + [sum(mark.needs_manual for mark in marks.marks.values())]
            + [_plain(" ".join(flag.text for flag in row.flags)), row.protection]
        )
    return file.getvalue()


def _student_row(marks, result):
    answers = {
        verdict.question: Answer(verdict, marks.marks[f"{verdict.question}-check"])
        for verdict in result.verdicts
    }
    return StudentRow(marks.student, marks, answers, result.flags, result.protection)


def _misconceptions(exercise, rows):
    """Return the known mistakes that were made, the most common first."""
    made = defaultdict(list)
    for row in rows:
        for name, answer in row.answers.items():
            if answer.verdict.misconception:
                made[name, answer.verdict.misconception].append(row.student)
    known = {
        (question.name, mistake.name): mistake
        for question in exercise.questions
        for mistake in question.mistakes
    }
    order = list(known)
    return [
        MisconceptionRow(key[0], known[key].message, known[key].lesson, made[key])
        for key in sorted(made, key=lambda key: (-len(made[key]), order.index(key)))
    ]


def _plain(text):
    """Return ``text`` so that no spreadsheet takes it for a formula."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text
