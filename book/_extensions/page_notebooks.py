"""Offer each executed page and each exercise as a notebook, for readers who want to run it.

The notebook of a page is made from the page as it is shown: the code that it includes, the numbers
that its cells computed and the names that its links have are in it. Outputs are not: run it. Cells
that the page hides are there, folded. The notebooks, and the wheel of the course that they
install, lie in the book's folder ``_notebooks``.

With ``html_baseurl`` links lead to the book at that address, and the wheel is fetched from there.
Without it, links are text, and the wheel must lie beside the notebook.
"""

import os
import re
from pathlib import Path
from urllib.parse import urljoin

import nbformat
from course_wheel import FOLDER, needs_wheel, wheel_name
from docutils import nodes
from myst_nb.sphinx_ import NbMetadataCollector
from nbformat import v4
from plain_markdown import MarkdownWriter

# What a cell of a lesson imports, and the wheel does not bring.
EXTRAS = {"keras": ("keras", "jax"), "sklearn": ("scikit-learn",)}
HIDDEN = {"remove-cell", "remove-input", "hide-input", "hide-cell"}
# In the book, a warning breaks the build. In a notebook, it shall not stop the reader; what is left
# of strictness is that products are made by one thread, so that sums are those of the book.
STRICT = re.compile(r"^strict\(\).*\n?", re.MULTILINE)
ONE_THREAD = "import threadpoolctl\n\nthreadpoolctl.threadpool_limits(1)\n"


def setup(app):
    """Write the notebooks while the pages are written, and the wheel after them."""
    app.setup_extension("course_wheel")
    app.connect("html-page-context", add_notebook, priority=600)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def add_notebook(app, docname, template, context, doctree):
    """Write the notebook of a page, and a link to it at the end of the page.

    An exercise is a notebook already, and is given away as it is.
    """
    if app.builder.name != "html" or doctree is None or wheel_name(Path(app.srcdir)) is None:
        return
    source, target = Path(app.env.doc2path(docname)), Path(app.outdir, FOLDER, f"{docname}.ipynb")
    if source.suffix == ".ipynb":
        what, content = "exercise", source.read_bytes()
    elif notebook := notebook_of(app, docname, doctree):
        what, content = "page", f"{nbformat.writes(notebook)}\n".encode()
    else:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    place = f"{'../' * docname.count('/')}{FOLDER}/{docname}"
    links = _download(f"{place}.ipynb", f"Download this {what} as a notebook")
    if needs_wheel(app):
        links += ", or " + _download(f"{place}.zip", "with the course's wheel, as a zip file")
    context["body"] += f'<p class="download-notebook">{links}</p>'


def _download(target, text):
    return f'<a class="reference download internal" download="" href="{target}">{text}</a>'


def notebook_of(app, docname, doctree):
    """Return the page as a notebook: text from ``doctree``, code from the executed page.

    None where the page has no code.
    """
    if not NbMetadataCollector.get_exec_data(app.env, docname):
        return None
    source = Path(app.env.mystnb_config.output_folder, f"{docname}.ipynb")
    executed = nbformat.read(source, as_version=4)
    waiting = {
        index: (line, _code_cell(cell))
        for index, (cell, line) in enumerate(
            zip(executed.cells, executed.metadata["source_map"], strict=True)
        )
        if cell.cell_type == "code" and cell.source.strip()
    }
    if not waiting:
        return None
    cells = [*_install(app, waiting)]
    text = []

    def end_text():
        if text:
            cells.append(v4.new_markdown_cell("\n\n".join(text)))
            text.clear()

    def put_code(before=None, upto=None):
        """Move the cells that stand before a line, or up to an index, out of those waiting."""
        for index in list(waiting):
            line, cell = waiting[index]
            if (before is not None and line < before) or (upto is not None and index <= upto):
                end_text()
                cells.append(cell)
                del waiting[index]

    writer = MarkdownWriter(_Links(app, docname))
    for kind, node, level in _stream(doctree):
        if kind == "cell":
            put_code(upto=node["cell_index"])
            text += _captions(app, docname, node, writer)
            continue
        put_code(before=_line(node))
        if kind == "title":
            end_text()
        block = writer.heading(node, level) if kind == "title" else writer.block(node)
        if block:
            text.append(block)
    put_code(before=float("inf"))
    end_text()
    return _numbered(cells, executed.metadata)


