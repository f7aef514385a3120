"""The list of sources: each once, each cited, each to be found."""

import re
from pathlib import Path

import pytest
from pybtex.database import parse_file

BIBLIOGRAPHY = Path("book/references.bib")
PAGES = sorted(Path("book").rglob("*.md"))


@pytest.fixture(scope="module")
def entries():
    return parse_file(BIBLIOGRAPHY).entries


def plain(text):
    return re.sub(r"[^a-z0-9]", "", text.lower())


def test_no_source_stands_twice(entries):
    titles = [plain(entry.fields["title"]) for entry in entries.values()]
    dois = [entry.fields["doi"].lower() for entry in entries.values() if "doi" in entry.fields]
    for found in (titles, dois):
        assert len(found) == len(set(found)), {each for each in found if found.count(each) > 1}


def test_every_key_names_the_first_author_and_the_year(entries):
    for key, entry in entries.items():
        year = entry.fields["year"]
        (*_, last) = entry.persons["author"][0].last_names if "author" in entry.persons else [""]
        assert key.startswith(plain(re.sub(r"\\.|[{}]", "", last))[:5]), key
        assert re.fullmatch(rf"[a-z]+{year}[a-z]?", key), key


def test_every_doi_is_one_and_no_address(entries):
    for key, entry in entries.items():
        if "doi" in entry.fields:
            assert re.fullmatch(r"10\.\d{4,}/\S+", entry.fields["doi"]), key


def test_every_source_is_cited_and_every_citation_has_one(entries):
    cited = {
        key.strip()
        for page in PAGES
        for keys in re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", page.read_text("utf-8"))
        for key in keys.split(",")
    }
    assert cited == set(entries)
