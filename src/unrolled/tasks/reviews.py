"""Real sentences of film reviews, with what readers think of the verdict: good or bad?

``reviews.txt`` beside this file is a part of movieReviewSnippets_GroundTruth.txt, which comes
with the Python package vaderSentiment 3.3.2 under the MIT licence (``reviews-licence.txt``):
10,605 sentences from film reviews, each rated by several people from -4 (very negative) to 4.
Source: C. J. Hutto and E. Gilbert, "VADER: a parsimonious rule-based model for sentiment
analysis of social media text", ICWSM 2014.

Of these sentences the part holds those of 4 to 12 words with a clear mean rating, at least 1
above or below 0, without those on sex, violence, religion, nations, race or illness and those
with insults: a choice by a list of words, so it is rough. Spaces and quotes are made uniform.
"""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

LONGEST = 12  # words in a sentence
PADDING, UNKNOWN = 0, 1  # the tokens that stand for no word, and for a word that is not known
_FILE = Path(__file__).with_name("reviews.txt")


@dataclass(frozen=True)
class Review:
    """One sentence, and the mean of its ratings, from -4 to 4."""

    sentence: str
    rating: float

    @property
    def positive(self):
        """Whether the sentence speaks well of the film."""
        return self.rating > 0


def load():
    """Return all reviews, in the order of the source: mostly the positive ones come first."""
    lines = _FILE.read_text("utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    return [Review(sentence, float(rating)) for rating, sentence in pairs]


def words(sentence):
    """Return the words of ``sentence`` in small letters: signs end words, apostrophes do not."""
    return re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", sentence.lower())


def vocabulary(sentences, at_least=2):
    """Return the words that stand ``at_least`` so often in ``sentences``, the most frequent first.

    Their tokens are 2, 3, 4 and so on, because 0 is ``PADDING`` and 1 is ``UNKNOWN``.
    """
    counts = Counter(word for sentence in sentences for word in words(sentence))
    return [word for word, count in counts.most_common() if count >= at_least]


def tokens(sentences, known):
    """Return the tokens of ``sentences``, int (sentences, words of the longest).

    ``known``: the list of words that :func:`vocabulary` gave. A shorter sentence has ``PADDING``
    after its last word. Raises ValueError for a sentence without words.
    """
    token = {word: number for number, word in enumerate(known, start=2)}
    rows = [[token.get(word, UNKNOWN) for word in words(sentence)] for sentence in sentences]
    for sentence, row in zip(sentences, rows, strict=True):
        if not row:
            raise ValueError(f"The sentence {sentence!r} holds no word, so it cannot be read.")
    table = np.full((len(rows), max(map(len, rows), default=0)), PADDING)
    for line, row in zip(table, rows, strict=True):
        line[: len(row)] = row
    return table
