"""Mend what the pages of the theme lack: without a server, and for readers who listen."""

import re
from pathlib import Path

MENDS = (
    # A browser refuses to load a font in advance from a folder; the style sheet loads it anyway.
    (r'<link rel="preload" as="font"[^>]*>\n?', ""),
    # What a button is called aloud has the words that stand on it.
    (r'(<button class="[^"]*search-button-field[^>]*) aria-label="Search"', r"\1"),
    (r'<summary>(?=<span class="toctree-toggle")', '<summary aria-label="The pages of this part">'),
    # Everything lies in a part of the page that has a name.
    (r'(<div class="bd-sidebar-primary[^>]*)>', r'\1 role="complementary" aria-label="The book">'),
    # A heading without words is none.
    (r'<th class="head">\s*(?:<p></p>)?\s*</th>', "<td></td>"),
)


def mend_pages(app, exception):
    """Mend every page of the built book."""
    if exception is None and app.builder.format == "html":
        for page in Path(app.outdir).rglob("*.html"):
            text = mended = page.read_text("utf-8")
            for fault, right in MENDS:
                mended = re.sub(fault, right, mended)
            if mended != text:
                page.write_text(mended, "utf-8")


def setup(app):
    """Run :func:`mend_pages` at the end of a build."""
    app.connect("build-finished", mend_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
