"""Judge one answer: draw cases, call it, compare with the reference, explain.

Only the numbers that come back earn points. The code that made them stays where ``call``
runs it: in the learner's own kernel, or in a sandbox.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.compare import Finding, compare
from grader.diagnose import Suspects
from grader.exercise import Case, Question
from grader.pattern import first_pattern
from grader.sandbox.reply import Reply, Status
from grader.verdict import Outcome, Verdict

# The share of the points that an answer loses when it writes into the caller's arrays.
UNTOUCHED_SHARE = 0.1

_STOPPED = {
    Status.TIMED_OUT: (Outcome.TIMED_OUT, "{name} did not finish in time."),
    Status.OUT_OF_MEMORY: (Outcome.OUT_OF_MEMORY, "{name} used more memory than it may."),
    Status.FORBIDDEN: (
        Outcome.FORBIDDEN,
        "{name} asked the system for something that an answer may not do.",
    ),
    Status.DIED: (Outcome.RAISED, "The process ended while {name} was running."),
    Status.TAMPERED: (
        Outcome.TAMPERED,
        "What came back from {name} is not the result of a function call.",
    ),
}

_EXPLAINED = {
    Status.TIMED_OUT: "Look for a loop that never ends.",
    Status.OUT_OF_MEMORY: "Look for an array or a list that grows without need.",
    Status.FORBIDDEN: "An answer needs NumPy only: no files, no network, no other processes.",
    Status.DIED: "Remove calls that end the program, such as exit() or quit().",
    Status.TAMPERED: "An answer earns points by the values it returns, and by nothing else.",
}

WHAT_IS_THERE = (
    "Answers can import NumPy, Matplotlib and Python's standard library, and nothing else."
)

_RAISED_HINTS = {
    "NameError": "Every array that the function needs is one of its arguments.",
    "UnboundLocalError": "The name is used before a value is assigned to it.",
    "TypeError": "Compare the function's signature and its calls with the question's text.",
    "ValueError": "Print the shapes of the arrays in that line, and compare them with the text.",
    "IndexError": "Print the shape of the array in that line: an index is outside of it.",
    "ModuleNotFoundError": WHAT_IS_THERE,
    "SyntaxError": "Python cannot read the cell. Look at the line, and at the one above it.",
    "RecursionError": "The function calls itself without an end.",
}


@dataclass(frozen=True)
class _Attempt:
    """All the calls of one answer: the cases, what is right, and what came back."""

    question: Question
    cases: list[Case]
    replies: list[Reply]

    def suspects(self) -> Suspects:
        """Return the known mistakes, to be compared with what came back."""
        return Suspects(self.question, self.cases, self.replies)

    def findings(self) -> list[list[Finding | None]]:
        """Return, for each case, one entry per output: what is wrong with it, or None."""
        return [
            findings_of(self.question, case, reply)
            for case, reply in zip(self.cases, self.replies, strict=True)
        ]


def judge(question: Question, call: Callable[[list], Reply], rng: np.random.Generator) -> Verdict:
    """Return the verdict on the answer behind ``call``.

    ``call`` receives one case's arguments, in order, and returns a :class:`Reply`. The
    same ``rng`` state gives the same cases, and so the same verdict.
    """
    cases = cases_of(question, rng)
    replies = []
    for case in cases:
        reply = call(list(case.arguments.values()))
        if reply.status is Status.MISSING:
            return _missing(question)
        if _is_stub(reply):
            return _not_attempted(question)
        if reply.status in _STOPPED:
            return _stopped(question, case, reply)
        replies.append(reply)
    return _weigh(_Attempt(question, cases, replies))


def cases_of(question: Question, rng: np.random.Generator) -> list[Case]:
    """Return all the calls of one judgement, in order: the last repeats the first."""
    cases = question.draw(rng)
    return [*cases, Case("the first call once more", cases[0].arguments)]


def _weigh(attempt):
    findings = attempt.findings()
    wrong_case = next((i for i, row in enumerate(findings) if any(row)), None)
    raised_case = next(
        (i for i, reply in enumerate(attempt.replies) if reply.status is Status.RAISED), None
    )
    if raised_case is not None:
        return _raised(attempt, raised_case)
    if wrong_case is None:
        return _passed(attempt)
    return _wrong(attempt, findings, wrong_case)


def findings_of(question: Question, case: Case, reply: Reply) -> list[Finding | None]:
    """Return one entry for each output: what is wrong with it, or None."""
    if reply.status is not Status.RETURNED:
        return [None] * len(question.outputs)
    if len(reply.values) != len(question.outputs):
        return [Finding("", _wrong_count(question, reply))] * len(question.outputs)
    expected = reference_values(question, case)
    return [
        compare(output, value, got, question.rtol, question.atol)
        for output, value, got in zip(question.outputs, expected, reply.values, strict=True)
    ]


def reference_values(question: Question, case: Case) -> tuple[np.ndarray, ...]:
    """Return what the reference gives for ``case``: one array per output."""
    value = question.reference(*case.arguments.values())
    values = value if len(question.outputs) > 1 else (value,)
    return tuple(np.asarray(item) for item in values)


def _wrong_count(question, reply):
    names = ", ".join(output.name for output in question.outputs)
    sentence = f"{question.name} must return {names}, but it returned {reply.returned}."
    if reply.returned == "nothing":
        return sentence + " The last line of the function must be a return statement."
    return sentence


def _is_stub(reply):
    return reply.status is Status.RAISED and reply.raised.type == "NotImplementedError"


def _not_attempted(question):
    return Verdict(
        question.name,
        Outcome.NOT_ATTEMPTED,
        0.0,
        f"{question.name} has no answer yet.",
        "Replace the line that raises NotImplementedError by your own code.",
        lesson=question.lesson,
    )


def _missing(question):
    return Verdict(
        question.name,
        Outcome.NOT_ATTEMPTED,
        0.0,
        f"No function called {question.name} is defined.",
        "Define it under exactly this name, and see that its cell runs without an error.",
        lesson=question.lesson,
    )


def _stopped(question, case, reply):
    outcome, sentence = _STOPPED[reply.status]
    return Verdict(
        question.name,
        outcome,
        0.0,
        sentence.format(name=question.name),
        _EXPLAINED[reply.status],
        lesson=question.lesson,
        case=case.description,
    )


def _raised(attempt, index):
    question, raised = attempt.question, attempt.replies[index].raised
    mistake = attempt.suspects().behind()
    place = f" in line {raised.line}: {raised.code.strip()}" if raised.line else ""
    explanation = mistake.message if mistake else _RAISED_HINTS.get(raised.type, question.hint)
    return Verdict(
        question.name,
        Outcome.RAISED,
        0.0,
        f"{question.name} raised {raised.type}{place}",
        f"{raised.message.rstrip('.')}. {explanation}" if raised.message else explanation,
        misconception=mistake.name if mistake else None,
        lesson=mistake.lesson if mistake else question.lesson,
        case=attempt.cases[index].description,
    )


def _passed(attempt):
    question = attempt.question
    notes = _notes_on_changes(attempt)
    agreement = f"all values agree in {len(attempt.cases)} calls"
    return Verdict(
        question.name,
        Outcome.PASSED,
        1.0 - UNTOUCHED_SHARE if notes else 1.0,
        f"{question.name} is not finished: {agreement}, but it changes arrays of its caller."
        if notes
        else f"{question.name} is right: {agreement}.",
        lesson=question.lesson,
        notes=notes,
    )


def _wrong(attempt, findings, wrong_case):
    question = attempt.question
    wrong = [i for i in range(len(question.outputs)) if any(row[i] for row in findings)]
    right = [output.name for i, output in enumerate(question.outputs) if i not in wrong]
    first = next(finding for finding in findings[wrong_case] if finding)
    suspects = attempt.suspects()
    mistake = suspects.behind()
    notes = _notes_on_changes(attempt)
    share = len(right) / len(question.outputs) * (1.0 - UNTOUCHED_SHARE if notes else 1.0)
    return Verdict(
        question.name,
        Outcome.WRONG,
        share,
        first.sentence + _what_is_right(right),
        mistake.message if mistake else _explain(suspects, findings),
        misconception=mistake.name if mistake else None,
        lesson=mistake.lesson if mistake else question.lesson,
        difference=first.difference,
        pattern=first_pattern(question.outputs, findings[wrong_case]),
        case=attempt.cases[wrong_case].description,
        notes=notes,
    )


def _what_is_right(names):
    if not names:
        return ""
    if len(names) == 1:
        return f" {names[0]} is right."
    return f" {', '.join(names[:-1])} and {names[-1]} are right."


def _explain(suspects, findings):
    if not any(map(any, findings[:-1])):
        return (
            "The first call of the function was right, and the same call later was not. "
            "The answer must depend on the arguments alone: keep nothing from one call to "
            "the next, and do not write into a global variable."
        )
    return suspects.explanation(findings)


def _notes_on_changes(attempt):
    names = list(max(attempt.cases, key=lambda case: len(case.arguments)).arguments)
    changed = sorted({i for reply in attempt.replies for i in reply.changed})
    if not changed:
        return ()
    arrays = ", ".join(names[i] for i in changed)
    return (
        f"The function writes into arrays that it was given ({arrays}). Its caller may still need "
        "the old values. Compute a new array: operators such as *= and += change the array itself.",
    )
