import json

import nbformat
import pytest

from grader import submission
from grader.exercises import load_exercise
from grader.flag import FlagKind
from grader.folders import instructor_notebook
from grader.released import release
from grader.sandbox.reply import Reply, Status
from grader.sandbox.session import CellReport
from grader.submission import SubmissionResult, case_rng, judge_submission, secret_seed
from grader.transplant import transplant
from grader.verdict import Outcome

EXERCISE = load_exercise("lstm-gates")
KEY = b"k" * 32
SOLUTION = instructor_notebook("lstm-gates").read_bytes()


def judged(submitted, student="ana"):
    transplanted = transplant(release("lstm-gates"), submitted)
    seed = secret_seed(KEY, "lstm-gates", student, submitted)
    return judge_submission(EXERCISE, transplanted, student, seed)


def solution_with(**sources):
    notebook = nbformat.reads(SOLUTION.decode(), as_version=4)
    for cell in notebook.cells:
        cell.source = sources.get(cell.id, cell.source)
    return nbformat.writes(notebook).encode()


@pytest.fixture(scope="module")
def solved():
    return judged(SOLUTION)


def test_the_solution_earns_everything(solved):
    assert [verdict.question for verdict in solved.verdicts] == [
        question.name for question in EXERCISE.questions
    ]
    assert all(verdict.passed for verdict in solved.verdicts)
    assert solved.flags == ()


def test_a_result_survives_json(solved):
    bent = judged(solution_with(forget_gate="print('hi')\n1 / 0", about="x"))
    for result in (solved, bent):
        assert SubmissionResult.from_dict(json.loads(json.dumps(result.to_dict()))) == result


def test_the_released_notebook_earns_nothing():
    result = judged(nbformat.writes(release("lstm-gates")).encode())
    assert {verdict.outcome for verdict in result.verdicts} == {Outcome.NOT_ATTEMPTED}
    assert result.flags == ()


def test_what_is_no_notebook_earns_nothing_and_is_flagged():
    result = judged(b"\x00")
    assert {verdict.share for verdict in result.verdicts} == {0}
    assert [flag.kind for flag in result.flags] == [FlagKind.UNREADABLE]


def test_a_cell_that_stops_is_the_reason_given():
    result = judged(solution_with(forget_gate="x = 1\ny = x / 0\ndef forget_gate(): ..."))
    verdict = result.verdict("forget_gate")
    assert verdict.outcome is Outcome.RAISED
    assert verdict.share == 0
    assert "ZeroDivisionError in line 2 (y = x / 0): division by zero." in verdict.explanation
    assert result.verdict("cell_update").passed
    assert result.cells["forget_gate"].raised.type == "ZeroDivisionError"


def test_what_a_cell_prints_is_kept():
    result = judged(solution_with(forget_gate="print('hello')"))
    assert result.cells["forget_gate"].printed == "hello\n"


@pytest.mark.parametrize(
    ("status", "outcome", "words"),
    [
        (Status.TIMED_OUT, Outcome.TIMED_OUT, "did not finish in time"),
        (Status.OUT_OF_MEMORY, Outcome.OUT_OF_MEMORY, "more memory"),
        (Status.FORBIDDEN, Outcome.FORBIDDEN, "may not do"),
        (Status.DIED, Outcome.RAISED, "ended the process"),
        (Status.TAMPERED, Outcome.TAMPERED, "interfered"),
        (Status.RETURNED, Outcome.NOT_ATTEMPTED, "exactly this name"),
    ],
)
def test_however_a_cell_stops_its_question_says_so(monkeypatch, status, outcome, words):
    class Stopped:
        protection = "none"
        noticed = ()

        def __init__(self, cells, **_):
            self.cells = {question.name: CellReport(status) for question in EXERCISE.questions}

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def call(self, function, arguments, outputs):
            return Reply(Status.MISSING)

    monkeypatch.setattr(submission, "Session", Stopped)
    for verdict in judged(SOLUTION).verdicts:
        assert verdict.outcome is outcome
        assert verdict.share == 0
        assert words in verdict.explanation


def test_an_error_after_the_definition_takes_nothing_away():
    source = "def cell_update(f, c, i, n):\n    return f * c + i * n\n\n\nprint(nothing)"
    result = judged(solution_with(cell_update=source))
    assert result.verdict("cell_update").passed
    assert result.cells["cell_update"].raised.type == "NameError"


def test_a_seed_belongs_to_one_attempt_under_one_key():
    seeds = {
        secret_seed(key, exercise, student, submitted)
        for key in (KEY, b"K" * 32)
        for exercise in ("a", "b")
        for student in ("ana", "bo")
        for submitted in (b"1", b"2")
    }
    assert len(seeds) == 16
    assert secret_seed(KEY, "a", "ana", b"1") in seeds


def test_the_same_seed_replays_the_cases_of_every_question(solved):
    assert solved.seed == secret_seed(KEY, "lstm-gates", "ana", SOLUTION)
    for question in EXERCISE.questions:

        def cases(seed, question=question):
            return [str(dict(c.arguments)) for c in question.draw(case_rng(seed, question.name))]

        assert cases(solved.seed) == cases(solved.seed) != cases("0" * 64)


def test_every_question_draws_from_its_own_stream():
    first, second = (case_rng("ab", name).integers(2**60) for name in ("one", "two"))
    assert first != second
