"""The index of symbols and the notation page cover the equations of the whole book."""

import re
from pathlib import Path

import pytest

from tests.book.conftest import ROOT
from tests.book.symbols import labelled, symbols

PAGES = {path: path.read_text("utf-8") for path in sorted((ROOT / "book").rglob("*.md"))}
EQUATIONS = {label: tex for text in PAGES.values() for label, tex in labelled(text).items()}
INDEX = (ROOT / "book" / "symbols.md").read_text("utf-8")
NOTATION = (ROOT / "book" / "notation.md").read_text("utf-8")


def rows(title):
    """The rows of one table of the index: symbols, then the other columns."""
    table = INDEX.split(f"## {title}\n")[1].split("\n## ")[0]
    found = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in found[2:]]


LETTERS = [*rows("Latin letters"), *rows("Greek letters")]


def named(row):
    """The symbols that a row is about."""
    tex = re.findall(r"\$([^$]+)\$", row[0])
    return set().union(*map(symbols, tex))


def test_a_label_is_found_for_every_equation_that_has_one():
    labels = [label for text in PAGES.values() for label in re.findall(r"\$\$ \(([\w-]+)\)", text)]
    assert sorted(labels) == sorted(EQUATIONS)
    assert len(labels) > 150


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"h_t = \class{gate-o}{o_t} \odot \tanh(c_t)", {"h", "o", "c"}),
        (r"da_f = dc \odot c_{t-1}", {"d", "a_f", "c"}),
        (r"\class{gate-h}{\tilde h_t} + b'_h W_{xh}", {"~h", "b'_h", "W_xh"}),
        (r"\lVert J \rVert \le \sigma_{\max}(W_h)^{T-t}", {"J", "sigma_max", "W_h", "T", "t"}),
        (r"\operatorname{mean}(v) \text{ of all } x_{t+1}", {"mean", "v", "x"}),
    ],
)
def test_the_symbols_of_an_equation_are_found(tex, expected):
    assert symbols(tex) == expected


@pytest.mark.parametrize("label", EQUATIONS)
def test_every_symbol_of_an_equation_stands_in_the_index(label):
    known = set().union(*map(named, LETTERS))
    assert symbols(EQUATIONS[label]) - known == set()


def test_no_symbol_of_the_index_is_in_no_equation():
    used = set().union(*map(symbols, EQUATIONS.values()))
    assert set().union(*map(named, LETTERS)) - used == set()


@pytest.mark.parametrize("row", LETTERS, ids=lambda row: row[0])
def test_a_symbol_occurs_in_the_equations_that_its_row_names(row):
    labels = re.findall(r"\{eq\}`([\w-]+)`", row[4])
    assert labels
    shown = [symbols(EQUATIONS[label]) for label in labels]
    assert named(row) <= set().union(*shown)
    assert all(named(row) & each for each in shown)


@pytest.mark.parametrize("title", ["Latin letters", "Greek letters"])
def test_the_letters_stand_in_their_order(title):
    def letter(row):
        # The d of a gradient, a tilde and the like do not count.
        return re.sub(r"^\$d(?=[mp])|\\tilde|\\operatorname|[${\\ ]", "", row[0])[0].lower()

    greek = ["a", "b", "d", "v", "e", "m", "s"]  # alpha, beta, delta, (v)arepsilon, eta, mu, sigma
    order = [letter(row) for row in rows(title)]
    expected = sorted(order, key=None if title.startswith("Latin") else greek.index)
    assert order == expected


def test_every_name_in_code_is_one():
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    code += "\n".join(text for path, text in PAGES.items() if path.stem != "symbols")
    for row in LETTERS:
        for name in re.findall(r"`(\w+)`", re.sub(r"\{\w+\}`[^`]*`", "", row[3])):
            assert re.search(rf"\b{name}\b", code), name


def test_the_notation_page_names_the_equations_of_all_lessons():
    said = set(re.findall(r"\{eq\}`([\w-]+)`", NOTATION))
    elsewhere = set(labelled(PAGES[Path(ROOT, "book", "equations.md")]))
    assert set(EQUATIONS) - elsewhere <= said
    newer = {"rnn-output", "softmax", "rnn-dh", "rnn-sums", "sequence-counts", "best-window"}
    assert newer <= said