def _stream(node, level=0):
    """Yield the titles, blocks and cells of a page in order, with the depth of their section."""
    for child in node.children:
        if isinstance(child, nodes.section):
            yield from _stream(child, level + 1)
        elif isinstance(child, nodes.title):
            yield "title", child, level
        elif child.get("nb_element") == "cell_code" if isinstance(child, nodes.Element) else False:
            yield "cell", child, level
        else:
            yield "block", child, level


def _line(node):
    """Return the line of the source that a node begins in; 0 where nobody knows."""
    lines = [each.line for each in node.findall() if getattr(each, "line", None)]
    return min(lines, default=0)


def _code_cell(cell):
    tags = list(cell.metadata.get("tags", []))
    metadata = {"tags": tags} if tags else {}
    if HIDDEN & set(tags):
        metadata["jupyter"] = {"source_hidden": True}
    return v4.new_code_cell(STRICT.sub(ONE_THREAD, cell.source).strip("\n"), metadata=metadata)


def _captions(app, docname, cell, writer):
    """Return the captions of a cell's figures, with their numbers; the figures come by running."""
    for figure in cell.findall(nodes.figure):
        number = app.env.toc_fignumbers.get(docname, {}).get("figure", {}).get(figure["ids"][0])
        for caption in figure.findall(nodes.caption):
            name = f"**Fig. {'.'.join(map(str, number))}.** " if number else ""
            yield f"{name}{writer.inline(caption)}"


def _install(app, waiting):
    """Return the cells that install the course, and what else the page imports."""
    wheel = wheel_name(Path(app.srcdir))
    code = "\n".join(cell.source for _, cell in waiting.values())
    imported = set(re.findall(r"^\s*(?:import|from) (\w+)", code, re.MULTILINE))
    more = "".join(f" {name}" for key, names in EXTRAS.items() if key in imported for name in names)
    if app.config.html_baseurl:
        address = urljoin(_folder(app.config.html_baseurl), f"{FOLDER}/{wheel}")
        words = "This cell installs the course. Run it once; where it is installed, leave it out."
        line = f'%pip install -q "unrolled @ {address}"{more}'
    else:
        words = (
            f"Put the file `{wheel}` beside this notebook; the setup page of the book links to it. "
            "This cell installs it. Run it once; where the course is installed, leave it out."
        )
        line = f"%pip install -q ./{wheel}{more}"
    yield v4.new_markdown_cell(words)
    yield v4.new_code_cell(line, metadata={"tags": ["install"]})


def _numbered(cells, metadata):
    """Return the notebook; each cell's id tells its place, so that equal pages give equal files."""
    for number, cell in enumerate(cells):
        cell["id"] = f"{cell.cell_type}-{number}"
    kept = {name: metadata[name] for name in ("kernelspec",) if name in metadata}
    kept["language_info"] = {"name": "python"}
    return v4.new_notebook(cells=cells, metadata=kept)


class _Links:
    """What a reference becomes: a link to the book's address, or the name of the page."""

    def __init__(self, app, docname):
        self._app, self._docname = app, docname

    def __call__(self, node, text, in_table):
        target = node.get("refuri", "")
        if not target:  # on the same page
            return text
        if re.match("[a-z]+:", target):
            return f"[{text}]({target})"
        if self._app.config.html_baseurl:
            page = urljoin(_folder(self._app.config.html_baseurl), f"{self._docname}.html")
            return f"[{text}]({urljoin(page, target)})"
        title = self._title(target)
        known = title.casefold() in ("", text.casefold())
        return text if in_table or known else f"{text} (*{title}*)"

    def _title(self, target):
        page = Path(os.path.normpath(Path(self._docname).parent / target.partition("#")[0]))
        page = page.with_suffix("").as_posix()
        cited = {key.docname for key in self._app.env.get_domain("cite").bibliographies}
        return "" if page in cited else self._app.env.titles[page].astext()


def _folder(address):
    return f"{address.rstrip('/')}/"
