"""The list of English words that are no slips."""

from knowledge import lexicon
from tools import english_words


def test_only_whole_words_are_taken_and_no_careless_typing() -> None:
    vocabulary = ["deed", "##ing", "[CLS]", "ab", "thru", "cement", "1999", "café"]
    assert english_words.words(vocabulary, frozenset({"thru"})) == ["cement", "deed"]


def test_the_list_that_is_shipped_is_sorted_and_holds_no_typing_that_the_lists_correct() -> None:
    words = lexicon.read()
    lines = english_words.TARGET.read_text(encoding="utf-8").splitlines()[1:]
    assert lines == sorted(set(lines)) and len(lines) > 10_000
    assert not words.english & {phrase[0] for phrase in words.spellings if len(phrase) == 1}
