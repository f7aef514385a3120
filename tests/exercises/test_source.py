"""The source of lstm-gates: its cells, its points, its examples and the numbers in its text."""

import doctest
import inspect
import re

import jupytext
import numpy as np
import pytest

from grader.exercises import load_exercise
from grader.folders import ROOT
from grader.lessons import SECTIONS
from tests.exercises.judging import judged
from unrolled.activations import sigmoid
from unrolled.lstm import lstm_gates

EXERCISE = load_exercise("lstm-gates")
POINTS = {
    "forget_gate-check": 10,
    "input_gate_and_candidate-check": 15,
    "cell_update-check": 10,
    "output_gate_and_hidden_state-check": 10,
    "lstm_step-check": 15,
    "lstm_sequence-check": 10,
    "lstm_step_backward-check": 15,
    "parameter_counts-check": 5,
    "written-forget-bias": 10,
}
NOTEBOOK = jupytext.read(ROOT / "solutions" / "lstm-gates.md", fmt="md:myst")
CELLS = {cell.metadata.nbgrader.grade_id: cell for cell in NOTEBOOK.cells}
WRITTEN = CELLS["written-forget-bias"].source

every_question = pytest.mark.parametrize(
    "question", EXERCISE.questions, ids=lambda question: question.name
)


@pytest.fixture(scope="module")
def solutions():
    """The functions that the given cells and the solutions define, as a notebook has them."""
    names = {"np": np}
    for cell in NOTEBOOK.cells:
        about = cell.metadata.nbgrader
        if cell.cell_type == "code" and not about.grade and about.grade_id != "set-up":
            exec(cell.source, names)
    return names


@every_question
def test_solution_earns_all_points(question, solutions):
    verdict = judged(question, solutions[question.name], seed=0)
    assert verdict.passed, verdict


@every_question
def test_signature_in_the_notebook_is_the_one_that_is_called(question, solutions):
    names = list(inspect.signature(solutions[question.name]).parameters)
    for case in question.draw(np.random.default_rng(0)):
        assert list(case.arguments) == names[: len(case.arguments)]


@every_question
def test_text_names_every_argument_and_output(question):
    text = CELLS[f"about-{question.name}"].source
    names = list(question.draw(np.random.default_rng(0))[0].arguments)
    for name in names + [output.name for output in question.outputs]:
        assert f"`{name}`" in text


@every_question
def test_text_links_to_the_lesson_section(question):
    text = CELLS[f"about-{question.name}"].source
    assert f"[{SECTIONS[question.lesson].title}](#{question.lesson})" in text


def test_every_cell_is_known_to_nbgrader_under_one_name():
    assert len(CELLS) == len(NOTEBOOK.cells)
    keys = {"grade", "grade_id", "locked", "schema_version", "solution", "task"}
    for cell in NOTEBOOK.cells:
        assert cell.metadata.nbgrader.keys() - {"points"} == keys


def test_every_question_has_a_text_an_answer_and_a_locked_check_in_this_order():
    expected = ["about-lstm-gates", "set-up", "about-given", "given"]
    for question in EXERCISE.questions:
        expected += [f"about-{question.name}", question.name, f"{question.name}-check"]
    expected += ["about-written-forget-bias", "written-forget-bias"]
    assert list(CELLS) == expected
    for name, cell in CELLS.items():
        about = cell.metadata.nbgrader
        answer = name in [question.name for question in EXERCISE.questions]
        written = name == "written-forget-bias"
        assert about.solution == (answer or written)
        assert about.grade == (name in POINTS)
        assert about.locked != about.solution


def test_points_add_up_to_one_hundred():
    points = {
        name: cell.metadata.nbgrader.points
        for name, cell in CELLS.items()
        if cell.metadata.nbgrader.grade
    }
    assert points == POINTS
    assert sum(points.values()) == 100


def test_headings_state_the_points():
    for name, points in POINTS.items():
        text = CELLS[f"about-{name.removesuffix('-check')}"].source
        assert re.match(rf"## \d\. .* \({points} points\)\n", text)


def test_checks_call_the_function_that_they_are_named_after():
    for question in EXERCISE.questions:
        check = CELLS[f"{question.name}-check"].source
        assert check == f'check("{question.name}", {question.name})'


def test_solutions_are_between_markers_and_nothing_else_is():
    for question in EXERCISE.questions:
        source = CELLS[question.name].source
        before, solution, after = re.split(r" *### (?:BEGIN|END) SOLUTION", source)
        assert before.startswith(f"def {question.name}(")
        assert before.rstrip().endswith('"""')
        assert "return" in solution
        assert not after


def test_worked_examples_print_what_the_text_says(solutions):
    examples_of_questions(solutions)


def test_worked_examples_hold_for_the_references(solutions):
    references = {question.name: question.reference for question in EXERCISE.questions}
    examples_of_questions({"np": np, **references})


