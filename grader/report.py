"""The class report: marks, what each question tells, and which misconceptions the class has."""

import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from grader import records
from grader.endings import ENDINGS, ending
from grader.exercise import Exercise, Question
from grader.exercises import load_exercise
from grader.flag import Flag
from grader.folders import Classroom, write_atomically
from grader.gradebook import Mark, Marks, all_marks
from grader.item_analysis import discrimination, pass_rate
from grader.lessons import section_link, section_name
from grader.misconceptions import misconception_link, misconception_of
from grader.pages import render
from grader.released import assigned
from grader.sandbox.launch import READABLE
from grader.tables import as_csv
from grader.verdict import Verdict

TEMPLATE = "report.html.j2"


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
        return ending(self.verdict)


@dataclass(frozen=True)
class StudentRow:
    """One student: the marks, the answers by question, and what is unusual."""

    student: str
    marks: Marks
    answers: dict[str, Answer]
    flags: tuple[Flag, ...]
    protection: str
    seconds: float

    @property
    def written(self) -> dict[str, Mark]:
        """The marks that a person gives, by the grade_id of their cells."""
        judged = {f"{question}-check" for question in self.answers}
        return {name: mark for name, mark in self.marks.marks.items() if name not in judged}


@dataclass(frozen=True)
class MisconceptionRow:
    """One known mistake: what it teaches, and who made it."""

    question: str
    name: str
    message: str
    lesson: str
    students: list[str]


@dataclass(frozen=True)
class QuestionRow:
    """One question: how many answers ended in which way, and what that says of it."""

    question: Question
    endings: Counter
    pass_rate: float
    discrimination: float | None
    misconceptions: list[MisconceptionRow]


@dataclass(frozen=True)
class Report:
    """All that the report shows, before it is laid out."""

    exercise: Exercise
    students: list[StudentRow]
    questions: list[QuestionRow]
    misconceptions: list[MisconceptionRow]

    @property
    def protections(self) -> Counter:
        """How many submissions were judged under which protection."""
        return Counter(row.protection for row in self.students)

    @property
    def waiting(self) -> int:
        """How many submissions still wait for a mark that a person gives."""
        return sum(
            any(mark.needs_manual for mark in row.marks.marks.values()) for row in self.students
        )


def write(classroom: Classroom, assignment: str) -> tuple[Path, Path]:
    """Write the report as a page and as tables (CSV); return the paths of page and marks.

    The table of questions lies beside the two. Raises UnknownExercise, and NothingToReport
    where nothing has been graded.
    """
    report = gather(classroom, assignment)
    page, marks, questions = (
        classroom.reports / f"{assignment}{end}" for end in (".html", ".csv", "-questions.csv")
    )
    write_atomically(page, as_page(report, classroom.reports).encode("utf-8", "replace"))
    for path, table in ((marks, as_table(report)), (questions, as_question_table(report))):
        # The mark at the beginning tells spreadsheets that the letters are UTF-8.
        write_atomically(path, table.encode("utf-8-sig", "replace"))
    return page, marks


def gather(classroom: Classroom, assignment: str) -> Report:
    """Collect the gradebook's marks and the judge's records of one assignment."""
    rows, every = [], all_marks(classroom, assignment)
    exercise = assigned(assignment) if every else load_exercise(assignment)
    asked = {question.name for question in exercise.questions}
    for marks in every:
        record = records.kept(classroom, assignment, marks.student)
        # One that was judged when other questions were asked is waiting to be judged anew.
        if record and {verdict.question for verdict in record.result.verdicts} == asked:
            rows.append(_student_row(marks, record.result))
    if not rows:
        raise NothingToReport(
            f"No submission of {assignment} has been graded. "
            f"Run: python -m grader grade {assignment}"
        )
    found = _misconceptions(exercise, rows)
    questions = [_question_row(question, rows, found) for question in exercise.questions]
    return Report(exercise, rows, questions, found)


