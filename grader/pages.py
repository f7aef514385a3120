"""Pages of HTML that ask nothing of any other host, run nothing, and stand alone in one file."""

from pathlib import Path

import bleach
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from nbconvert.filters import markdown2html

from grader.endings import SIGNS

# A page that is sent to people loads nothing, whatever has found its way into it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

# Reading Markdown that is made to be slow takes the square of its length.
MOST_PROSE, MOST_TAGS = 20_000, 2_000
MOST_SHOWN = 20_000

# What prose is made of. No image: showing one may ask another host for it. No class and no
# style either: with them, an answer could look like a verdict.
_TAGS = {"a", "abbr", "b", "blockquote", "br", "code", "del", "em", "hr", "i", "p", "pre", "s"}
_TAGS |= {"h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "strong", "sub", "sup", "ul"}
_TAGS |= {"table", "tbody", "td", "th", "thead", "tr"}
_ATTRIBUTES = {"a": ["href", "title"]}
_INVISIBLE = {code: "\N{REPLACEMENT CHARACTER}" for code in range(32) if chr(code) not in "\t\n"}


def render(template: str, **content) -> str:
    """Return the page made of the template of that name; every text in ``content`` is escaped."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"points": points, "shown": shown, "css_class": css_class}
    return environment.get_template(template).render(policy=POLICY, signs=SIGNS, **content)


def points(number: float) -> str:
    """Return a number of points with no more digits than it needs."""
    return f"{round(number, 2):g}"


def shown(text: str) -> str:
    """Return a text of any size and content so that it can be shown."""
    text = text.translate(_INVISIBLE)
    if len(text) <= MOST_SHOWN:
        return text
    return f"{text[:MOST_SHOWN]}\n... {len(text) - MOST_SHOWN} more characters"


def css_class(ending: str) -> str:
    """Return the class of the style that belongs to an ending."""
    return ending.replace(" ", "-")


def prose(markdown: str) -> Markup:
    """Return a person's Markdown as HTML in which nothing can run, load or pretend.

    Formulas stay as they were typed. So does a text that is longer than any answer, or that
    cannot be read as Markdown.
    """
    if len(markdown) <= MOST_PROSE:
        try:
            html = markdown2html(markdown.translate(_INVISIBLE))
        except Exception:  # a picture that was left out, or brackets deeper than any stack
            html = None
        if html is not None and html.count("<") <= MOST_TAGS:
            return Markup(bleach.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, strip=False))
    return Markup("<pre>{}</pre>").format(shown(markdown))
