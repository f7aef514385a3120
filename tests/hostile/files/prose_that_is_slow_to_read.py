"""
family: slow texts
tries: to hold up the class by Markdown and HTML that take hours to read
honest:
says:
"""

from nbformat.v4 import new_markdown_cell

from tests.hostile.submissions import as_bytes


def build(desk):
    notebook = desk.solved()
    for text in ("> " * 25_000, "<div>" * 10_000, "\\begin{a}" * 5_000, "[a](" * 10_000):
        notebook.cells.append(new_markdown_cell(text))
    return as_bytes(notebook)
