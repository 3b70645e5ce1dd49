"""Full text: BM25 over terms and cosines over character n-grams keep the properties that ranking relies on."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge import fulltext
from knowledge.fulltext import TermMatrix

TERMS = "abcdefgh"
ROW = st.dictionaries(st.sampled_from(TERMS), st.integers(1, 20).map(float), min_size=1)
ROWS = st.lists(ROW, min_size=1, max_size=12)
QUESTION = st.dictionaries(st.sampled_from(TERMS + "xyz"), st.floats(0.1, 1.0), min_size=1)
WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz'", min_size=1, max_size=12), min_size=1, max_size=8)
Row = Mapping[str, float]


@given(ROWS, QUESTION)
def test_a_row_scores_where_it_shares_a_term_and_only_there(rows: list[Row], question: Row) -> None:
    scores = fulltext.bm25(rows).scores(question)
    assert [score > 0 for score in scores] == [bool(row.keys() & question.keys()) for row in rows]


@given(ROWS, QUESTION)
def test_scores_of_a_question_are_the_sum_of_its_terms(rows: list[Row], question: Row) -> None:
    matrix = fulltext.bm25(rows)
    single = [weight * matrix.scores({term: 1.0}) for term, weight in question.items()]
    np.testing.assert_allclose(matrix.scores(question), np.sum(single, axis=0), rtol=1e-4, atol=1e-6)


@given(ROWS, st.sampled_from(TERMS))
def test_a_term_scores_more_where_it_stands_more_often_in_a_text_of_the_same_length(rows: list[Row], term: str) -> None:
    seldom, often = {term: 1.0, "filler": 4.0}, {term: 4.0, "filler": 1.0}
    scores = fulltext.bm25([*rows, seldom, often]).scores({term: 1.0})
    assert scores[-1] > scores[-2] > 0


@given(ROWS, st.sampled_from(TERMS))
def test_a_term_scores_more_in_a_shorter_text(rows: list[Row], term: str) -> None:
    scores = fulltext.bm25([*rows, {term: 1.0}, {term: 1.0, "filler": 9.0}]).scores({term: 1.0})
    assert scores[-2] > scores[-1] > 0


@given(ROWS)
def test_a_rarer_term_is_more_telling(rows: list[Row]) -> None:
    matrix = fulltext.bm25(rows)
    held = {term: sum(term in row for row in rows) for term in TERMS if any(term in row for row in rows)}
    for rare in held:
        for common in held:
            if held[rare] < held[common]:
                assert matrix.idf(rare) > matrix.idf(common) > 0


@given(ROWS)
def test_a_term_that_no_row_has_is_as_telling_as_the_rarest(rows: list[Row]) -> None:
    matrix = fulltext.bm25(rows)
    assert matrix.idf("unheard") == max(matrix.idf(term) for row in rows for term in row)
    assert not matrix.scores({"unheard": 1.0}).any()


@given(ROWS)
def test_it_is_known_which_row_has_which_term(rows: list[Row]) -> None:
    matrix = fulltext.bm25(rows)
    for term in TERMS + "x":
        assert matrix.has(np.arange(len(rows)), term).tolist() == [term in row for row in rows]


@given(ROWS, st.floats(0.1, 0.9))
def test_without_common_terms_the_rest_counts_as_before(rows: list[Row], share: float) -> None:
    whole = fulltext.tfidf(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fulltext, "FEW_ROWS", 1)
        kept = whole.without_common(share)
    for term in TERMS:
        held = sum(term in row for row in rows)
        expected = np.zeros(len(rows)) if held > max(1, share * len(rows)) else whole.scores({term: 1.0})
        assert kept.scores({term: 1.0}).tolist() == expected.tolist()
        assert kept.idf(term) == whole.idf(term)


def test_in_few_rows_no_term_is_too_common() -> None:
    rows: list[Row] = [{"a": 1.0, "b": 1.0}, {"a": 1.0}]
    assert fulltext.tfidf(rows).without_common(0.05).scores({"a": 1.0}).all()


@given(ROWS, QUESTION)
def test_what_was_saved_is_loaded_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row], question: Row
) -> None:
    folder = tmp_path_factory.mktemp("matrix")
    made = fulltext.bm25(rows)
    made.save(folder, "words")
    loaded = TermMatrix.load(folder, "words")
    np.testing.assert_array_equal(loaded.scores(question), made.scores(question))
    assert [loaded.idf(term) for term in question] == [made.idf(term) for term in question]


@given(ROWS, st.permutations(range(12)))
def test_the_order_of_the_rows_changes_no_score(rows: list[Row], order: list[int]) -> None:
    order = [number for number in order if number < len(rows)]
    scores = fulltext.bm25(rows).scores(rows[0])
    moved = fulltext.bm25([rows[number] for number in order]).scores(rows[0])
    np.testing.assert_allclose(moved, scores[order], rtol=1e-5)


@given(st.lists(WORDS, min_size=1, max_size=8))
def test_the_spelling_of_a_text_is_nearest_to_itself(texts: list[list[str]]) -> None:
    matrix = fulltext.tfidf([fulltext.grams(tuple(words)) for words in texts])
    for number, words in enumerate(texts):
        cosines = matrix.scores(fulltext.unit(fulltext.grams(tuple(words)), matrix))
        assert cosines[number] == pytest.approx(1.0, abs=1e-4)
        assert cosines.max() <= 1.0 + 1e-4


@given(st.lists(WORDS, min_size=1, max_size=8), WORDS)
def test_likeness_in_spelling_lies_between_0_and_1(texts: list[list[str]], question: list[str]) -> None:
    matrix = fulltext.tfidf([fulltext.grams(tuple(words)) for words in texts])
    cosines = matrix.scores(fulltext.unit(fulltext.grams(tuple(question)), matrix))
    assert (cosines >= 0).all()
    assert (cosines <= 1.0 + 1e-4).all()


@given(WORDS)
def test_a_misspelt_question_is_nearer_to_its_text_than_to_one_without_its_letters(words: list[str]) -> None:
    slip = [word[:-1] if len(word) > 5 else word for word in words]
    assume(any(len(word) > 2 for word in words))
    matrix = fulltext.tfidf([fulltext.grams(tuple(words)), fulltext.grams(("0000", "9999"))])
    own, other = matrix.scores(fulltext.unit(fulltext.grams(tuple(slip)), matrix))
    assert own > other == 0


def test_grams_are_cut_inside_words_with_their_edges_marked() -> None:
    assert fulltext.grams(("kura", "ni")) == dict.fromkeys(
        [" ku", "kur", "ura", "ra ", " kur", "kura", "ura ", " ni", "ni ", " ni "], 1.0
    )


def test_the_grams_of_equal_words_are_counted() -> None:
    assert fulltext.grams(("ni", "ni"))[" ni"] == 2.0


def test_a_question_without_words_is_like_nothing() -> None:
    matrix = fulltext.tfidf([fulltext.grams(("kura",))])
    assert not matrix.scores(fulltext.unit({}, matrix)).any()


@given(st.integers(0, 2**32 - 1), st.integers(1, 5_000), st.integers(1, 60), st.integers(1, 1_000))
def test_the_largest_scores_are_those_that_a_full_sort_puts_first(seed: int, size: int, count: int, kinds: int) -> None:
    scores = np.random.default_rng(seed).integers(0, kinds, size).astype(np.float32)
    np.testing.assert_array_equal(fulltext.largest(scores, count), np.argsort(-scores, kind="stable")[:count])
