"""The built pages: links, anchors, alternative texts, and nothing from another host."""

from copy import copy
from itertools import chain
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from grader.lessons import SECTIONS
from tests.book.conftest import ROOT

PARTS = ("limits", "lstm", "gru", "keras")
LOADING = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src"}


def _target(page, link):
    """The page that a link leads to, and its anchor."""
    parts = urlsplit(link)
    steps = []
    for step in (PurePosixPath(page).parent / unquote(parts.path)).parts if parts.path else ():
        if step == "..":
            steps.pop()
        else:
            steps.append(step)
    return "/".join(steps) or page, parts.fragment


def _ids(soup):
    return {tag["id"] for tag in soup.find_all(id=True)}


def _toc_files():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    chapters = list(chain.from_iterable(part["chapters"] for part in toc["parts"]))
    sections = chain.from_iterable(chapter.get("sections", []) for chapter in chapters)
    return [toc["root"], *(page["file"] for page in (*chapters, *sections))]


LESSONS = [f"{name}.html" for name in _toc_files() if name.split("/")[1] in PARTS]


def test_every_page_of_the_table_of_contents_is_built_and_no_other(pages):
    expected = {f"{name}.html" for name in _toc_files()} | {"index.html", "search.html"}
    assert set(pages) == expected


def test_every_internal_link_leads_to_a_page_and_an_anchor(book, pages):
    broken = []
    ids = {page: _ids(soup) for page, soup in pages.items()}
    for page, soup in pages.items():
        for tag in soup.find_all("a", href=True):
            link = tag["href"]
            if urlsplit(link).scheme or link == "#":
                continue
            target, anchor = _target(page, link)
            if not (book / target).is_file():
                broken.append(f"{page}: {link} leads to no file")
            elif anchor and anchor not in ids[target]:
                broken.append(f"{page}: {link} leads to no place on {target}")
    assert not broken, "\n".join(broken)


def test_everything_a_page_loads_lies_in_the_book(book, pages):
    wrong = []
    for page, soup in pages.items():
        for name, attribute in LOADING.items():
            for tag in soup.find_all(name, **{attribute: True}):
                link = tag[attribute]
                if urlsplit(link).scheme == "data":
                    continue
                if urlsplit(link).scheme or link.startswith("//"):
                    wrong.append(f"{page}: {link} lies on another host")
                elif not (book / _target(page, link)[0]).is_file():
                    wrong.append(f"{page}: {link} is missing")
    assert not wrong, "\n".join(wrong)


def test_links_to_other_hosts_are_encrypted(pages):
    links = [tag["href"] for soup in pages.values() for tag in soup.find_all("a", href=True)]
    schemes = {urlsplit(link).scheme for link in links}
    assert "https" in schemes  # the sources, by DOI
    assert schemes <= {"", "https"}


@pytest.mark.parametrize(("section", "place"), SECTIONS.items())
def test_every_section_that_a_message_names_is_there(pages, section, place):
    soup = pages[f"{place.page}.html"]
    anchor = soup.find(id=section)
    assert anchor is not None
    heading = anchor.find_next(["h1", "h2", "h3"])
    assert heading.get_text().removesuffix("#") == place.title
    assert soup.find("h1").get_text().removesuffix("#") == place.page_title


def test_every_picture_has_an_alternative_text(pages):
    pictures = 0
    for page, soup in pages.items():
        for tag in soup.find_all("img"):
            assert tag.get("alt"), f"{page}: {tag.get('src')} has no alternative text"
        for tag in soup.find_all("svg"):
            if tag.get("aria-hidden") == "true":
                continue
            pictures += 1
            assert tag.get("role") == "img", f"{page}: a drawing has no role"
            assert len(tag.get("aria-label", "")) > 40, f"{page}: a drawing is not described"
    assert pictures >= len(LESSONS)  # each has a figure or more


@pytest.mark.parametrize("page", LESSONS)
def test_ids_are_unique_in_a_lesson(pages, page):
    ids = [tag["id"] for tag in pages[page].find_all(id=True)]
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("page", LESSONS)
def test_hidden_cells_stay_hidden(pages, page):
    text = pages[page].find("article").get_text()
    assert "import " in text  # what is meant to be seen
    for hidden in ("say(", "say_power(", "assert ", "myst_nb"):
        assert hidden not in text


@pytest.mark.parametrize("page", LESSONS)
def test_nothing_is_left_unrendered(pages, page):
    article = copy(pages[page].find("article"))
    for code in article.find_all(["pre", "code", "script", "svg"]):
        code.decompose()
    text = article.get_text()
    for raw in (":::", "```", "{glue", "{eq}", "{ref}", "{cite", "**", "np.float64", "Traceback"):
        assert raw not in text, f"{raw} is left on {page}"
