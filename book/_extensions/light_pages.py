"""Make the pages light: one style sheet, small fonts, and no file that no page needs.

Themes bring rules, icons and programs for every page that could be written. What is left here is
what the pages of this book use.
"""

import hashlib
import posixpath
import re
from pathlib import Path

from sphinx.errors import ExtensionError
from used_glyphs import used_glyphs
from used_rules import used_rules

STYLE_SHEET = "pages.css"
LOADED_LATER = ("moving",)  # folders of files whose names a program puts together
LINK = re.compile(r'<link (?=[^>]*rel="stylesheet")[^>]*href="([^"?]*)[^"]*"[^>]*>\s*')
# Icons, which a font draws; what page.js does in a fiftieth of the size; tabs, which no page has.
SCRIPT = re.compile(
    r'<(?:script[^>]* src|link rel="preload"[^>]* href)='
    r'"[^"]*/(?:fontawesome/[^"]*|bootstrap\.js[^"]*|design-tabs\.js[^"]*)"[^>]*>(?:</script>)?\s*'
)
# Names, signs and spaces have the colour that all code has, so they need no marks.
PLAIN_CODE = re.compile(r'<span class="[npw]">([^<]*)</span>')
URL = re.compile(r"url\(\s*(['\"]?)(?!data:|#|[a-z]+://)([^)'\"]+)\1\s*\)")
IMPORT = re.compile(r"@import\s+['\"]([^'\"]+)['\"];")
SOURCE_MAP = re.compile(r"\n?(?://# |/\*# )sourceMappingURL=\S+(?: \*/)?\n?")


def setup(app):
    """Run :func:`make_light` after everything else is there."""
    app.connect("build-finished", make_light, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def make_light(app, exception):
    """Rewrite the pages, write their style sheet, and delete what nobody asks for."""
    if exception or app.builder.format != "html":
        return
    folder = Path(app.outdir)
    static = folder / "_static"
    pages = {path: _lighter(path.read_text("utf-8")) for path in _pages(folder)}
    names = _style_sheets(folder, pages)
    if names:
        css = "".join(map(_style_sheet, names))
        css = used_glyphs(used_rules(css, _words(static, pages.values())), static)
        (static / STYLE_SHEET).write_text(css, "utf-8")
        version = hashlib.sha256(css.encode()).hexdigest()[:8]
        pages = {path: _with_one_link(folder, path, text, version) for path, text in pages.items()}
    for path, text in pages.items():
        path.write_text(text, "utf-8")
    _delete_unused(static, pages.values())


def _pages(folder):
    return [path for path in folder.rglob("*.html") if folder / "_static" not in path.parents]


def _lighter(text):
    return PLAIN_CODE.sub(r"\1", SCRIPT.sub("", text))


def _style_sheets(folder, pages):
    """Return the style sheets that pages link to, in order.

    Some pages may link to more than others. Pages that an earlier build made light link to one.
    """
    light = (folder / "_static" / STYLE_SHEET).resolve()
    lists = {
        tuple((path.parent / link).resolve() for link in LINK.findall(text))
        for path, text in pages.items()
    } - {(light,)}
    all_of_them = max(lists, key=len, default=())
    for some in lists:
        if list(some) != [path for path in all_of_them if path in some]:
            raise ExtensionError(
                "No page links to all style sheets, so their order is unknown. Link to "
                f"{some[-1].name} and {all_of_them[-1].name} on every page, with html_css_files."
            )
    return all_of_them


def _style_sheet(path):
    """Return a style sheet with what it imports, and with addresses as seen from _static."""
    static = next(parent for parent in path.parents if parent.name == "_static")
    below = path.parent.relative_to(static).as_posix()

    def moved(found):
        return f"url({found[1]}{posixpath.normpath(posixpath.join(below, found[2]))}{found[1]})"

    css = SOURCE_MAP.sub("\n", path.read_text("utf-8"))
    css = URL.sub(moved, css)
    return IMPORT.sub(lambda found: _style_sheet((path.parent / found[1]).resolve()), css) + "\n"


def _words(static, texts):
    """Return all that classes, ids and elements are called, on the pages and in programs."""
    pages = "\n".join(texts)
    words = {name.lower() for name in re.findall(r"<([A-Za-z][\w-]*)", pages)}
    for value in re.findall(r'\b(?:class|id)="([^"]*)"', pages):
        words.update(value.split())
    words.update(re.findall(r"var\((--[\w-]+)", pages))
    programs = re.findall(r"<script\b[^>]*>(.+?)</script>", pages, re.DOTALL)
    for path in static.rglob("*.js"):
        if path.name in pages or path.parent.name in LOADED_LATER:
            programs.append(path.read_text("utf-8"))
    return words.union(*(re.findall(r"[\w-]+", program) for program in programs))


def _with_one_link(folder, path, text, version):
    root = "../" * len(path.parent.relative_to(folder).parts)
    one = f'<link rel="stylesheet" href="{root}_static/{STYLE_SHEET}?v={version}" />\n'
    first = LINK.search(text)
    if not first:
        return text
    return text[: first.start()] + one + LINK.sub("", text[first.end() :])


def _delete_unused(static, texts):
    """Delete the files of _static whose names stand on no page, and in no file that stays."""
    files = {path for path in static.rglob("*") if path.is_file() and path.suffix != ".map"}
    needed = {path for path in files if path.parent.name in LOADED_LATER}
    found = "\n".join([*texts, *map(_mentions, needed)])
    while found:
        new = {path for path in files - needed if path.name in found}
        needed |= new
        found = "\n".join(_mentions(path) for path in new)
    for path in static.rglob("*"):
        if path.is_file() and path not in needed:
            path.unlink()
    for path in sorted(static.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def _mentions(path):
    """Return the text of a file that may name others, without the name of a source map."""
    if path.suffix not in (".css", ".js", ".mjs"):
        return ""
    text = path.read_text("utf-8")
    plain = SOURCE_MAP.sub("\n", text)
    if plain != text:
        path.write_text(plain, "utf-8")
    return plain
