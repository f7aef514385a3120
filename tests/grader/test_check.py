import pytest
from IPython.core.interactiveshell import InteractiveShell

from grader.check import CheckFailed, Shown, checker, verdict_on
from grader.exercise import UnknownExercise, UnknownQuestion
from grader.exercises import load_exercise
from unrolled.lstm import lstm_step


def swapped(*arguments):
    h_t, c_t = lstm_step(*arguments)
    return c_t, h_t


def test_a_right_answer_says_so_and_raises_nothing(capsys):
    assert checker("lstm-gates")("lstm_step", lstm_step) is None
    assert "lstm_step is right" in capsys.readouterr().out


def test_a_wrong_answer_is_explained_and_raises(capsys):
    with pytest.raises(CheckFailed):
        checker("lstm-gates")("lstm_step", swapped)
    assert "wrong order" in capsys.readouterr().out


def test_two_checks_of_the_same_answer_say_the_same():
    exercise = load_exercise("lstm-gates")
    assert verdict_on(exercise, "lstm_step", swapped) == verdict_on(exercise, "lstm_step", swapped)


def test_notebooks_get_html_and_terminals_text():
    shown = Shown(verdict_on(load_exercise("lstm-gates"), "lstm_step", swapped))
    assert shown._repr_html_().startswith("<div")
    assert "✗" in repr(shown)


def test_the_traceback_is_one_line():
    shell = InteractiveShell.instance()
    printed = []
    shell._showtraceback = lambda kind, value, lines: printed.extend(lines)
    result = shell.run_cell(
        "from grader.check import checker\nchecker('lstm-gates')('lstm_step', lambda *a: None)"
    )
    InteractiveShell.clear_instance()
    assert isinstance(result.error_in_exec, CheckFailed)
    assert len(printed) == 1
    assert printed[0].startswith("CheckFailed: lstm_step must return h_t, c_t")


def test_ctrl_c_ends_the_check():
    def interrupted(*arguments):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        checker("lstm-gates")("lstm_step", interrupted)


def test_unknown_names_are_answered_with_the_known_ones():
    with pytest.raises(UnknownExercise, match="lstm-gates"):
        checker("lstm")
    with pytest.raises(UnknownQuestion, match="forget_gate"):
        checker("lstm-gates")("lstm_stepp", lstm_step)
