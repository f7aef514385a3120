"""Show a verdict: as plain text for a terminal, as HTML for a notebook and for feedback."""

from html import escape

from grader.lessons import section_link, section_name
from grader.misconceptions import misconception_link, misconception_of
from grader.picture import as_picture
from grader.verdict import Outcome, Verdict

_MARKS = {Outcome.PASSED: "✓", Outcome.NOT_ATTEMPTED: "○"}
# Border colours that keep their contrast on a light and on a dark page.
_COLOURS = {Outcome.PASSED: "#2a8f5b", Outcome.NOT_ATTEMPTED: "#7a7f87"}
_WRONG_COLOUR = "#d1652a"


def as_text(verdict: Verdict) -> str:
    """Return the verdict as lines of plain text."""
    lines = [f"{_mark(verdict)} {verdict.headline}"]
    lines += [f"  {name}: {value}" for name, value in _facts(verdict)]
    if verdict.pattern:
        lines.append(f"  {verdict.pattern.words}")
    lines += [f"  {sentence}" for sentence in _sentences(verdict)]
    if misconception := _misconception(verdict):
        lines.append(f"  Misconception: {misconception.title}")
    if verdict.lesson and not verdict.passed:
        lines.append(f"  Read: {section_name(verdict.lesson)}")
    return "\n".join(lines)


def as_html(verdict: Verdict, link: bool = True, picture: bool = True) -> str:
    """Return the verdict as one HTML element without script, every text escaped.

    ``link`` decides whether the lesson section and the page on the misconception are linked or
    only named; ``picture``, whether the wrong entries are drawn or only told.
    """
    colour = _WRONG_COLOUR if _is_partial(verdict) else _COLOURS.get(verdict.outcome, _WRONG_COLOUR)
    parts = [f"<strong>{escape(f'{_mark(verdict)} {verdict.headline}')}</strong>", _table(verdict)]
    if verdict.pattern:
        parts.append(_paragraph(escape(verdict.pattern.words)))
        parts.append(as_picture(verdict.pattern) if picture else "")
    parts += [_paragraph(escape(sentence)) for sentence in _sentences(verdict)]
    if misconception := _misconception(verdict):
        address = misconception_link(misconception) if link else None
        parts.append(_paragraph(f"Misconception: {_linked(misconception.title, address)}"))
    if verdict.lesson and not verdict.passed:
        address = section_link(verdict.lesson) if link else None
        parts.append(_paragraph(f"Read: {_linked(section_name(verdict.lesson), address)}"))
    return (
        f'<div style="border-left: 4px solid {colour}; padding: 0.3em 0.8em; max-width: 46em">'
        f"{''.join(parts)}</div>"
    )


def _misconception(verdict):
    return misconception_of(verdict.question, verdict.misconception)


def _sentences(verdict):
    return filter(None, (verdict.explanation, *verdict.notes))


def _paragraph(html):
    return f'<p style="margin: 0.4em 0 0 0">{html}</p>'


def _mark(verdict):
    return "◐" if _is_partial(verdict) else _MARKS.get(verdict.outcome, "✗")


def _is_partial(verdict):
    return verdict.outcome is Outcome.PASSED and not verdict.passed


def _facts(verdict):
    facts = []
    if verdict.difference:
        facts = [
            ("where", verdict.difference.where),
            ("expected", verdict.difference.expected),
            ("came", verdict.difference.got),
        ]
    if verdict.case and not verdict.passed:
        facts.append(("called with", verdict.case))
    return facts


def _table(verdict):
    rows = "".join(
        f'<tr><th scope="row" style="text-align: left; padding: 0 1em 0 0">{escape(name)}</th>'
        f'<td style="text-align: left"><code>{escape(value)}</code></td></tr>'
        for name, value in _facts(verdict)
    )
    return f'<table style="margin: 0.4em 0 0 0">{rows}</table>' if rows else ""


def _linked(name, address):
    if address is None:
        return escape(name)
    return f'<a href="{escape(address, quote=True)}" target="_blank">{escape(name)}</a>'
