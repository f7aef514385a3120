"""Make pages that open from a folder, without a server, as well as from one."""

import re
from pathlib import Path

PRELOADED_FONT = re.compile(r'<link rel="preload" as="font"[^>]*>\n?')


def drop_preloaded_fonts(app, exception):
    """Delete the theme's font preloads, which a browser refuses in a folder.

    The style sheets load the same fonts a moment later, and that is allowed.
    """
    if exception is None and app.builder.format == "html":
        for page in Path(app.outdir).rglob("*.html"):
            text = page.read_text(encoding="utf-8")
            page.write_text(PRELOADED_FONT.sub("", text), encoding="utf-8")


def setup(app):
    """Run :func:`drop_preloaded_fonts` at the end of a build."""
    app.connect("build-finished", drop_preloaded_fonts)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
