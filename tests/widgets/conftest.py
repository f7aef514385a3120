"""A small book with moving figures, built with the configuration of the course."""

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
  language: python
  name: python3
---
# A page

```{code-cell} ipython3
from unrolled.lesson import strict

strict()
```

"""
CELL = "```{{code-cell}} ipython3\n{}\n```\n\n"


def build(folder, **pages):
    """Build a book whose pages have these cells; return the folder of its HTML."""
    (folder / "book").mkdir()
    for name in ("_extensions", "_static", "references.bib"):
        (folder / "book" / name).symlink_to(ROOT / "book" / name)
    (folder / "_config.yml").write_text((ROOT / "_config.yml").read_text("utf-8"), "utf-8")
    root, *others = pages
    chapters = "".join(f"  - file: {name}\n" for name in others)
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: {root}\nchapters:\n{chapters}")
    for name, cells in pages.items():
        text = ("Some words.\n\n" * 40).join(CELL.format(cell) for cell in cells)
        (folder / f"{name}.md").write_text(f"{HEADER}{text}The end.\n", "utf-8")
    done = subprocess.run(BUILD, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "_build" / "html"


@pytest.fixture(scope="session")
def moving_book(tmp_path_factory):
    """A page with figures of cells, and one without a figure."""
    cells = (
        "from unrolled.widgets import gate_explorer, gru_cell, lstm_cell\n\nlstm_cell()",
        "gru_cell()",
        'gru_cell(bias=[[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], form="keras")',
        "from unrolled.lstm import lstm_step\n\ngate_explorer(lstm_step)",
    )
    folder = tmp_path_factory.mktemp("moving")
    return build(folder, moving=cells, plain=("print(1)",))


class Visit:
    """A reader's page that notes what goes wrong on it."""

    def __init__(self, page):
        self.page = page
        self.problems, self.requests = [], []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("requestfailed", lambda sent: self.problems.append(f"failed: {sent.url}"))
        page.on("console", self._hear)
        page.on("request", lambda sent: self.requests.append(sent.url))

    def _hear(self, said):
        if said.type in ("error", "warning"):
            self.problems.append(said.text)

    def figures(self, name):
        """The figures of this name, once they move."""
        figures = self.page.locator(f"figure[data-widget={name}]")
        for figure in figures.all():
            figure.scroll_into_view_if_needed()
            figure.locator(".stage.live").wait_for()
        return figures


@pytest.fixture
def visit(browser, moving_book):
    """Open a page of the moving book from its folder, in a window with these properties."""
    contexts = []

    def open_page(name="moving", width=1280, height=900, without_scripts=False, **properties):
        size = {"width": width, "height": height}
        contexts.append(browser.new_context(viewport=size, offline=True, **properties))
        visit = Visit(contexts[-1].new_page())
        if without_scripts:
            visit.page.route("**/moving/*.js", lambda route: route.abort())
        visit.page.goto((moving_book / f"{name}.html").as_uri())
        return visit

    yield open_page
    for context in contexts:
        context.close()
