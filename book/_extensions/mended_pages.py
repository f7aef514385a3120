"""Mend what the pages of the theme lack: from a folder, for readers who listen, and in speed."""

import re
from pathlib import Path

MENDS = (
    # A browser refuses to load a font in advance from a folder, and the rest comes soon enough.
    (r'<link rel="preload"[^>]*>\n?', ""),
    # What a button is called aloud has the words that stand on it.
    (r'(<button class="[^"]*search-button-field[^>]*) aria-label="Search"', r"\1"),
    (r'(<summary) aria-label="Toggle hidden content"', r"\1"),
    (r'<summary>(?=<span class="toctree-toggle")', '<summary aria-label="The pages of this part">'),
    # Everything lies in a part of the page that has a name.
    (r'(<div class="bd-sidebar-primary[^>]*)>', r'\1 role="complementary" aria-label="The book">'),
    # A page is shown before its programs run; a module waits for those above it.
    (r"<script(?! defer| async)(?=[^>]* src=)", "<script defer"),
    (r"<script>(?=DOCUMENTATION_OPTIONS)", '<script type="module">'),
    # Whoever chose no theme has that of the system, before the page is drawn and not after.
    (
        r'dataset.theme = localStorage.getItem\("theme"\) \|\| "auto"',
        'dataset.theme = localStorage.getItem("theme") || '
        '(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")',
    ),
    # A heading without words is none.
    (r"<th(?: [^>]*)?>\s*(?:<p></p>)?\s*</th>", "<td></td>"),
    # The entries of a list are called so; their own role is no longer in use.
    (r'role="doc-biblioentry"', 'role="listitem"'),
)


def mend_pages(app, exception):
    """Mend every page of the built book."""
    if exception is None and app.builder.format == "html":
        for page in Path(app.outdir).rglob("*.html"):
            text = page.read_text("utf-8")
            for fault, right in MENDS:
                # The programs of the search do not wait for each other.
                if "<script" not in fault or page.name != "search.html":
                    text = re.sub(fault, right, text)
            page.write_text(text, "utf-8")


def setup(app):
    """Run :func:`mend_pages` at the end of a build."""
    app.connect("build-finished", mend_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
