import copy
import random

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from grader.flag import FlagKind
from grader.transplant import transplant
from tests.grader.small_notebook import STUB, answered, as_bytes, cell, is_valid, release, without

ANSWER = "def double(x):\n    return 2 * x"


def transplanted(notebook):
    result = transplant(release(), as_bytes(notebook))
    assert is_valid(result.notebook)
    return result


def kinds(result):
    return [flag.kind for flag in result.flags]


def run(result):
    return {each.id: each.source.rstrip("\n") for each in result.cells}


def names(result):
    return [each.id for each in result.notebook.cells]


def expected_names():
    return [each.id for each in release().cells]


def test_an_answer_is_set_into_the_release():
    result = transplanted(answered(double=ANSWER, written="Because."))
    assert cell(result.notebook, "double").source == ANSWER
    assert cell(result.notebook, "written").source == "Because."
    assert names(result) == expected_names()
    assert result.flags == []


def test_locked_cells_and_answers_run_in_order_and_checks_do_not():
    result = transplanted(answered(double=ANSWER))
    assert list(run(result)) == ["set-up", "double", "half"]
    assert run(result)["double"] == ANSWER


def test_nothing_but_text_is_taken():
    notebook = answered(double=ANSWER)
    forged = cell(notebook, "double-check")
    forged.outputs = [new_output("execute_result", {"text/plain": "1000"})]
    forged.execution_count = 3
    for each in notebook.cells:
        each.metadata["trusted"] = True
        each.metadata["mine"] = {"a": 1}
    notebook.metadata["widgets"] = {"state": {}}
    expected = release()
    cell(expected, "double").source = ANSWER
    assert transplanted(notebook).notebook == expected


def test_edited_checks_and_locked_cells_are_the_releases_again():
    notebook = answered(**{"double-check": "10.0", "set-up": "import os", "about": "Hi."})
    result = transplanted(notebook)
    assert result.notebook == release()
    assert run(result)["set-up"] == "import numpy as np"
    assert kinds(result) == [FlagKind.EDITED]
    assert "about, set-up, double-check" in result.flags[0].text


def test_white_space_at_line_ends_is_no_edit():
    result = transplanted(answered(**{"set-up": "import numpy as np  \n", "about": "About.\r\n"}))
    assert result.flags == []


def test_a_missing_check_is_put_back():
    result = transplanted(without(answered(double=ANSWER), "double-check", "set-up"))
    assert names(result) == expected_names()
    assert kinds(result) == [FlagKind.MISSING]
    assert "set-up, double-check" in result.flags[0].text


def test_the_stub_of_a_missing_answer_is_shown_and_not_run():
    notebook = without(release(), "double")
    notebook.cells.append(new_code_cell(ANSWER))
    result = transplanted(notebook)
    assert cell(result.notebook, "double").source == STUB
    assert ANSWER in run(result).values()
    assert "double" not in run(result)
    assert kinds(result) == [FlagKind.MISSING]


def test_added_cells_stay_after_the_nearest_known_cell_above():
    notebook = answered(double=ANSWER)
    at = names_of(notebook).index("double")
    notebook.cells.insert(at, new_code_cell("helper = 1", metadata={"tags": ["x"]}))
    notebook.cells.insert(0, new_markdown_cell("My notes."))
    notebook.cells.append(new_code_cell("  \n"))
    result = transplanted(notebook)
    sources = [each.source for each in result.notebook.cells]
    assert sources[0] == "My notes."
    assert sources.index("helper = 1") == sources.index("import numpy as np") + 1
    assert len(sources) == len(release().cells) + 2  # the empty cell is left out
    added = next(each for each in result.notebook.cells if each.source == "helper = 1")
    assert added.metadata == {}
    assert list(run(result).values())[:3] == ["import numpy as np", "helper = 1", ANSWER]
    assert result.flags == []


def names_of(notebook):
    return [each.id for each in notebook.cells]