def examples_of_questions(functions):
    """Run the examples in the order of the notebook; return the names after each question."""
    names, names_after = dict(functions), {}
    for question in EXERCISE.questions:
        text = CELLS[f"about-{question.name}"].source
        (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
        test = doctest.DocTestParser().get_doctest(example, names, question.name, None, 0)
        assert test.examples
        test.globs = names  # later examples use the arrays of earlier ones
        said = []
        result = doctest.DocTestRunner().run(test, out=said.append, clear_globs=False)
        assert result.failed == 0, "".join(said)
        names_after[question.name] = dict(names)
    return names_after


def test_numbers_in_the_text_of_the_examples(solutions):
    after = examples_of_questions(solutions)

    v = after["forget_gate"]
    assert_says("forget_gate", f"`x_t @ W_xf` is `{whole(v['x_t'] @ v['W_xf'])}`")
    assert_says("forget_gate", f"`h_prev @ W_hf` is `{whole(v['h_prev'] @ v['W_hf'])}`")
    a_f = sum_of_terms(v, "f")
    assert_says("forget_gate", f"the sum is `{whole(a_f)}`")
    assert_says("forget_gate", f"second one keeps {100 * sigmoid(a_f[0, 1]):.0f} %")

    v = after["input_gate_and_candidate"]
    assert_says("input_gate_and_candidate", f"sigmoid is {sum_in_words(v, 'i')}")
    assert_says("input_gate_and_candidate", f"tanh is {sum_in_words(v, 'c')}")

    v = after["output_gate_and_hidden_state"]
    assert_says("output_gate_and_hidden_state", f"sigmoid is {sum_in_words(v, 'o')}")
    c_t = v["c_t"].item()
    assert_says("output_gate_and_hidden_state", f"tanh({c_t:g}) is {np.tanh(c_t):.4f}")

    v = after["lstm_step"]
    weights = v["kernel"], v["recurrent_kernel"], v["bias"]
    a = v["x_t"] @ weights[0] + v["h_prev"] @ weights[1] + weights[2]
    assert_says("lstm_step", "sums are {:g}, {:g}, {:g} and {:g}".format(*a[0]))
    i_t, f_t, c_tilde, o_t = (
        f"{gate.item():.4f}".rstrip("0") for gate in lstm_gates(v["x_t"], v["h_prev"], *weights)
    )
    assert_says("lstm_step", f"$i_t$ = {i_t}, $f_t$ = {f_t}, $\\tilde c_t$ = {c_tilde}")
    assert_says("lstm_step", f"$o_t$ = {o_t}")

    # "The first step is the one that was computed there."
    assert after["lstm_sequence"]["x"][:, 0].tolist() == v["x_t"].tolist()
    assert after["lstm_sequence"]["h_0"].tolist() == v["h_prev"].tolist()
    assert after["lstm_sequence"]["c_0"].tolist() == v["c_prev"].tolist()

    assert_says("parameter_counts", f"{5 * 3} + {3 * 3} + {3} = {5 * 3 + 3 * 3 + 3} parameters")


def assert_says(question, words):
    assert words in " ".join(CELLS[f"about-{question}"].source.split())


def whole(array):
    assert np.array_equal(array, array.astype(int))
    return array.astype(int).tolist()


def terms(v, letter):
    return v["x_t"] @ v[f"W_x{letter}"], v["h_prev"] @ v[f"W_h{letter}"], v[f"b_{letter}"]


def sum_of_terms(v, letter):
    return sum(terms(v, letter))


def sum_in_words(v, letter):
    """Return the sum as a text such as "2 - 1 + 1 = 2"."""
    first, *others = (term.item() for term in terms(v, letter))
    signed = [f"{'-' if term < 0 else '+'} {abs(term):g}" for term in others]
    return f"{first:g} {' '.join(signed)} = {sum_of_terms(v, letter).item():g}"


def test_numbers_in_the_model_answer():
    with_0, with_1 = sigmoid(0.0) ** 100, sigmoid(1.0) ** 100
    assert rf"0.5^{{100}} = {as_tex(with_0)}" in WRITTEN
    assert rf"{sigmoid(1.0):.3f}^{{100}} = {as_tex(with_1)}" in WRITTEN
    assert f"{with_1 / with_0:.0e}" == "3e+16"
    assert r"$3 \cdot 10^{16}$ times" in WRITTEN
    assert f"after {np.log(0.5) / np.log(sigmoid(1.0)):.1f} steps" in WRITTEN
    assert f"with $b_f = 5$ the factor is {sigmoid(5.0) ** 100:.2f}" in WRITTEN
    assert round(np.log10(with_0)) == -30
    assert round(np.log10(with_1)) == -14


def as_tex(number):
    mantissa, exponent = f"{number:.1e}".split("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}"


def test_points_of_the_rubric_add_up_to_those_of_the_question():
    points = [
        int(number) for number in re.findall(r"^- \*\*(\d+) points?\*\*", WRITTEN, re.MULTILINE)
    ]
    assert sum(points) == POINTS["written-forget-bias"]
