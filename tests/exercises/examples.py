"""The worked examples of an exercise, and the functions that its solutions define."""

import doctest
import re
from functools import cache

import numpy as np

from tests.exercises.every import cells


@cache
def _names(exercise):
    names = {"np": np}
    for cell in cells(exercise).values():
        about = cell.metadata.nbgrader
        if cell.cell_type == "code" and not about.grade and about.grade_id != "set-up":
            exec(cell.source, names)
    return names


def functions(exercise):
    """Return what the given cells and the solutions define, as a notebook has it."""
    return dict(_names(exercise))


def examples_of_questions(exercise, functions):
    """Run the examples in the order of the notebook; return the names after each question."""
    names, names_after = dict(functions), {}
    for question in exercise.questions:
        text = cells(exercise.name)[f"about-{question.name}"].source
        (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
        test = doctest.DocTestParser().get_doctest(example, names, question.name, None, 0)
        assert test.examples
        test.globs = names  # later examples use the arrays of earlier ones
        said = []
        result = doctest.DocTestRunner().run(test, out=said.append, clear_globs=False)
        assert result.failed == 0, "".join(said)
        names_after[question.name] = dict(names)
    return names_after
