"""What a page makes a reader load, as a plain server sends it: without compression."""

import gzip
import re

import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont

from tests.book.loading import loaded, served

LIMIT = 500_000  # bytes, of a page with all that it loads before a figure is moved


@pytest.fixture(scope="module")
def style_sheet(book):
    return (book / "_static" / "pages.css").read_text("utf-8")


@pytest.mark.browser
def test_a_page_loads_at_most_500_kb(browser, book, pages):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    with served(book) as address:
        files = {
            name: loaded(page, address + name) for name in sorted(pages.keys() - {"index.html"})
        }
    page.close()
    plain = {file: (book / file).stat().st_size for file in set.union(*files.values())}
    packed = {file: len(gzip.compress((book / file).read_bytes())) for file in plain}
    for name, its in files.items():
        assert {name, "_static/pages.css"} <= its
        kilobytes = (sum(map(sizes.get, its)) // 1000 for sizes in (plain, packed))
        print(name, "{} kB, with gzip {} kB, {} requests".format(*kilobytes, len(its)))
    sizes = {name: sum(map(plain.get, its)) for name, its in files.items()}
    assert {name: size for name, size in sizes.items() if size > LIMIT} == {}


def test_every_icon_of_a_page_has_a_rule_and_a_glyph(book, pages, style_sheet):
    icons = {
        name
        for soup in [*pages.values(), *written_by_scripts(pages.values())]
        for tag in soup.select("[class*='fa-']")
        for name in tag["class"]
        if name.startswith("fa-")
    } - {"fa-solid", "fa-lg"}
    assert {"fa-bars", "fa-moon", "fa-magnifying-glass"} <= icons
    drawn = glyphs(book, "fa-solid-900")
    for icon in icons:
        sign = re.search(rf'\.{icon}::?before[^{{]*{{content:\s*"(.)"', style_sheet)
        assert sign, f"no rule draws the icon {icon}"
        assert ord(sign[1]) in drawn, f"the font has no {icon}"


def written_by_scripts(soups):
    for soup in soups:
        for script in soup.select("script:not([src])"):
            yield BeautifulSoup(script.get_text(), "html.parser")


def test_every_sign_of_an_icon_font_that_the_style_sheet_names_has_a_glyph(book, style_sheet):
    signs = set(map(ord, re.findall(r'"([\ue000-\uf8ff])"', style_sheet)))
    assert len(signs) > 10
    assert signs <= glyphs(book, "fa-solid-900") | glyphs(book, "fa-regular-400")


def test_every_sign_of_an_equation_has_a_rule_and_a_glyph(book, pages, style_sheet):
    signs = {
        tuple(tag["class"]) for soup in pages.values() for tag in soup.select("mjx-container mjx-c")
    }
    assert len(signs) > 50
    drawn = set.union(*(glyphs(book, path.stem) for path in book.rglob("MathJax_*.woff2")))
    for name, *_ in signs:
        texts = re.findall(
            rf'mjx-c\.{name}(?:\.[\w-]+)*::before{{[^}}]*content:\s*"([^"]*)"', style_sheet
        )
        assert texts, f"no rule draws {name}"
        for text in texts:
            assert {ord(sign) for sign in plain(text)} <= drawn, f"no font has {name}"


def plain(text):
    return re.sub(r"\\([0-9a-fA-F]+) ?", lambda code: chr(int(code[1], 16)), text)


def glyphs(book, stem):
    (path,) = book.glob(f"_static/fonts/{stem.removesuffix('-used')}-used.woff2")
    return set(TTFont(path).getBestCmap())


def test_nothing_is_left_that_no_page_needs(book):
    files = {path.relative_to(book).as_posix() for path in (book / "_static").rglob("*")}
    assert "_static/pages.css" in files
    unwanted = r"\.map$|tex-chtml|all\.min|webfonts/|mathjax/|locales/|bootstrap"
    assert [name for name in files if re.search(unwanted, name)] == []
