"""An instructor keeps some questions, with points of his or her own."""

import re

import pytest

from grader.folders import ROOT
from grader.notebooks import _read as source
from grader.transplant import grade_id, is_check
from grader.variation import VariationError, varied
from tests.exercises.every import EXERCISES, every_exercise

LSTM = ROOT / "solutions" / "lstm-gates.md"
RNN = ROOT / "solutions" / "rnn-limits.md"


def choice(tmp_path, text):
    path = tmp_path / "choice.yml"
    path.write_text(text)
    return path


def lines(points):
    return "questions:\n" + "".join(f"  {name}: {value}\n" for name, value in points.items())


def points_in(notebook):
    return {
        grade_id(cell).removesuffix("-check"): cell.metadata.nbgrader.points
        for cell in notebook.cells
        if cell.metadata.nbgrader.grade
    }


def texts(notebook):
    return {grade_id(cell): cell.source for cell in notebook.cells if cell.cell_type == "markdown"}


@pytest.fixture
def three(tmp_path):
    chosen = {"lstm_step": 40, "forget_gate": 10, "written-forget-bias": 50}
    return varied(source(LSTM), choice(tmp_path, lines(chosen)))


def test_questions_that_are_not_named_are_left_out(three):
    assert [grade_id(cell) for cell in three.cells] == [
        *("about-lstm-gates", "set-up", "about-given", "given"),
        *("about-forget_gate", "forget_gate", "forget_gate-check"),
        *("about-lstm_step", "lstm_step", "lstm_step-check"),
        *("about-written-forget-bias", "written-forget-bias"),
    ]


def test_points_and_numbers_are_those_of_the_choice(three):
    assert points_in(three) == {"forget_gate": 10, "lstm_step": 40, "written-forget-bias": 50}
    headings = re.findall(r"^## .*", "\n".join(texts(three).values()), re.MULTILINE)
    assert headings == [
        "## 1. The forget gate (10 points)",
        "## 2. The whole step (40 points)",
        "## 3. The forget bias, in words (50 points)",
    ]


def test_texts_speak_of_the_questions_that_are_there(three):
    told = texts(three)
    assert (
        "There are two functions to write, each of them a few lines long, and one question to "
        in (told["about-lstm-gates"])
    )
    assert (
        "what you wrote in question 1 and the questions "
        '"The input gate and the candidate", "The cell update" and '
        '"The output gate and the hidden state", which this version leaves out: the activations'
    ) in told["about-lstm_step"]


def test_the_rubric_says_how_to_come_to_the_points(three):
    rubric = texts(three)["written-forget-bias"]
    assert (
        "**Rubric, 50 points.** The points below add up to 10: multiply each of them by 5."
        in rubric
    )


def test_references_to_what_is_kept_get_its_new_number(tmp_path):
    chosen = {"rnn_step": 30, "softmax_readout": 20, "rnn_step_backward": 30}
    chosen |= {"written-first-word": 19, "clip_by_global_norm": 1}
    told = texts(varied(source(RNN), choice(tmp_path, lines(chosen))))
    assert "as in question 1 |" in told["about-rnn_step_backward"]
    assert 'question 3 and the question "Back through time", which' in told["about-given"]
    assert told["about-rnn_step_backward"].startswith("## 3. ")
    assert "## 4. When the gradient is too long (1 point)\n" in told["about-clip_by_global_norm"]


def test_one_function_is_counted_as_one(tmp_path):
    notebook = varied(source(RNN), choice(tmp_path, "questions: {rnn_step: 100}"))
    assert (
        "There is one function to write, a few lines long. At the end"
        in (texts(notebook)["about-rnn-limits"])
    )


def test_without_a_file_nothing_changes(tmp_path):
    assert varied(source(LSTM), tmp_path / "none.yml") == source(LSTM)


@every_exercise
def test_a_file_that_keeps_everything_changes_nothing_but_the_layout_of_lines(exercise, tmp_path):
    path = ROOT / "solutions" / f"{exercise.name}.md"
    before = source(path)
    after = varied(source(path), choice(tmp_path, lines(points_in(before))))
    for one, other in zip(before.cells, after.cells, strict=True):
        assert one.metadata == other.metadata
        assert one.source.split() == other.source.split()


def needs(notebook, name):
    """Return the question and all questions that its model answer calls."""
    questions = points_in(notebook)
    cells = {grade_id(cell): cell.source for cell in notebook.cells}
    called = {each for each in questions if each != name and re.search(rf"\b{each}\(", cells[name])}
    return {name}.union(*(needs(notebook, each) for each in called))


@pytest.mark.parametrize(
    ("exercise", "name"),
    [(each, question.name) for each in EXERCISES for question in each.questions],
    ids=lambda each: getattr(each, "name", each),
)
def test_every_question_can_stand_with_what_it_calls(exercise, name, tmp_path):
    path = ROOT / "solutions" / f"{exercise.name}.md"
    kept = sorted(needs(source(path), name))
    points = dict.fromkeys(kept, 1) | {name: 101 - len(kept)}
    notebook = varied(source(path), choice(tmp_path, lines(points)))
    assert points_in(notebook) == points
    assert [grade_id(cell) for cell in notebook.cells if is_check(cell)]
    told = "\n".join(texts(notebook).values())
    numbers = [int(number) for number in re.findall(r"^## (\d+)\. ", told, re.MULTILINE)]
    assert numbers == list(range(1, len(kept) + 1))
    for listed in re.findall(r"\b[Qq]uestions?\s+(\d[\d, andto]*)", told):
        assert all(int(number) <= len(kept) for number in re.findall(r"\d+", listed))
    count = re.search(r"There (?:is|are) (\w+) functions?\s+to\s+write", told)
    assert count[1] == ["no", "one", "two", "three", "four"][len(kept)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("questions: [forget_gate", "is not YAML"),
        ("", "must hold one entry, questions"),
        ("points: {forget_gate: 100}", "must hold one entry, questions"),
        ("questions:\n", "must hold one entry, questions"),
        ("questions: {forget_gate: 100}\ntitle: Mine\n", "must hold one entry, questions"),
        (
            "questions: {forget_gat: 50, 7: 50}",
            "names forget_gat, 7, which the exercise does not have. Its questions are: forget_gate",
        ),
        ("questions: {forget_gate: 90}", "add up to 90, and must add up to 100"),
        ("questions: {forget_gate: 0, lstm_step: 100}", "gives forget_gate 0 points"),
        ("questions: {forget_gate: -1, lstm_step: 101}", "gives forget_gate -1 points"),
        ("questions: {forget_gate: many}", "gives forget_gate 'many' points"),
        ("questions: {forget_gate: yes}", "gives forget_gate True points"),
        ("questions: {forget_gate: .nan}", "gives forget_gate nan points"),
        ("questions: {written-forget-bias: 100}", "keeps no question that is answered in code"),
        (
            "questions: {lstm_sequence: 100}",
            "keeps lstm_sequence, which calls lstm_step, and leaves lstm_step out.",
        ),
    ],
)
def test_a_wrong_choice_is_explained(tmp_path, text, told):
    with pytest.raises(VariationError) as failure:
        varied(source(LSTM), choice(tmp_path, text))
    assert told in str(failure.value)
    assert "choice.yml" in str(failure.value)
