"""The book's own configuration refuses false statements, broken references and error output."""

import subprocess

import pytest

from tests.book.conftest import BUILD, ROOT

HEADER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  name: python3
---
# A page

"""
HIDDEN_CELL = "```{{code-cell}} ipython3\n:tags: [remove-cell]\n{}\n```\n"
CELL = "```{{code-cell}} ipython3\n{}\n```\n"


def build(folder, text):
    """Build one page with the course's configuration; return the finished process."""
    book = folder / "book"
    book.mkdir()
    for name in ("_extensions", "_static", "references.bib"):
        (book / name).symlink_to(ROOT / "book" / name)
    (folder / "_config.yml").write_text((ROOT / "_config.yml").read_text("utf-8"), "utf-8")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: page\n", "utf-8")
    (folder / "page.md").write_text(HEADER + text, "utf-8")
    return subprocess.run(BUILD, cwd=folder, capture_output=True, text=True)


def test_a_true_statement_is_built(tmp_path):
    done = build(tmp_path, HIDDEN_CELL.format("assert 1 + 1 == 2") + "$$ a = b $$ (my-label)\n")
    assert done.returncode == 0, done.stderr
    assert "(my-label)" in (tmp_path / "_build" / "html" / "page.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (HIDDEN_CELL.format("assert 1 + 1 == 3"), "AssertionError"),
        (CELL.format("import sys; print('oops', file=sys.stderr)"), "stderr"),
        ("See {eq}`no-such-equation`.\n", "no-such-equation"),
        ("$$ \\nosuchcommand $$ (wrong)\n", "page: the equation (wrong) cannot be typeset"),
    ],
)
def test_a_fault_breaks_the_build(tmp_path, text, reason):
    done = build(tmp_path, text)
    assert done.returncode != 0
    assert reason in done.stdout + done.stderr
