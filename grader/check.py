"""The learner's own check: the judge, in the learner's kernel, with public cases.

It is for learning. Marks come from other cases, drawn elsewhere.
"""

from collections.abc import Callable

from grader.example import public_rng
from grader.exercise import Exercise
from grader.exercises import load_exercise
from grader.judge import judge
from grader.sandbox.reply import Reply, Status
from grader.sandbox.wire import read_reply
from grader.sandbox.worker import call_function
from grader.show import as_html, as_text
from grader.verdict import Verdict


class CheckFailed(AssertionError):
    """An answer is not right yet. Notebooks show it in one line, without a traceback."""

    def _render_traceback_(self):
        """Return the lines that IPython prints in place of a traceback."""
        return [f"CheckFailed: {self}"]


class Shown:
    """A verdict in the form that Jupyter displays: HTML, and text where there is no HTML."""

    def __init__(self, verdict: Verdict):
        """Keep ``verdict`` for display."""
        self.verdict = verdict

    def __repr__(self):
        """Return the verdict as plain text."""
        return as_text(self.verdict)

    def _repr_html_(self):
        """Return the verdict as HTML."""
        return as_html(self.verdict)


def checker(name: str) -> Callable[[str, Callable], None]:
    """Return the ``check`` function of the exercise called ``name``.

    Raises UnknownExercise when there is no such exercise.
    """
    exercise = load_exercise(name)

    def check(question: str, function: Callable) -> None:
        """Say whether ``function`` answers ``question``, and if not, what is wrong and why.

        Raises CheckFailed when it does not earn all points, UnknownQuestion when the
        exercise has no such question.
        """
        verdict = verdict_on(exercise, question, function)
        _display(Shown(verdict))
        if not verdict.passed:
            raise CheckFailed(verdict.headline)

    return check


def verdict_on(exercise: Exercise, name: str, function: Callable) -> Verdict:
    """Judge ``function`` as the answer to the question called ``name``, in this process."""
    question = exercise.question(name)
    call = calling(function, len(question.outputs))
    return judge(question, call, public_rng(exercise.name, name))


def calling(function: Callable, outputs: int) -> Callable[[list], Reply]:
    """Return what the judge calls: ``function`` in this process, its result as a Reply.

    What interrupts the program, a pressed Ctrl-C above all, interrupts the check too.
    """

    def call(arguments):
        reply = read_reply(call_function(function, arguments, outputs), outputs)
        if reply.status is Status.RAISED and reply.raised.type == "KeyboardInterrupt":
            raise KeyboardInterrupt
        return reply

    return call


def _display(shown):
    try:
        from IPython import get_ipython
        from IPython.display import display
    except ImportError:
        print(shown)
        return
    if get_ipython() is None:
        print(shown)
    else:
        display(shown)
