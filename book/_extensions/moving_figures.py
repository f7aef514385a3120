"""Figures that move on a page: their code, once for the book, and only where a figure is.

unrolled.widgets says what a figure is. In the book there is no kernel and no widget manager: the
page holds the figure's still picture and its inputs, and book/_static/moving.js brings it to life.
Scripts are classic ones, because a browser refuses modules that lie in a folder.
"""

from pathlib import Path

from myst_nb.sphinx_ import NbMetadataCollector

from unrolled.widgets.figure import MovingFigure, read

VIEW = "application/vnd.jupyter.widget-view+json"
FIGURE = '<figure class="moving"'
LIVELY = f"{FIGURE} data-widget="  # one that moves in the book, without Python


def setup(app):
    """Prefer the figure's HTML to its view for Jupyter, write its code, and add it to pages."""
    app.connect("config-inited", prefer_html)
    app.connect("builder-inited", write_code)
    app.connect("html-page-context", add_code, priority=400)  # before MyST-NB adds its own
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def prefer_html(app, config):
    """Leave the view for Jupyter out of pages."""
    config.nb_mime_priority_overrides = [*config.nb_mime_priority_overrides, ("*", VIEW, None)]


def write_code(app):
    """Write the style and one script for each figure."""
    if app.builder.format != "html":
        return
    folder = Path(app.outdir, "_static", "moving")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "widgets.css").write_text(read("widgets.css"), "utf-8")
    for name, figure in MovingFigure.known.items():
        (folder / f"{name}.js").write_text(figure.classic_script(), "utf-8")


def add_code(app, docname, template, context, doctree):
    """Add the host and the style to a page with a figure, and drop what only Jupyter needs."""
    files = NbMetadataCollector.get_js_files(app.env, docname)
    for key in [key for key in files if key.startswith("ipywidgets")]:
        del files[key]
    body = context.get("body", "")
    if FIGURE in body:
        app.add_css_file("moving/widgets.css")
    if LIVELY in body:
        app.add_js_file("moving.js", loading_method="defer")
