"""Let the search find Korean words, too: with a particle at their end, and as parts of others."""

import re

from sphinx.search.en import SearchEnglish

HANGUL = re.compile("[가-힣]{2,}")
PARTICLES = "에서|으로|까지|부터|은|는|이|가|을|를|의|에|로|와|과|도|만"


class EnglishAndKorean(SearchEnglish):
    """English as Sphinx knows it; of a Korean word, every part is a word of the index.

    So a query finds a word by its beginning and by its parts, and may lose a syllable that only
    looks like a particle.
    """

    lang = "en-ko"
    js_splitter_code = f"""
var splitQuery = (query) => query.normalize("NFC")
    .split(/[^\\p{{Letter}}\\p{{Number}}_]+/u)
    .filter((word) => word)
    .map((word) => word.replace(/^([가-힣]{{2,}}?)(?:{PARTICLES})$/, "$1"));
"""

    def split(self, input):
        """Return the words of a text, and the parts of two syllables or more of Korean ones."""
        words = super().split(input)
        return words + [part for word in HANGUL.findall(input) for part in parts(word)]


def parts(word):
    """Return what stands in a word side by side, from two syllables up, but for the whole."""
    places = range(len(word) + 1)
    return [word[a:b] for a in places for b in places if 2 <= b - a < len(word)]


def setup(app):
    """Name the language that html_search_language asks for."""
    app.add_search_language(EnglishAndKorean)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
