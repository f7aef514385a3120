"""The notebooks that the book offers for download: whole, plain, and running elsewhere."""

import os
import re
import shutil
import subprocess
import sys
import zipfile

import nbclient
import nbformat
import pytest
import yaml

from tests.book.conftest import BUILD, ROOT
from tests.long import long

HEADER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---
"""
PAGE = (
    HEADER
    + """(first)=
# The first page

A *paragraph* with **strong** words, `code`, $a_t$, a * star and [a colour]{.gate-f}.

```{code-cell} ipython3
:tags: [remove-cell]
from unrolled.lesson import say, strict

strict()  # a warning breaks the build
say("answer", 42.0)
```

(part)=
## A part

$$ \\class{gate-f}{f_t} = \\sigma(a_f) $$ (my-equation)

The answer is {glue:text}`answer:.1f`; see {eq}`my-equation`, {ref}`part`, {ref}`second` and
[a site](https://example.org/). It is said by {cite:t}`gers2000`.

```{literalinclude} src/unrolled/activations.py
:language: python
:pyobject: relu
```

:::{admonition} Predict
:class: predict
What is $1 + 1$?

- one
- two
:::

:::{dropdown} Answer
It is **two**.
:::

| what | size |
|---|---|
| state | $\\|h_t\\| < 1$ |

```{raw} html
<svg role="img" aria-label="A drawing of a gate that is half open, &lt; 1."><path/></svg>
```

```{code-cell} ipython3
---
tags: [hide-input]
mystnb:
  figure:
    name: fig-lines
    caption: Two lines for $b_f$.
---
from unrolled.plots import drawing

with drawing("A line from the lower left to the upper right corner.") as axes:
    axes.plot([0, 1])
```

```{code-cell} ipython3
print("seen")
```

{numref}`fig-lines` shows it.
"""
)
SECOND = """(second)=
# The second page

Nothing runs here. Put {course_wheel}`the wheel` beside the notebook.

```{bibliography}
```
"""
DIRECTIVE = re.compile(
    r":::|^ *```\{|\{(glue|eq|ref|numref|cite|doc|course_wheel)[:}]", re.MULTILINE
)
ADDRESS = "https://books.example.org/unrolled"


def build(folder, address=""):
    """Build a small book with the configuration of the course; return the folder of its HTML."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf-8"))
    assert "page_notebooks" in config["sphinx"]["config"]["extensions"]
    config["html"]["baseurl"] = address
    config["bibtex_bibfiles"] = ["references.bib"]
    (folder / "_config.yml").write_text(yaml.safe_dump(config), "utf-8")
    toc = "format: jb-book\nroot: page\nchapters:\n  - file: part/second\n"
    (folder / "_toc.yml").write_text(toc, "utf-8")
    (folder / "page.md").write_text(PAGE, "utf-8")
    (folder / "part").mkdir()
    (folder / "part" / "second.md").write_text(SECOND, "utf-8")
    (folder / "book").mkdir()
    for name in ("book/_extensions", "book/_static", "pyproject.toml", "README.md", "src"):
        (folder / name).symlink_to(ROOT / name)
    shutil.copyfile(ROOT / "book" / "references.bib", folder / "references.bib")
    done = subprocess.run(BUILD, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "_build" / "html"


@pytest.fixture(scope="module")
def small_book(tmp_path_factory):
    return build(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def small(small_book):
    """The notebook of the small book's executed page."""
    return nbformat.read(small_book / "_notebooks" / "page.ipynb", as_version=4)


def text(notebook):
    cells = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return "\n\n".join(cells)


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_only_a_page_with_code_becomes_a_notebook(small_book, small):
    assert not (small_book / "_notebooks" / "part" / "second.ipynb").exists()
    nbformat.validate(small)
    assert not any(cell.get("outputs") for cell in code(small))
    page = (small_book / "page.html").read_text("utf-8")
    assert 'href="_notebooks/page.ipynb"' in page and 'href="_notebooks/page.zip"' in page
    assert "Download this page" not in (small_book / "part" / "second.html").read_text("utf-8")


def test_the_text_is_plain_markdown(small):
    words = text(small)
    assert not DIRECTIVE.search(words)
    assert "A *paragraph* with **strong** words, `code`, $a_t$, a \\* star and a colour." in words
    assert "## A part" in words
    assert "The answer is 42.0; see (my-equation), A part, The second page and [a" in words
    assert "[a site](https://example.org/)" in words
    assert "It is said by Gers *et al.* \\[2000\\]." in words
    assert "```python\ndef relu(a):\n" in words
    assert "> **Predict**\n>\n> What is $1 + 1$?\n>\n> - one\n> - two" in words
    assert "<details>\n<summary>Answer</summary>\n\nIt is **two**.\n\n</details>" in words
    assert "| state | $\\vert h_t\\vert < 1$ |" in words
    assert "> **Drawing, in words.** A drawing of a gate that is half open, \\< 1." in words
    assert "Fig. 1 shows it." in words
    assert "**Fig. 1.** Two lines for $b_f$." in words


def test_an_equation_keeps_its_name_and_its_colour(small):
    assert "$$\n\\textcolor{#b84d00}{f_t} = \\sigma(a_f)\n\\tag{my-equation}\n$$" in text(small)


def test_every_cell_is_there_in_its_place_and_the_hidden_ones_are_folded(small):
    install, first, figure, last = code(small)
    assert install.source == "%pip install -q ./unrolled-0.1.0-py3-none-any.whl"
    assert 'say("answer", 42.0)' in first.source
    assert "strict()" not in first.source and "threadpool_limits(1)" in first.source
    assert [cell.metadata.get("tags", []) for cell in (first, figure, last)] == [
        ["remove-cell"],
        ["hide-input"],
        [],
    ]
    folded = [cell.metadata.get("jupyter", {}).get("source_hidden", False) for cell in code(small)]
    assert folded == [False, True, True, False]
    order = [cell.source for cell in small.cells]
    assert order.index(first.source) < next(n for n, s in enumerate(order) if "## A part" in s)
    assert order[order.index(figure.source) + 1].startswith("**Fig. 1.**")


@long
def test_with_an_address_links_lead_to_the_book_and_the_wheel_comes_from_there(tmp_path):
    book = build(tmp_path, ADDRESS)
    notebook = nbformat.read(book / "_notebooks" / "page.ipynb", as_version=4)
    assert f"[The second page]({ADDRESS}/part/second.html#second)" in text(notebook)
    wheel = f"{ADDRESS}/_notebooks/unrolled-0.1.0-py3-none-any.whl"
    assert code(notebook)[0].source == f'%pip install -q "unrolled @ {wheel}"'
    assert not list((book / "_notebooks").glob("*.zip"))
    assert "zip" not in (book / "page.html").read_text("utf-8").split("download-notebook")[1][:400]


def test_the_wheel_lies_beside_the_notebooks_and_holds_the_course(small_book):
    (wheel,) = (small_book / "_notebooks").glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {"unrolled/lstm.py", "unrolled/lesson.py", "unrolled/layers/lstm.py"} <= set(names)
    both = zipfile.ZipFile(small_book / "_notebooks" / "page.zip")
    assert both.namelist() == ["page.ipynb", wheel.name]
    assert both.read(wheel.name) == wheel.read_bytes()
    link = (small_book / "part" / "second.html").read_text("utf-8")
    assert f'href="../_notebooks/{wheel.name}"' in link
    for left_behind in ("build", "src/unrolled.egg-info"):
        assert not (small_book.parents[1] / left_behind).is_dir() or (ROOT / left_behind).is_dir()


@long
def test_a_second_build_keeps_the_wheel_and_gives_the_same_notebook(small_book, small):
    folder = small_book.parents[1]
    wheel = next((small_book / "_notebooks").glob("*.whl"))
    before = wheel.stat().st_mtime_ns
    (folder / "page.md").touch()
    subprocess.run(BUILD, cwd=folder, check=True, capture_output=True)
    assert wheel.stat().st_mtime_ns == before
    assert nbformat.read(small_book / "_notebooks" / "page.ipynb", as_version=4) == small


# The course's own notebooks.


@pytest.fixture(scope="module")
def notebooks(book):
    """The notebooks of pages, by the name of the page."""
    folder = book / "_notebooks"
    paths = [path for path in sorted(folder.rglob("*.ipynb")) if "exercises" not in path.parts]
    return {
        path.relative_to(folder).with_suffix("").as_posix(): nbformat.read(path, as_version=4)
        for path in paths
    }


def test_every_lesson_has_a_notebook_and_a_link_to_it(notebooks, pages):
    lessons = [name for name in pages if name.split("/")[1:2] in (["limits"], ["lstm"], ["gru"])]
    lessons += [name for name in pages if name.startswith("book/keras/")]
    assert {name.removesuffix(".html") for name in lessons} <= set(notebooks)
    for name in notebooks:
        links = [link["href"] for link in pages[f"{name}.html"].select(".download-notebook a")]
        assert links[0] == f"{'../' * name.count('/')}_notebooks/{name}.ipynb"


def test_an_exercise_is_given_away_byte_for_byte(book, pages):
    name = "book/exercises/lstm-gates/lstm-gates"
    assert (book / "_notebooks" / f"{name}.ipynb").read_bytes() == (
        ROOT / f"{name}.ipynb"
    ).read_bytes()
    link, *_ = pages[f"{name}.html"].select(".download-notebook a")
    assert link.get_text() == "Download this exercise as a notebook"


def test_the_notebooks_are_valid_and_plain(notebooks):
    assert len(notebooks) > 10
    for name, notebook in notebooks.items():
        nbformat.validate(notebook)
        left = DIRECTIVE.findall(re.sub(r"```.*?```|`[^`]*`", "", text(notebook), flags=re.DOTALL))
        assert not left, (name, left)
        assert "<svg" not in text(notebook), name


def test_a_notebook_reads_no_file_of_the_project(notebooks):
    reading = re.compile(r"""["'](\.\./|book/|benchmarks/|experiments/)""")
    found = {
        name: reading.findall(cell.source)
        for name, notebook in notebooks.items()
        for cell in code(notebook)
        if reading.search(cell.source)
    }
    assert not found


@pytest.mark.parametrize("name", ["book/conventions"])
def test_a_notebook_runs_elsewhere_with_the_wheel_alone(name, notebooks, book, tmp_path):
    (wheel,) = (book / "_notebooks").glob("*.whl")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--target", tmp_path / "there", wheel], check=True)
    notebook = notebooks[name]
    notebook.cells = [
        cell for cell in notebook.cells if "install" not in cell.metadata.get("tags", [])
    ]
    notebook.cells.append(
        nbformat.v4.new_code_cell("import unrolled\nprint(unrolled.__file__)", id="where")
    )
    client = nbclient.NotebookClient(
        notebook, timeout=120, resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute(env={**os.environ, "PYTHONPATH": str(tmp_path / "there")})
    assert str(tmp_path / "there") in notebook.cells[-1].outputs[0].text