def copy_of(notebook, name, source):
    duplicate = copy.deepcopy(cell(notebook, name))
    duplicate.id, duplicate.source = "copy", source
    notebook.cells.append(duplicate)


@pytest.mark.parametrize("source", [ANSWER, STUB])
def test_of_two_answers_the_first_counts_and_an_equal_one_is_dropped(source):
    notebook = answered(double=ANSWER)
    copy_of(notebook, "double", source)
    result = transplanted(notebook)
    assert cell(result.notebook, "double").source == ANSWER
    assert names(result) == expected_names()
    assert kinds(result) == [FlagKind.DUPLICATED]
    assert "double" in result.flags[0].text


def test_an_answer_in_a_copy_of_the_stub_runs_as_an_added_cell():
    notebook = release()
    copy_of(notebook, "double", ANSWER)
    result = transplanted(notebook)
    assert cell(result.notebook, "double").source == STUB
    assert list(run(result).values())[-1] == ANSWER
    assert "nbgrader" not in result.notebook.cells[-1].metadata
    assert kinds(result) == [FlagKind.DUPLICATED]


def test_a_copied_check_is_dropped_and_carries_no_second_mark():
    notebook = answered(double=ANSWER)
    copy_of(notebook, "double-check", "check('double', double)")
    result = transplanted(notebook)
    assert names(result) == expected_names()
    assert kinds(result) == [FlagKind.DUPLICATED]


@pytest.mark.parametrize(
    "change",
    [
        {"points": 1000},
        {"grade": False},
        {"solution": True},
        {"locked": False},
        {"task": True},
    ],
)
def test_changed_nbgrader_metadata_is_flagged_and_not_used(change):
    notebook = release()
    cell(notebook, "double-check").metadata.nbgrader |= change
    result = transplanted(notebook)
    assert result.notebook == release()
    assert kinds(result) == [FlagKind.RETAGGED]
    assert "double-check" in result.flags[0].text


def test_changed_tags_are_flagged_and_not_used():
    notebook = release()
    cell(notebook, "double").metadata["tags"] = ["remove-cell"]
    result = transplanted(notebook)
    assert result.notebook == release()
    assert kinds(result) == [FlagKind.RETAGGED]


def test_cells_without_metadata_are_known_by_their_ids():
    notebook = answered(double=ANSWER)
    for each in notebook.cells:
        each.metadata = {}
    result = transplanted(notebook)
    assert cell(result.notebook, "double").source == ANSWER
    assert names(result) == expected_names()
    assert kinds(result) == [FlagKind.RETAGGED]


def test_answers_count_when_metadata_and_ids_are_lost():
    notebook = answered(double=ANSWER)
    for number, each in enumerate(notebook.cells):
        each.metadata, each.id = {}, f"lost-{number}"
    result = transplanted(notebook)
    assert ANSWER in run(result).values()
    assert STUB not in run(result).values()
    assert kinds(result) == [FlagKind.MISSING]


def test_a_foreign_id_cannot_push_out_the_cell_with_that_grade_id():
    notebook = answered(double=ANSWER)
    cell(notebook, "double").id = "elsewhere"
    notebook.cells.insert(0, new_code_cell("def double(x): return 0", id="double"))
    result = transplanted(notebook)
    assert cell(result.notebook, "double").source == ANSWER
    assert result.notebook.cells[0].source == "def double(x): return 0"


@pytest.mark.parametrize("kind", ["markdown", "raw", "heading", 7])
def test_an_answer_in_another_cell_type_counts_and_is_flagged(kind):
    notebook = answered(double=ANSWER)
    cell(notebook, "double").cell_type = kind
    result = transplanted(notebook)
    assert cell(result.notebook, "double").cell_type == "code"
    assert run(result)["double"] == ANSWER
    assert kinds(result) == [FlagKind.RETYPED]


