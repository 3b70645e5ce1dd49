"""A new piece stands where its English translations stand, a line by hand wins, and English keeps its pieces."""

import numpy as np
import pytest

from tests.tools.encoder import toy
from tools.encoder import vocabulary
from tools.encoder.translated_rows import Rows, translated
from tools.encoder.vocabulary import Vocabulary

ENGLISH = ["the big house", "the small house", "the big book", "the small book", "the book the house"] * 3
SWAHILI = ["nyumba kubwa", "nyumba ndogo", "kitabu kubwa", "kitabu ndogo", "kitabu nyumba"] * 3
PIECES = ("nyumba", "kitabu", "kubwa", "##zzz")


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return Vocabulary(toy.packaged(), PIECES)


@pytest.fixture(scope="module")
def old(words: Vocabulary) -> Rows:
    """Each old piece has a direction of its own."""
    return np.eye(words.old_rows, dtype=np.float32)


def nearest(words: Vocabulary, row: Rows) -> str:
    names = {number: piece for piece, number in words.numbers.items()}
    return names[int(row.argmax())]


def test_a_piece_stands_where_its_translation_does(words: Vocabulary, old: Rows) -> None:
    rows = translated(words, old, ENGLISH, SWAHILI, {})
    assert rows.shape == (len(PIECES), words.old_rows)
    assert [nearest(words, row) for row in rows[:3]] == ["house", "book", "big"]
    np.testing.assert_allclose(rows[:3].sum(axis=1), 1.0, rtol=1e-5)  # a mean with weights


def test_a_line_by_hand_wins_over_the_text_and_its_first_sense_counts_twice(words: Vocabulary, old: Rows) -> None:
    rows = translated(words, old, ENGLISH, SWAHILI, {"nyumba": ("court", "police"), "paka": ("book",)})
    assert rows[0, words.numbers["court"]] == pytest.approx(2 / 3)
    assert rows[0, words.numbers["police"]] == pytest.approx(1 / 3)
    assert nearest(words, rows[1]) == "book"


def test_a_piece_that_the_text_does_not_have_is_the_mean_of_its_letters(words: Vocabulary, old: Rows) -> None:
    row = translated(words, old, ENGLISH, SWAHILI, {})[3]
    assert row[words.numbers["z"]] == pytest.approx(1 / 3)
    assert row[words.numbers["##z"]] == pytest.approx(2 / 3)


def test_english_keeps_its_pieces_and_swahili_gets_its_own() -> None:
    words = vocabulary.learn(toy.packaged(), ENGLISH, SWAHILI)
    assert "nyumba" in words.added
    plain = Vocabulary(toy.packaged(), ())
    assert words.pieces(ENGLISH) == plain.pieces(ENGLISH)
    assert len(words.pieces(["nyumba kubwa"])[0]) == 2 < len(plain.pieces(["nyumba kubwa"])[0])


def test_a_piece_that_english_needs_too_is_not_added() -> None:
    words = vocabulary.learn(toy.packaged(), ["radio radio"] * 5, ["radio nyumba"] * 5)
    assert "radio" not in words.added
    assert "nyumba" in words.added


def test_added_pieces_are_numbered_after_the_packaged_ones(words: Vocabulary) -> None:
    assert [words.numbers[piece] for piece in PIECES] == list(range(words.old_rows, words.old_rows + len(PIECES)))