def as_page(report: Report, folder: Path) -> str:
    """Return the report as one page of HTML that asks nothing of any other host.

    Links to lessons lead from ``folder`` to the built book, where there is one.
    """
    from grader.report_figures import distribution, items  # slow to import

    scores = [row.marks.score for row in report.students]
    seconds = [row.seconds for row in report.students]
    rows = report.questions
    return render(
        TEMPLATE,
        report=report,
        endings=ENDINGS,
        total=len(report.students),
        mean=statistics.mean(scores),
        middle=statistics.median(scores),
        possible=report.students[0].marks.possible,
        middle_seconds=statistics.median(seconds),
        slowest=max(report.students, key=lambda row: row.seconds),
        readable=READABLE,
        figures=[
            Markup(distribution(scores, report.students[0].marks.possible)),
            Markup(items([(row.question.name, row.pass_rate, row.discrimination) for row in rows])),
        ],
        lesson_name=section_name,
        lesson_link=lambda lesson: section_link(lesson, folder),
        misconception_of=misconception_of,
        misconception_link=lambda misconception: misconception_link(misconception, folder),
    )


def as_table(report: Report) -> str:
    """Return the marks as comma-separated values, one student in a row."""
    written = list(report.students[0].written)
    names = [question.name for question in report.exercise.questions]
    heading = ["student", "score", "possible", "late penalty", *names, *written]
    heading += [f"{name}: outcome" for name in names]
    heading += ["to be marked by hand", "flags", "protection", "seconds"]
    rows = [
        [row.student, row.marks.score, row.marks.possible, row.marks.late_penalty]
        + [row.answers[name].mark.score for name in names]
        + [row.written[name].score for name in written]
        + [str(row.answers[name].verdict.outcome) for name in names]
        + [sum(mark.needs_manual for mark in row.marks.marks.values())]
        + [" ".join(flag.text for flag in row.flags), row.protection, row.seconds]
        for row in report.students
    ]
    return as_csv([heading, *rows])


def as_question_table(report: Report) -> str:
    """Return what the class did with each question as comma-separated values."""
    heading = ["question", "pass rate", "discrimination", *ENDINGS]
    heading += ["most common misconception", "made by", "lesson"]
    rows = []
    for row in report.questions:
        first = row.misconceptions[0] if row.misconceptions else None
        rows.append(
            [row.question.name, round(row.pass_rate, 4)]
            # Without a number where there is none: an empty cell is no 0.
            + [None if row.discrimination is None else round(row.discrimination, 4)]
            + [row.endings[each] for each in ENDINGS]
            + ([first.name, len(first.students), first.lesson] if first else ["", 0, ""])
        )
    return as_csv([heading, *rows])


def _student_row(marks, result):
    answers = {
        verdict.question: Answer(verdict, marks.marks[f"{verdict.question}-check"])
        for verdict in result.verdicts
    }
    return StudentRow(
        marks.student, marks, answers, result.flags, result.protection, result.seconds
    )


def _question_row(question, rows, misconceptions):
    answers = [row.answers[question.name] for row in rows]
    passed = [answer.verdict.passed for answer in answers]
    return QuestionRow(
        question,
        Counter(answer.ending for answer in answers),
        pass_rate(passed),
        discrimination(passed, _rest_of_the_marks(question, rows)),
        [row for row in misconceptions if row.question == question.name],
    )


def _rest_of_the_marks(question, rows):
    """Return each student's marks but those for ``question`` and those that are not complete."""
    left_out = {f"{question.name}-check"} | {
        name for row in rows for name, mark in row.marks.marks.items() if mark.needs_manual
    }
    return [
        sum(mark.score for name, mark in row.marks.marks.items() if name not in left_out)
        for row in rows
    ]


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
        MisconceptionRow(*key, known[key].message, known[key].lesson, made[key])
        for key in sorted(made, key=lambda key: (-len(made[key]), order.index(key)))
    ]
