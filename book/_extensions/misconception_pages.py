"""Show on the pages of the misconceptions what the grader's table and the exercises say of them."""

import re
from functools import cache
from pathlib import Path

import nbformat
from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxDirective

from grader.exercises import NAMES, load_exercise
from grader.misconceptions import MISCONCEPTIONS, misconception_of

# What is shown depends on these, and not on the text of the page alone.
SOURCES = ("grader/misconception_table.py", *(f"solutions/{name}.md" for name in NAMES))


def setup(app):
    """Offer the directives."""
    app.add_directive("recognized", Recognized)
    app.add_directive("misconceptions", Misconceptions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class Recognized(SphinxDirective):
    """The questions whose answers can show a misconception, and what the grader then says."""

    required_arguments = 1

    def run(self):
        """Return a link to each question, with the messages below it."""
        note_sources(self.env)
        (wanted,) = (each for each in MISCONCEPTIONS if each.id == self.arguments[0])
        shown = []
        for name in NAMES:
            for question in load_exercise(name).questions:
                messages = [
                    mistake.message
                    for mistake in question.mistakes
                    if misconception_of(question.name, mistake.name) is wanted
                ]
                if messages:
                    shown += [question_link(self.env, name, question.name), bullets(messages)]
        return shown


class Misconceptions(SphinxDirective):
    """All misconceptions, by part, each with a link to its page."""

    def run(self):
        """Return one section for each part."""
        note_sources(self.env)
        return [self._part(part) for part in dict.fromkeys(each.part for each in MISCONCEPTIONS)]

    def _part(self, part):
        section = nodes.section(ids=[nodes.make_id(f"part {part}")])
        section += nodes.title(part, part)
        section += nodes.bullet_list(
            "",
            *(
                nodes.list_item("", nodes.paragraph("", "", page_link(each)))
                for each in MISCONCEPTIONS
                if each.part == part
            ),
        )
        return section


def note_sources(env):
    """Let the page be read anew when an exercise or the table changes."""
    for path in [*SOURCES, *Path(env.srcdir, "grader/exercises").rglob("*.py")]:
        env.note_dependency(str(Path(env.srcdir, path)))


def page_link(misconception):
    """Return a link to the page of a misconception; a page that is missing breaks the build."""
    return addnodes.pending_xref(
        "",
        nodes.inline(misconception.title, misconception.title),
        refdomain="std",
        reftype="doc",
        reftarget=f"/{misconception.page}",
        refexplicit=True,
        refwarn=True,
    )


def question_link(env, exercise, question):
    """Return a paragraph that names a question and its exercise, and leads to it."""
    page = f"book/exercises/{exercise}/{exercise}"
    heading = _headings(Path(env.srcdir, f"{page}.ipynb"))[question]
    address = env.app.builder.get_relative_uri(env.docname, page)
    target = f"{address}#{nodes.make_id(heading)}"
    name = re.sub(r"\s*\([\d.]+ points?\)$", "", heading)
    text = f"{load_exercise(exercise).title}, {name}"
    return nodes.paragraph("", "", nodes.reference("", text, refuri=target, internal=True))


@cache
def _headings(notebook):
    """Return the heading above each question of an exercise, with its points."""
    cells = {cell.id: cell.source for cell in nbformat.read(notebook, as_version=4).cells}
    return {
        name.removeprefix("about-"): source.splitlines()[0].lstrip("# ")
        for name, source in cells.items()
        if name.startswith("about-")
    }


def bullets(messages):
    """Return the messages as a list; what stands between backquotes is code."""
    shown = [nodes.paragraph("", "", *_marked(text)) for text in messages]
    for paragraph in shown:
        paragraph["support_smartquotes"] = False  # the quotes are those of Python
    return nodes.bullet_list("", *(nodes.list_item("", paragraph) for paragraph in shown))


def _marked(text):
    """Yield the text, with what stands between backquotes as code."""
    for number, piece in enumerate(text.split("`")):
        yield nodes.literal(piece, piece) if number % 2 else nodes.Text(piece)
