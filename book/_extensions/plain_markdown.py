"""Turn a resolved page of the book into Markdown that any notebook program shows.

JupyterLab, VS Code and Colab know plain Markdown, TeX between dollar signs, and a few tags of
HTML. So an admonition becomes a quotation with a bold title, a dropdown a details element, an
equation keeps its name as a tag, and the colours of the gates are written into the TeX.
"""

import html
import re

from docutils import nodes
from sphinx.locale import admonitionlabels

from unrolled.plots import GATES, GRU_GATES

# The style sheet of the book does not reach a notebook.
GATE_COLOURS = GRU_GATES | GATES
SPECIAL, ESCAPED = re.compile(r"([\\`*_\[\]<$])"), r"\\\1"
STARTS_A_BLOCK = re.compile(r"^(\d+)([.)])(?=\s)|^([#>+-])(?=\s|#)")
GATE = re.compile(r"\\class\{gate-(\w)\}")
DRAWING = re.compile(r'<svg\b[^>]*\baria-label="([^"]*)"')
NOT_SHOWN = (
    nodes.target,
    nodes.comment,
    nodes.substitution_definition,
    nodes.system_message,
    nodes.pending,
    nodes.Invisible,
)


class MarkdownWriter:
    """Writes nodes of one page as Markdown; ``link(node, text)`` says what a reference becomes."""

    def __init__(self, link):
        """Keep ``link``, a function of a reference node and its text that returns Markdown."""
        self._link = link
        self._in_table = False

    def block(self, node):
        """Return one block as Markdown, without an empty line at its end."""
        if isinstance(node, NOT_SHOWN):
            return ""
        method = getattr(self, f"_{type(node).__name__}", None)
        if method:
            return method(node)
        if isinstance(node, nodes.Admonition):
            return self._admonition(node)
        if isinstance(node, (nodes.Text, nodes.Inline)):
            return self.inline(node)
        return self.blocks(node.children)

    def blocks(self, some_nodes):
        """Return blocks with an empty line between them."""
        return "\n\n".join(filter(None, map(self.block, some_nodes)))

    def inline(self, node):
        """Return the children of a node, or a text, as Markdown in one line."""
        return " ".join(self._inline(node).split())

    def heading(self, node, level):
        """Return the title of a section."""
        return f"{'#' * level} {self.inline(node)}"

    # Blocks, by the name of the node.

    def _paragraph(self, node):
        text = self.inline(node)
        return STARTS_A_BLOCK.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", text)

    def _title(self, node):
        return f"**{self.inline(node)}**"

    _rubric = _title

    def _literal_block(self, node):
        code = node.astext().strip("\n")
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
        language = node.get("language", "")
        return f"{fence}{'' if language in ('none', 'default') else language}\n{code}\n{fence}"

    def _math_block(self, node):
        tex = _colours(node.astext().strip())
        if "\\\\" in tex and "\\begin{" not in tex:
            tex = f"\\begin{{aligned}}\n{tex}\n\\end{{aligned}}"
        tag = f"\n\\tag{{{node['label']}}}" if node.get("label") else ""
        return f"$$\n{tex}{tag}\n$$"

    def _bullet_list(self, node):
        return "\n".join(self._item(item, "- ") for item in node.children)

    def _enumerated_list(self, node):
        first = node.get("start", 1)
        return "\n".join(self._item(item, f"{n}. ") for n, item in enumerate(node.children, first))

    def _item(self, node, mark):
        return mark + self.blocks(node.children).replace("\n", "\n" + " " * len(mark))

    def _block_quote(self, node):
        return _quoted(self.blocks(node.children))

    def _admonition(self, node):
        children = list(node.children)
        title = admonitionlabels.get(type(node).__name__, "")
        if children and isinstance(children[0], nodes.title):
            title = self.inline(children.pop(0))
        body = self.blocks(children)
        return _quoted(f"**{title}**\n\n{body}" if title else body)

    def _dropdown_main(self, node):
        title, *rest = node.children
        summary = re.sub(r"\\(.)", r"\1", self.inline(title))
        return f"<details>\n<summary>{summary}</summary>\n\n{self.blocks(rest)}\n\n</details>"

    def _definition_list_item(self, node):
        term, *rest = node.children
        return self._item(nodes.list_item("", nodes.strong("", "", *term.children), *rest), "- ")

    def _definition_list(self, node):
        return "\n".join(map(self.block, node.children))

    def _transition(self, node):
        return "---"

    def _table(self, node):
        self._in_table = True
        try:
            rows = [
                [self._cell(entry) for entry in row.findall(nodes.entry)]
                for row in node.findall(nodes.row)
            ]
        finally:
            self._in_table = False
        title = next((self._title(child) for child in node.findall(nodes.title)), "")
        lines = [f"| {' | '.join(row)} |" for row in rows]
        lines.insert(1, "|" + "---|" * len(rows[0]))
        return "\n".join([*([title, ""] if title else []), *lines])

    def _cell(self, entry):
        return " ".join(self.blocks(entry.children).split())

    def _figure(self, node):
        caption = next((self.inline(c) for c in node.children if isinstance(c, nodes.caption)), "")
        pictures = [self.block(child) for child in node.children if _is_picture(child)]
        return "\n\n".join(filter(None, [*pictures, caption]))

    def _image(self, node):
        return f"*Picture: {node.get('alt') or 'see the book'}*"

    def _raw(self, node):
        drawing = DRAWING.search(node.astext()) if node.get("format") == "html" else None
        if not drawing:
            return ""
        return _quoted(f"**Drawing, in words.** {SPECIAL.sub(ESCAPED, html.unescape(drawing[1]))}")

    # What stands within a line.

    def _inline(self, node):
        if isinstance(node, nodes.Text):
            return SPECIAL.sub(ESCAPED, node.astext())
        if isinstance(node, (nodes.raw, *NOT_SHOWN)):
            return ""
        if isinstance(node, nodes.math):
            return self._math(node.astext())
        if isinstance(node, nodes.literal):
            return _code(node.astext())
        text = "".join(map(self._inline, node.children))
        if isinstance(node, nodes.reference):
            return self._link(node, text, self._in_table)
        mark = {nodes.emphasis: "*", nodes.strong: "**"}.get(type(node), "")
        if not mark or not text.strip():
            return text
        return f"{mark}{text.strip()}{mark}"

    def _math(self, tex):
        tex = _colours(" ".join(tex.split()))
        # A bar would end the cell of a table.
        return f"${tex.replace('|', chr(92) + 'vert ') if self._in_table else tex}$"


def _quoted(text):
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _code(text):
    ticks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " if len(ticks) > 1 else ""
    return f"{ticks}{space}{' '.join(text.split())}{space}{ticks}"


def _colours(tex):
    """Write the colour of a gate in place of its class, which a style sheet would need."""
    return GATE.sub(lambda m: f"\\textcolor{{{GATE_COLOURS[m[1]]}}}", tex)


def _is_picture(node):
    return isinstance(node, (nodes.image, nodes.raw, nodes.reference))
