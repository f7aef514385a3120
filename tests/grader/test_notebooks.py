import json
import re
from functools import cache

import jupytext
import nbformat
import pytest

from grader import notebooks
from grader.exercises import NAMES, load_exercise
from grader.folders import ROOT, instructor_notebook, release_notebook
from grader.notebooks import NotebookError, generate, make, outdated
from grader.transplant import grade_id, is_answer, is_check

SMALL = """\
```{code-cell} ipython3
:nbgrader: {"grade": false, "grade_id": "double", "locked": false, "schema_version": 3, \
"solution": true, "task": false}
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION
```

Some text.

```{code-cell} ipython3
:nbgrader: {"grade": true, "grade_id": "double-check", "locked": true, "points": 10, \
"schema_version": 3, "solution": false, "task": false}
print(double(3))
```
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "solutions").mkdir()
    return tmp_path


def source(root, text=SMALL):
    (root / "solutions" / "small.md").write_text(text)


def solution_lines(name):
    """Return the lines of the solutions that stand nowhere else in the released notebook."""
    instructor = nbformat.read(instructor_notebook(name), as_version=4)
    released = release_notebook(name).read_text()
    released = "\n".join(cell.source for cell in nbformat.reads(released, as_version=4).cells)
    lines = set()
    for cell in instructor.cells:
        if is_answer(cell):
            lines |= {line.strip() for line in cell.source.splitlines()}
    known = {line.strip() for line in released.splitlines()}
    # The two markers are no secret: the page for contributors names them.
    return {line for line in lines - known if len(line) > 8 and not line.startswith("### ")}


@pytest.mark.parametrize("name", NAMES)
def test_the_notebooks_are_what_their_source_gives(name):
    assert outdated(name) == [], "Run: python -m grader notebooks"


@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_an_answer_cell_and_a_check_that_carries_points(name):
    cells = nbformat.read(release_notebook(name), as_version=4).cells
    questions = [question.name for question in load_exercise(name).questions]
    code_answers = [grade_id(c) for c in cells if is_answer(c) and c.cell_type == "code"]
    assert code_answers == questions
    assert [grade_id(c) for c in cells if is_check(c)] == [f"{name}-check" for name in questions]
    assert all(cell.metadata.nbgrader.points > 0 for cell in cells if is_check(cell))


@pytest.mark.parametrize("name", NAMES)
def test_no_line_of_a_solution_is_in_the_book(name):
    lines = solution_lines(name)
    assert len(lines) > 20
    published = [ROOT / "book", ROOT / "_build" / "html"]
    files = [path for folder in published for path in folder.rglob("*") if path.is_file()]
    texts = [path for path in files if path.suffix in {".md", ".ipynb", ".html", ".txt", ".js"}]
    assert texts
    for path in texts:
        text = _plain(path)
        leaked = sorted(line for line in lines if line in text)
        # A lesson teaches the same mathematics in its own words, but never shares a whole line.
        assert not leaked, f"{path} holds lines of the solution: {leaked}"


@cache
def _plain(path):
    """Return the text of a page as its readers see it, without markup and JSON's escapes."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".ipynb":
        return "\n".join(
            cell.source + json.dumps(cell.get("outputs", ""))
            for cell in nbformat.reads(text, as_version=4).cells
        )
    if path.suffix == ".html":
        from bs4 import BeautifulSoup

        return BeautifulSoup(text, "html.parser").get_text()
    return text


def test_a_small_source_gives_both_notebooks(root):
    source(root)
    instructor, student = generate("small", root)
    solved = nbformat.read(instructor, as_version=4)
    released = nbformat.read(student, as_version=4)
    assert solved.cells[2].outputs[0].text == "6\n"
    assert "return 2 * x" in solved.cells[0].source
    assert "raise NotImplementedError" in released.cells[0].source
    assert "return 2 * x" not in student.read_text()
    assert released.cells[2].outputs == []
    assert [cell.id for cell in released.cells] == ["double", "cell-2", "double-check"]
    for notebook in (solved, released):
        assert set(notebook.metadata) == {"kernelspec"}


def test_the_same_source_gives_the_same_bytes(root):
    source(root)
    assert make("small", root) == make("small", root)


def test_this_machine_leaves_no_trace_in_the_outputs(root, monkeypatch):
    shown = 'import os; print(os.environ.get("UNROLLED_BOOK"), os.listdir())'
    source(root, SMALL.replace("print(double(3))", shown))
    monkeypatch.setenv("UNROLLED_BOOK", "file:///somewhere/here")
    cells = nbformat.reads(make("small", root).instructor.decode(), as_version=4).cells
    assert cells[2].outputs[0].text == "None []\n"


def test_only_the_notebook_is_released(root):
    source(root)
    generate("small", root)
    files = sorted(path.name for path in (root / "book").rglob("*") if path.is_file())
    assert files == ["small.ipynb"]


def test_a_change_of_the_source_makes_both_notebooks_outdated(root):
    source(root)
    paths = generate("small", root)
    assert outdated("small", root) == []
    source(root, SMALL.replace("Some text.", "Another text."))
    assert outdated("small", root) == list(paths)


def test_no_gradebook_is_needed_or_made(root):
    source(root)
    generate("small", root)
    assert not list(root.rglob("*.db"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("return 2 * x", "return nothing_of_this_name", "'double-check'.*NameError"),
        ("print(double(3))", "import os; os._exit(1)", "'double-check'.*ended the Python"),
        ("print(double(3))", "while True: pass", "'double-check'.*did not finish"),
        ("    ### END SOLUTION\n", "", "no end solution"),
        ('"double-check"', '"double"', "more than one cell called 'double'"),
        ('"grade": true', '"grade": tr: ue', "cannot be read"),
    ],
)
def test_a_wrong_source_is_explained_and_changes_nothing(root, monkeypatch, old, new, told):
    monkeypatch.setattr(notebooks, "SECONDS_PER_CELL", 2)
    source(root)
    before = [path.read_bytes() for path in generate("small", root)]
    assert old in SMALL
    source(root, SMALL.replace(old, new))
    with pytest.raises(NotebookError) as failure:
        generate("small", root)
    assert re.search(told, str(failure.value), re.DOTALL)
    assert "No notebook was changed." in str(failure.value)
    after = instructor_notebook("small", root), release_notebook("small", root)
    assert [path.read_bytes() for path in after] == before


def test_an_unknown_source_is_answered_with_the_known_ones(root):
    source(root)
    with pytest.raises(NotebookError, match=r"no exercise source .*nope\.md.*: small"):
        generate("nope", root)


def test_sources_are_flat_so_that_nbgrader_cannot_release_them():
    for name in NAMES:
        assert [path.name for path in (ROOT / "solutions" / name).iterdir()] == [f"{name}.ipynb"]
        jupytext.read(ROOT / "solutions" / f"{name}.md")
