"""What all moving figures share: one code for Jupyter and for the book, and a still picture."""

import json
from importlib.resources import files
from typing import ClassVar

import anywidget

_FOLDER = files(__package__)


class MovingFigure(anywidget.AnyWidget):
    """A figure with controls that is live in Jupyter and moves in the built book.

    A subclass states the attributes below and its inputs as synced traits, and has the method
    ``still``. Data goes one way: the inputs decide everything that the figure shows. Its
    JavaScript defines ``render({ model, el })``, which draws the figure into ``el``, follows the
    changes of ``model``, and returns a function that ends this.

    ``name``: what the book calls the figure, as "lstm-cell".
    ``parts``: the files whose text, joined, is the JavaScript; they share one scope and neither
    import nor export. A part that ends in .html becomes an entry of the constant ``TEMPLATES``.
    ``rows``: how many rows of controls there are. The book keeps their place free.
    ``needs_python``: whether Python takes part in the computing. Then the figure is live in
    Jupyter alone, and stays still in the book.
    """

    name: ClassVar[str]
    parts: ClassVar[tuple[str, ...]]
    rows: ClassVar[int] = 0
    needs_python: ClassVar[bool] = False
    known: ClassVar[dict[str, type]] = {}  # those that move in the book, by name

    def __init_subclass__(cls, **kwargs):
        """Give a figure its code. AnyWidget also makes nameless subclasses; they have it."""
        if "name" in vars(cls):
            cls._esm = f"{joined(cls.parts)}\nexport default {{ render }};\n"
            cls._css = read("widgets.css")
            if not cls.needs_python:
                cls.known[cls.name] = cls
        super().__init_subclass__(**kwargs)

    @classmethod
    def classic_script(cls):
        """Return the code as a script that needs no module, for a page without a server."""
        body = f"(() => {{\n{joined(cls.parts)}\nreturn {{ render }};\n}})()"
        return f'"use strict";\nunrolledFigures["{cls.name}"] = {body};\n'

    def still(self):
        """Return the picture for the inputs as they are now: an SVG and a sentence, as HTML.

        It is what readers without JavaScript see. The SVG has role="img" and an aria-label.
        """
        raise NotImplementedError

    def inputs(self):
        """Return the synced traits that the figure itself defines: name -> value."""
        own = [
            name
            for name, trait in self.traits(sync=True).items()
            if issubclass(trait.this_class, MovingFigure) and not name.startswith("_")
        ]
        return {name: getattr(self, name) for name in own}

    def to_html(self):
        """Return the figure for the book: the inputs for moving.js, and the still picture."""
        stage = f'<div class="stage"><div class="picture">{self.still()}</div></div>'
        if self.needs_python:
            return f'<figure class="moving">{stage}</figure>'
        state = json.dumps(self.inputs(), allow_nan=False).replace("<", "\\u003c")
        return (
            f'<figure class="moving" data-widget="{self.name}" style="--rows: {self.rows};">'
            f'<script type="application/json">{state}</script>{stage}</figure>'
        )

    def _repr_mimebundle_(self, **kwargs):
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return {**data, "text/html": self.to_html()}, metadata


def joined(parts):
    """Return files of this folder as one text of JavaScript."""
    templates = {part.removesuffix(".html"): read(part) for part in parts if part.endswith(".html")}
    scripts = [read(part) for part in ("controls.js", *parts) if part.endswith(".js")]
    return f"const TEMPLATES = {json.dumps(templates)};\n" + "\n".join(scripts)


def read(name):
    """Return the text of a file in this folder."""
    return _FOLDER.joinpath(name).read_text("utf-8")
