"""The symbols of an equation: its letters, with the subscripts that are more than a count."""

import re

EQUATION = re.compile(r"^\$\$((?:(?!\$\$).)+?)\$\$ \(([a-z0-9-]+)\)$", re.MULTILINE | re.DOTALL)
# Words, environments, brackets and spaces are no symbols.
NO_SYMBOL = re.compile(
    r"\\class\{[\w-]+\}|\\text\{[^}]*\}|\\(?:begin|end)\{\w+\}"
    r"|\\(?:left|right|big+|Big+|textstyle|quad|qquad|cdots?|odot|top|ln|log|exp|min|max|tanh"
    r"|frac|tfrac|sqrt|le|approx|leftarrow|mathrel|[lr]floor|[lr]Vert|int|sum|partial|[,;!\\|{}])(?![a-z])",
    re.IGNORECASE,
)
SYMBOL = re.compile(
    r"\\operatorname\{(\w+)\}|(\\tilde\s*\{?\s*)?(\\[a-z]+|[A-Za-z])(')?(?:_(\{[^}]*\}|\\?\w))?"
)
# Subscripts that say which step, sample or entry is meant.
COUNTS = re.compile(r"[tTknj\d+\-/,\s]*")


def labelled(text):
    """Return the labelled equations of a page: label -> TeX."""
    return {label: tex for tex, label in EQUATION.findall(text)}


def symbols(tex):
    """Return the symbols of an equation, such as ``h``, ``W_xi``, ``~c``, ``sigma``."""
    tex = NO_SYMBOL.sub(" ", tex.replace(r"_{\max}", "_{max}"))
    return {_name(*match.groups()) for match in SYMBOL.finditer(tex)}


def _name(operator, tilde, letter, prime, subscript):
    if operator:
        return operator
    subscript = re.sub(r"[{}\s\\]", "", subscript or "")
    tail = "" if COUNTS.fullmatch(subscript) else f"_{subscript}"
    return f"{'~' if tilde else ''}{letter.lstrip(chr(92))}{prime or ''}{tail}"
