"""The search of the book finds English and Korean words, in a folder and behind a server."""

import re
from urllib.parse import quote

import pytest

from tests.book.loading import served
from tests.book.test_glossary import TERMS, terms
from tests.long import EVERY

pytestmark = pytest.mark.browser
GLOSSARY = "book/glossary.html"
KOREAN = sorted({term for letter in TERMS for term in terms(letter)})
DONE = "/finished|did not/.test(document.querySelector('.search-summary')?.innerText)"
FOUND = "[...document.querySelectorAll('#search-results ul.search li a')].map((a) => a.pathname)"


@pytest.fixture(scope="module", params=["folder", "server"])
def search(browser, book, request):
    """A function: words -> the pages that the search finds, best first."""
    with served(book) as address:
        root = book.as_uri() + "/" if request.param == "folder" else address
        page = browser.new_page()

        def find(words):
            page.goto(f"{root}search.html?q={quote(words)}")
            page.wait_for_function(DONE)
            return [re.sub(r".*/(?=book/)", "", path) for path in page.evaluate(FOUND)]

        yield find
        page.close()


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("carousel", "book/lstm/gradient-path.html"),
        ("vanishing", "book/limits/through-time.html"),
        ("forget gate", "book/lstm/gate-by-gate.html"),
        ("망각 게이트", GLOSSARY),
        ("게이트를", GLOSSARY),  # with a particle
        ("은닉 상태에서", GLOSSARY),
        ("가중", GLOSSARY),  # the beginning of a word
        ("소자", GLOSSARY),  # the end of a compound
        ("게이트와 상태의", GLOSSARY),
    ],
)
def test_the_search_finds(search, words, page):
    assert page in search(words)


def test_the_search_finds_no_word_that_no_page_has(search):
    assert search("고양이") == []
    assert search("zygote") == []


def test_the_search_finds_every_korean_term_of_the_glossary(search):
    assert [
        term for term in (KOREAN if EVERY else KOREAN[::5]) if GLOSSARY not in search(term)
    ] == []
