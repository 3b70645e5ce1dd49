"""Words that stand together again and again come to stand for each other."""

import numpy as np
import pytest

from tools.encoder.alignment import Alignment, align

SWAHILI = ["nyumba", "kubwa", "kitabu", "ndogo"]
ENGLISH = ["house", "big", "book", "small", "the"]
LINES = [
    ("nyumba kubwa", "the big house"),
    ("nyumba ndogo", "the small house"),
    ("kitabu kubwa", "the big book"),
    ("kitabu ndogo", "the small book"),
    ("kitabu", "the book"),
]


@pytest.fixture(scope="module")
def aligned() -> Alignment:
    swahili = [[SWAHILI.index(word) for word in line.split()] for line, _ in LINES]
    english = [[ENGLISH.index(word) for word in line.split()] for _, line in LINES]
    return align(swahili, english, rounds=20)


@pytest.mark.parametrize(
    ("word", "meaning"), [("nyumba", "house"), ("kubwa", "big"), ("kitabu", "book"), ("ndogo", "small")]
)
def test_each_word_finds_its_meaning(aligned: Alignment, word: str, meaning: str) -> None:
    (first, probability), *_ = aligned.translations(SWAHILI.index(word), at_least=0.0, most=5)
    assert ENGLISH[first] == meaning
    assert probability > 0.6


def test_a_word_that_is_in_every_line_is_left_to_the_null_word(aligned: Alignment) -> None:
    assert ENGLISH[aligned.translations(-1, at_least=0.0, most=5)[0][0]] == "the"


def test_what_a_word_may_mean_sums_to_one(aligned: Alignment) -> None:
    for word in range(-1, len(SWAHILI)):
        assert aligned.probabilities[aligned.sources == word].sum() == pytest.approx(1.0)


def test_one_round_is_as_by_hand() -> None:
    """Lines (0 -> 0) and (0 1 -> 0 1), null word beside. Before: p = 1/2 for every pair, for word 0, 1 and null alike.

    Of target 0: line one gives word 0 a half; line two gives words 0, 1 and null a third each, and so of target 1.
    Word 0: 1/2 + 1/3 of target 0, 1/3 of target 1: .714 and .286. Word 1: a third of each: .5 and .5.
    """
    found = align([[0], [0, 1]], [[0], [0, 1]], rounds=1)
    assert dict(found.translations(0, at_least=0.0, most=2)) == pytest.approx({0: 5 / 7, 1: 2 / 7})
    np.testing.assert_allclose(found.probabilities[found.sources == 1], 0.5)


def test_unlikely_meanings_are_left_out_but_never_the_first(aligned: Alignment) -> None:
    house = SWAHILI.index("nyumba")
    assert len(aligned.translations(house, at_least=0.5, most=5)) == 1
    assert len(aligned.translations(house, at_least=1.1, most=5)) == 1
    assert len(aligned.translations(house, at_least=0.0, most=2)) == 2


def test_a_word_that_was_never_seen_means_nothing(aligned: Alignment) -> None:
    assert aligned.translations(99, at_least=0.0, most=5) == []
