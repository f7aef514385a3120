"""Every equation that a docstring names stands on a page of the book, under that name."""

import re
from pathlib import Path

import pytest

import unrolled

CODE = sorted(Path(unrolled.__file__).parent.rglob("*.py"))
PAGES = sorted(Path("book").rglob("*.md"))
# A label ends its line, after at least two spaces or as the only thing in the line.
NAMED = re.compile(r"\S {1,}\(([a-z][a-z0-9]*(?:-[a-z0-9]+)*)\)$", re.MULTILINE)
LABEL = re.compile(r"\$\$ \(([a-z0-9-]+)\)$", re.MULTILINE)


def equations_in(docstring_file):
    """Return the labels at the ends of indented equation lines."""
    text = docstring_file.read_text("utf-8")
    lines = [line for line in text.splitlines() if re.match(r" {8,}\S.*=|.* {2,}\(", line)]
    return [match for line in lines for match in NAMED.findall(line)]


@pytest.fixture(scope="module")
def on_pages():
    return [label for page in PAGES for label in LABEL.findall(page.read_text("utf-8"))]


def test_no_equation_stands_on_two_pages(on_pages):
    assert len(on_pages) == len(set(on_pages))


@pytest.mark.parametrize("module", CODE, ids=lambda path: path.stem)
def test_every_equation_of_the_code_is_in_the_book(module, on_pages):
    missing = {label for label in equations_in(module) if "-" in label} - set(on_pages)
    assert not missing


def test_the_search_for_equations_finds_those_of_the_lstm():
    (lstm,) = (path for path in CODE if path.match("unrolled/lstm.py"))
    assert {"lstm-a", "lstm-c", "lstm-h", "lstm-dcprev"} <= set(equations_in(lstm))
