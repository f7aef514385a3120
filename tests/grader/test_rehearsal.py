import nbformat
import pytest
from rich.console import Console

from grader import rehearsal
from grader.classroom import ClassRun
from grader.flag import FlagKind
from grader.folders import instructor_notebook
from grader.gradebook import all_marks
from grader.rehearsal import NotARehearsal, Rehearsal, rehearse
from grader.rehearsal_class import Pupil, pupils
from grader.released import release
from tests.grader.class_of_five import AUTOMATIC, CY, NAME, POINTS

QUESTIONS = list(POINTS)


@pytest.fixture(scope="module")
def members():
    solution = nbformat.read(instructor_notebook(NAME), as_version=4)
    return list(pupils(release(NAME), solution))


@pytest.fixture
def compared(graded_class):
    """Return the function that compares a pupil of the small class with what it got."""
    marks = {row.student: row for row in all_marks(graded_class, NAME)}

    def compare(name, failures=(), misconceptions=None, flags=(), **shares):
        shares = {**dict.fromkeys(QUESTIONS, 1), **shares}
        pupil = Pupil(name, "", b"", shares, misconceptions or {}, frozenset(flags))
        run = ClassRun([], failures=dict(failures))
        return rehearsal._compare(graded_class, pupil, marks.get(name), run)

    return compare


def test_the_class_is_large_and_everybody_is_somebody_else(members):
    assert len(members) >= 14
    assert len({member.name for member in members}) == len(members)
    assert len({member.submission for member in members}) == len(members)
    assert len({member.why for member in members}) == len(members)


def test_every_question_is_answered_rightly_wrongly_and_not_at_all(members):
    for question in QUESTIONS:
        shares = [member.shares[question] for member in members]
        assert 0 in shares
        assert 1 in shares
    mistaken = {question for member in members for question in member.misconceptions}
    assert mistaken == set(QUESTIONS)


def test_expected_marks_are_compared(compared):
    assert compared("ana").differences == ()
    assert compared("bo", cell_update=0).differences == ()
    bo = compared("bo", cell_update=0)
    assert (bo.expected, bo.score) == (AUTOMATIC["bo"], AUTOMATIC["bo"])
    assert compared("bo").differences == (f"cell_update: 0 for {POINTS['cell_update']}",)
    most = POINTS["lstm_step"]
    assert compared("ana", lstm_step=0.5).differences == (f"lstm_step: {most} for {most / 2:g}",)


def test_the_named_misconception_is_compared(compared):
    right = compared("bo", cell_update=0, misconceptions={"cell_update": "gates-swapped"})
    assert right.differences == ()
    wrong = compared("bo", cell_update=0, misconceptions={"cell_update": "matrix-product"})
    assert wrong.differences == ("cell_update: named gates-swapped, not matrix-product",)


def test_flags_are_compared(compared):
    nothing = dict.fromkeys(QUESTIONS, 0)
    assert compared("nemo", flags={FlagKind.UNREADABLE}, **nothing).differences == ()
    assert compared("nemo", **nothing).differences == ("flags: unreadable; expected: none",)
    assert compared("ana", flags={FlagKind.MOVED}).differences == (
        "flags: none; expected: moved cell",
    )


def test_a_pupil_without_marks_is_a_difference(compared):
    assert compared("nobody").differences == ("not in the gradebook",)
    assert compared(CY, failures={CY: "The disk is full."}).differences == ("The disk is full.",)


def test_one_difference_makes_the_whole_rehearsal_fail(compared):
    well, ill = compared("ana"), compared("bo")
    assert Rehearsal([well]).as_expected
    assert not Rehearsal([well, ill]).as_expected
    console = Console(width=120, record=True, quiet=False)
    with console.capture() as captured:
        console.print(Rehearsal([well, ill]).table())
    assert f"cell_update: 0 for {POINTS['cell_update']}" in captured.get()


def test_a_folder_that_may_be_a_real_class_is_left_alone(tmp_path):
    (tmp_path / "submitted").mkdir()
    with pytest.raises(NotARehearsal, match="may be a real class"):
        rehearse(folder=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["submitted"]


def test_an_earlier_rehearsal_is_replaced(tmp_path, monkeypatch):
    for _ in range(2):
        rehearsal._clear(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == [rehearsal.MARKER]
        (tmp_path / "submitted").mkdir()
