"""A page with one figure in a folder, opened without a server, as a reader opens the book."""

from contextlib import contextmanager

from tests.book.conftest import ROOT
from unrolled.widgets.figure import read

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="moving/widgets.css">
<style>* { box-sizing: border-box } body { margin: 1rem; font-family: sans-serif }</style>
%s<script src="moving.js"></script></html>
"""


@contextmanager
def opened(browser, figure, folder, live=True, **context):
    """Open ``figure`` in a browser page; yield its <figure> and the page.

    ``live``: whether scripts run. ``context``: options of Playwright's contexts. The page notes in
    ``problems`` what goes wrong on it, and must be without problems in the end.
    """
    (folder / "moving").mkdir(exist_ok=True)
    (folder / "moving" / "widgets.css").write_text(read("widgets.css"), "utf-8")
    script = type(figure).classic_script()
    (folder / "moving" / f"{figure.name}.js").write_text(script, "utf-8")
    host = ROOT / "book" / "_static" / "moving.js"
    (folder / "moving.js").write_text(host.read_text("utf-8"), "utf-8")
    (folder / "page.html").write_text(PAGE % figure.to_html(), "utf-8")
    made = browser.new_context(java_script_enabled=live, offline=True, **context)
    try:
        page = made.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on("console", lambda said: page.problems.append(said.text))
        page.goto((folder / "page.html").as_uri())
        shown = page.locator("figure.moving")
        if live:
            shown.locator(".stage.live").wait_for()
        yield shown, page
        assert not page.problems
    finally:
        made.close()


def outline(html):
    """Return HTML as a browser would write it again, for comparing two pieces."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(True):
        tag.attrs = {name: " ".join(tag.get_attribute_list(name)) for name in sorted(tag.attrs)}
        tag.attrs.pop("aria-live", None)
    return soup.decode()
