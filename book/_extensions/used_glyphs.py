"""Leave out of the fonts of a style sheet every sign that it does not draw."""

import logging
import re
from pathlib import Path

from fontTools import subset

logging.getLogger("fontTools").setLevel(logging.WARNING)

FACE = re.compile(r"@font-face\s*\{[^}]*\}")
SOURCE = re.compile(r"url\(\s*['\"]?([^)'\"]+\.woff2?)['\"]?\s*\)")
SOURCES = re.compile(r"src:[^;}]*")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"|' r"'((?:[^'\\]|\\.)*)'")
ESCAPED = re.compile(r"\\([0-9a-fA-F]{1,6})\s?")


def used_glyphs(css, folder):
    """Return ``css`` with its fonts cut down to the signs that its strings hold.

    Icons and signs of equations are such strings; no text of a page is set in these fonts.
    ``folder``: where the style sheet lies; the small fonts come into ``folder/fonts``.
    """
    signs = drawn(css)
    return FACE.sub(lambda face: _small(face.group(), signs, Path(folder)), css)


def drawn(css):
    """Return the numbers of the signs in the strings of a style sheet."""
    strings = (double or single for double, single in STRING.findall(css))
    texts = (text for text in strings if not text.startswith("data:"))
    plain = (ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in texts)
    return {ord(sign) for text in plain for sign in text}


def _small(face, signs, folder):
    """Return the rule of a font with the small font; nothing where the font draws none."""
    source = folder / SOURCE.search(face).group(1)
    options = subset.Options(flavor="woff2", layout_features=[], notdef_outline=True)
    options.drop_tables += ["FFTM"]  # times of an editor
    font = subset.load_font(source, options)
    if not signs & font.getBestCmap().keys():
        return ""
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=signs)
    subsetter.subset(font)
    target = folder / "fonts" / f"{source.stem}-used.woff2"
    target.parent.mkdir(exist_ok=True)
    subset.save_font(font, target, options)
    return SOURCES.sub(f'src:url(fonts/{target.name}) format("woff2")', face, count=1)
