"""Write what matplotlib draws with fewer signs: a page transfers all of them."""

import hashlib
import re

POINT = r"-?[\d.]+ -?[\d.]+"
LETTER = re.compile(r'(<use href="[^"]*") transform="translate\((-?[\d.]+) 0\)"')
MARKERS = re.compile(
    r'<g((?: clip-path="[^"]*")?)>(<use [^>]* style="([^"]*)"/>(?:<use [^>]* style="\3"/>)*)</g>'
)


def compact(svg):
    """Return the same drawing in about half the signs.

    Positions are rounded to a tenth of a point, which nobody sees. Names are short, and begin with
    a digest of the drawing, so that those of two drawings on a page never meet.
    """
    svg = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r">\s+<", "><", re.sub(r"\s+", " ", svg)).replace("xlink:href", "href")
    svg = re.sub(r' (?:x|y|d|transform)="[^"]*"', _rounded, svg)
    svg = re.sub(r' d="[^"]*"', _short_path, svg)
    svg = LETTER.sub(r'\1 x="\2"', svg)
    svg = MARKERS.sub(_with_one_style, svg)
    while (fewer := re.sub(r"<(g|defs)(?: [^>]*)?></\1>", "", svg)) != svg:
        svg = fewer
    return _with_short_names(svg)


def _rounded(attribute):
    """Round positions; a scale is a fraction with more digits, and stays."""
    parts = re.split(r"(scale\([^)]*\))", attribute[0])
    parts[::2] = (re.sub(r"-?\d+\.\d+", _tenth, part) for part in parts[::2])
    return "".join(parts)


def _tenth(number):
    return f"{float(number[0]):.1f}".removesuffix(".0")


def _short_path(attribute):
    """After a point, a line needs no letter."""
    path = re.sub(r" ?([A-Za-z]) ?", r"\1", attribute[0].removeprefix(' d="'))
    path = re.sub(rf"(?<=[ML])(?:{POINT}L)*{POINT}", lambda run: run[0].replace("L", " "), path)
    return f' d="{path}'


def _with_one_style(group):
    attributes, markers, style = group.groups()
    style = f' style="{style}"'
    return f"<g{attributes}{style}>{markers.replace(style, '')}</g>"


def _with_short_names(svg):
    prefix = "f" + hashlib.sha256(svg.encode()).hexdigest()[:6]
    used = dict.fromkeys(re.findall(r'(?:href="|url\()#([^")]+)', svg))
    names = {name: f"{prefix}-{number}" for number, name in enumerate(used)}

    def short(own):
        return f' id="{names[own[1]]}"' if own[1] in names else ""

    svg = re.sub(r' id="([^"]+)"', short, svg)
    return re.sub(r'(href="|url\()#([^")]+)', lambda other: f"{other[1]}#{names[other[2]]}", svg)
