"""The sentences of film reviews that the course brings along."""

import numpy as np
import pytest

from unrolled.tasks import reviews


@pytest.fixture(scope="module")
def found():
    return reviews.load()


def test_sentences_are_short_rated_clearly_and_each_there_once(found):
    assert len(found) == 1936
    assert len({review.sentence for review in found}) == len(found)
    for review in found:
        assert 4 <= len(reviews.words(review.sentence)) <= reviews.LONGEST
        assert 1 <= abs(review.rating) <= 4
        assert review.positive == (review.rating > 0)
    assert 0.4 < np.mean([review.positive for review in found]) < 0.6


def test_the_licence_lies_beside_them():
    folder = reviews._FILE.parent
    assert "Copyright (c) 2016 C.J. Hutto" in (folder / "reviews-licence.txt").read_text("utf-8")
    assert "permission notice shall be included" in (folder / "reviews-licence.txt").read_text(
        "utf-8"
    )


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Doesn't work -- at ALL.", ["doesn't", "work", "at", "all"]),
        ("André's 'best' film, 2002", ["andré's", "best", "film"]),
        ("... 3!", []),
    ],
)
def test_words(sentence, expected):
    assert reviews.words(sentence) == expected


def test_a_vocabulary_holds_what_is_frequent_in_the_order_of_frequency():
    sentences = ["a b c", "b c", "c d"]
    assert reviews.vocabulary(sentences, at_least=2) == ["c", "b"]
    assert reviews.vocabulary(sentences, at_least=4) == []


def test_tokens_of_sentences():
    table = reviews.tokens(["b, B!", "c x b"], known=["c", "b"])
    np.testing.assert_array_equal(table, [[3, 3, reviews.PADDING], [2, reviews.UNKNOWN, 3]])
    assert reviews.tokens([], known=["c"]).shape == (0, 0)


def test_a_sentence_without_words_is_refused():
    with pytest.raises(ValueError, match="holds no word"):
        reviews.tokens(["fine", "..."], known=[])
