"""What an exercise is, as plain data: questions, cases, outputs, known mistakes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np


class UnknownExercise(LookupError):
    """There is no exercise of that name."""


class UnknownQuestion(LookupError):
    """The exercise has no question of that name."""


@dataclass(frozen=True)
class Output:
    """One value that the answer must return: its name and the names of its axes.

    On an axis called "4 units" lie the blocks i, f, c, o of an LSTM, on "3 units" the blocks
    z, r, h of a GRU, and on "2 units" the halves of two directions: messages name them.
    """

    name: str
    axes: tuple[str, ...] = ()  # () for a plain number


@dataclass(frozen=True)
class Case:
    """One call of the answer: what is special about it, and the arguments by name, in order."""

    description: str  # "batch 2, 3 features, 4 units"
    arguments: Mapping[str, object]


@dataclass(frozen=True)
class Mistake:
    """A known wrong answer and the sentence that teaches why it is wrong.

    ``function`` takes the question's arguments and returns what a learner with this
    misconception gets. ``lesson`` is the id of the lesson section that puts it right.
    """

    name: str
    function: Callable
    message: str
    lesson: str


@dataclass(frozen=True)
class Question:
    """One question: the function to write, how to draw its cases, and what is right.

    ``draw(rng)`` returns the cases of one attempt; ``reference`` is called with a case's
    arguments and returns one array, or a tuple of them, one per output. ``hint`` is shown
    when the values are wrong and no known mistake gives them.
    """

    name: str
    reference: Callable
    outputs: tuple[Output, ...]
    draw: Callable[[np.random.Generator], list[Case]]
    mistakes: tuple[Mistake, ...]
    lesson: str
    hint: str
    rtol: float = 1e-4
    atol: float = 1e-5


@dataclass(frozen=True)
class Exercise:
    """An assignment: its name, its title, and its questions in order."""

    name: str
    title: str
    questions: tuple[Question, ...]

    def question(self, name: str) -> Question:
        """Return the question called ``name``; raise UnknownQuestion if there is none."""
        for question in self.questions:
            if question.name == name:
                return question
        names = ", ".join(question.name for question in self.questions)
        raise UnknownQuestion(
            f"The exercise {self.name} has no question called {name!r}. Its questions are: {names}."
        )
