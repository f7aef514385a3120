"""The reference implementation stays short enough to read."""

import ast
from pathlib import Path

import pytest

import unrolled

MODULES = sorted(Path(unrolled.__file__).parent.rglob("*.py"))
every_module = pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)


@every_module
def test_no_function_is_longer_than_40_lines_of_code(module):
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            docstring = len((ast.get_docstring(node, clean=False) or "").splitlines())
            lines = node.end_lineno - node.lineno + 1 - docstring
            assert lines <= 40, f"{node.name} has {lines} lines. Find the second idea in it."


@every_module
def test_no_module_is_longer_than_300_lines(module):
    lines = len(module.read_text("utf-8").splitlines())
    assert lines <= 300, f"{module.name} has {lines} lines. Find the second idea in it."


@every_module
def test_nothing_here_imports_what_stands_above_it(module):
    """book, solutions and grader import unrolled; unrolled imports none of them."""
    names = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    assert not names & {"grader", "book", "solutions", "tests"}
