"""The sources of the exercises: their cells, their points and their examples."""

import inspect
import re

import numpy as np

from grader.lessons import SECTIONS
from tests.exercises.every import EXERCISES, cells, every_exercise, every_question
from tests.exercises.examples import examples_of_questions, functions
from tests.exercises.judging import judged

CELLS = {exercise.name: cells(exercise.name) for exercise in EXERCISES}
KINDS = ("grade", "grade_id", "locked", "schema_version", "solution", "task")


def written(exercise):
    """Return the names of the questions that a person marks."""
    return [name for name in CELLS[exercise.name] if name.startswith("written-")]


@every_question
def test_solution_earns_all_points(exercise, question):
    verdict = judged(question, functions(exercise.name)[question.name], seed=0)
    assert verdict.passed, verdict


@every_question
def test_signature_in_the_notebook_is_the_one_that_is_called(exercise, question):
    answer = functions(exercise.name)[question.name]
    names = list(inspect.signature(answer).parameters)
    for case in question.draw(np.random.default_rng(0)):
        assert list(case.arguments) == names[: len(case.arguments)]


@every_question
def test_text_names_every_argument_and_output(exercise, question):
    text = CELLS[exercise.name][f"about-{question.name}"].source
    names = list(question.draw(np.random.default_rng(0))[0].arguments)
    for name in names + [output.name for output in question.outputs]:
        assert f"`{name}`" in text


@every_question
def test_text_links_to_the_lesson_section(exercise, question):
    text = CELLS[exercise.name][f"about-{question.name}"].source
    assert f"[{SECTIONS[question.lesson].title}](#{question.lesson})" in text


@every_exercise
def test_every_cell_is_known_to_nbgrader(exercise):
    for cell in CELLS[exercise.name].values():
        assert cell.metadata.nbgrader.keys() - {"points"} == set(KINDS)


@every_exercise
def test_every_question_has_a_text_an_answer_and_a_locked_check_in_this_order(exercise):
    expected = [f"about-{exercise.name}", "set-up", "about-given", "given"]
    for question in exercise.questions:
        expected += [f"about-{question.name}", question.name, f"{question.name}-check"]
    for name in written(exercise):
        expected += [f"about-{name}", name]
    assert [name for name in CELLS[exercise.name] if name in expected] == expected
    answers = [question.name for question in exercise.questions] + written(exercise)
    checks = [f"{question.name}-check" for question in exercise.questions]
    for name, cell in CELLS[exercise.name].items():
        about = cell.metadata.nbgrader
        assert about.solution == (name in answers)
        assert about.grade == (name in checks or name in written(exercise))
        assert about.locked != about.solution


@every_exercise
def test_points_add_up_to_one_hundred_and_stand_in_the_headings(exercise):
    total = 0
    for name, cell in CELLS[exercise.name].items():
        if cell.metadata.nbgrader.grade:
            points = cell.metadata.nbgrader.points
            text = CELLS[exercise.name][f"about-{name.removesuffix('-check')}"].source
            assert re.match(rf"## \d+\. .* \({points} points\)\n", text)
            total += points
    assert total == 100


@every_question
def test_checks_call_the_function_that_they_are_named_after(exercise, question):
    check = CELLS[exercise.name][f"{question.name}-check"].source
    assert check == f'check("{question.name}", {question.name})'


@every_question
def test_solutions_are_between_markers_and_nothing_else_is(exercise, question):
    source = CELLS[exercise.name][question.name].source
    before, solution, after = re.split(r" *### (?:BEGIN|END) SOLUTION", source)
    assert before.startswith(f"def {question.name}(")
    assert before.rstrip().endswith('"""')
    assert "return" in solution
    assert not after


@every_question
def test_three_hints_open_one_after_the_other_below_the_example(exercise, question):
    text = CELLS[exercise.name][f"about-{question.name}"].source
    assert text.index("```python") < text.index("<details>")
    hints = text[text.index("<details>") :]
    titles = ["Hint 1: a question", "Hint 2: the idea", "Hint 3: the shape of the line"]
    opened = [tag for title in titles for tag in ("<details>", f"<summary>{title}</summary>")]
    tags = re.findall(r"</?details>|<summary>.*?</summary>", hints)
    assert tags == opened + ["</details>"] * 3
    # Without the empty line, Jupyter shows what follows as plain text and not as Markdown.
    assert len(re.findall(r"</summary>\n\n\S", hints)) == 3
    assert "".join(text.split()).endswith("</details></details></details>")
    first, second, last = (hints.index(title) for title in titles)
    assert "?" in hints[first:second]
    assert "..." in hints[last:]


@every_question
def test_text_holds_no_line_of_the_solution(exercise, question):
    text = CELLS[exercise.name][f"about-{question.name}"].source
    solution = CELLS[exercise.name][question.name].source.split("### BEGIN SOLUTION")[1]
    lines = {line.strip() for line in solution.splitlines() if len(line.strip()) > 8}
    assert not [line for line in lines if line in text]


@every_exercise
def test_worked_examples_print_what_the_text_says(exercise):
    examples_of_questions(exercise, functions(exercise.name))


@every_exercise
def test_worked_examples_hold_for_the_references(exercise):
    references = {question.name: question.reference for question in exercise.questions}
    examples_of_questions(exercise, functions(exercise.name) | references)


@every_exercise
def test_points_of_the_rubric_add_up_to_those_of_the_question(exercise):
    assert written(exercise)
    for name in written(exercise):
        cell = CELLS[exercise.name][name]
        points = re.findall(r"^- \*\*(\d+) points?\*\*", cell.source, re.MULTILINE)
        assert sum(map(int, points)) == cell.metadata.nbgrader.points