@pytest.mark.parametrize("place", [0, 1, 8])
def test_moved_cells_are_put_back(place):
    notebook = answered(double=ANSWER)
    notebook.cells.insert(place, notebook.cells.pop(names_of(notebook).index("double")))
    result = transplanted(notebook)
    assert names(result) == expected_names()
    assert kinds(result) == [FlagKind.MOVED]


def test_pictures_in_a_written_answer_are_left_out_and_flagged():
    notebook = answered(written="![a](attachment:a.png)")
    cell(notebook, "written")["attachments"] = {"a.png": {"image/png": "AAAA"}}
    result = transplanted(notebook)
    assert "attachments" not in cell(result.notebook, "written")
    assert kinds(result) == [FlagKind.LEFT_OUT]


@pytest.mark.parametrize(
    ("metadata", "flagged"),
    [
        ({"kernelspec": {"name": "my-env", "language": "python"}}, False),
        ({"kernelspec": {"name": "python3"}}, False),
        ({}, False),
        ({"kernelspec": {"name": "ir", "language": "R"}}, True),
        ({"language_info": {"name": "julia"}}, True),
    ],
)
def test_only_another_language_is_a_wrong_kernel(metadata, flagged):
    notebook = release()
    notebook.metadata = metadata
    result = transplanted(notebook)
    assert kinds(result) == [FlagKind.KERNEL] * flagged
    assert result.notebook.metadata == release().metadata


def test_an_unreadable_file_is_an_untouched_notebook_with_a_flag():
    result = transplant(release(), b"\x00 no notebook")
    assert result.notebook == release()
    assert kinds(result) == [FlagKind.UNREADABLE]
    assert list(run(result)) == ["set-up"]


@pytest.mark.parametrize(
    ("source", "python"),
    [
        (
            "%matplotlib inline\nx = 1",
            "get_ipython().run_line_magic('matplotlib', 'inline')\nx = 1",
        ),
        ("!ls", "get_ipython().system('ls')"),
        (">>> x = 1\n>>> y = 2", "x = 1\ny = 2"),
        ("    x = 1\n    y = 2", "x = 1\ny = 2"),
        ("def double(x)", "def double(x)"),
        ("x = '''", "x = '''"),
        ("x = 7 % 3", "x = 7 % 3"),
        ("=\x0c%''',lambda,$... #/", "=\x0c%''',lambda,$... #/"),  # IPython cannot read it
    ],
)
def test_the_syntax_of_ipython_becomes_python(source, python):
    assert run(transplanted(answered(double=source)))["double"] == python


@pytest.mark.parametrize("line", ["%a", "!a", "a?", ",a b", ";a b", "/a b", "x = \\\n %a"])
def test_a_flood_of_magics_is_left_to_the_sandbox(line, monkeypatch):
    monkeypatch.setattr("grader.transplant.MOST_READ", 5000)
    flood = f"{line}\n" * 100
    assert run(transplanted(answered(double=flood)))["double"] == flood.rstrip("\n")


def test_what_can_be_translated_does_not_end_with_one_cell(monkeypatch):
    monkeypatch.setattr("grader.transplant.MOST_READ", 1000)
    result = run(transplanted(answered(double="%a\n", half=f"{'#' * 900}\n%b\n")))
    assert "run_line_magic('a'" in result["double"]
    assert result["half"].endswith("%b")


@pytest.mark.parametrize("seed", range(30))
def test_no_bytes_raise_and_no_check_is_ever_changed(seed):
    chance = random.Random(seed)
    data = bytearray(as_bytes(answered(double=ANSWER)))
    for _ in range(chance.choice([1, 5, 50])):
        data[chance.randrange(len(data))] = chance.choice(b'{}[]",:a\\0')
    result = transplant(release(), bytes(data))
    assert is_valid(result.notebook)
    checks = {each.id: each for each in result.notebook.cells if each.id.endswith("-check")}
    assert checks == {each.id: each for each in release().cells if each.id.endswith("-check")}
