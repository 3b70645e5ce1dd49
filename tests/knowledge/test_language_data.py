"""The language data: every line has its shape, stands in its order, and says one thing once."""

import re
from pathlib import Path

import pytest

from knowledge.lexicon import FOLDER

TABLES = {
    "en/question_words.tsv": (2, 60),
    "en/spellings.tsv": (2, 300),
    "en/synonyms.tsv": (2, 150),
    "sw/aligned.tsv": (2, 1500),
    "sw/dictionary.tsv": (3, 1200),
    "sw/question_words.tsv": (2, 60),
    "sw/sheng.tsv": (3, 300),
    "sw/spellings.tsv": (2, 400),
}
LISTS = {"en/stopwords.txt": 100, "sw/stopwords.txt": 100}
CORRECTIONS = ("en/spellings.tsv", "sw/spellings.tsv", "sw/sheng.tsv")
PARTS = {"n", "v", "adj", "adv", "phrase", "other"}
KINDS = {"when", "where", "who", "how", "how_many", "how_much", "which", "why", "what", "can", "what_if"}
NO_CONTENT = "-"
# As the reader cuts a question: letters, and an apostrophe inside a word.
TYPED = re.compile(r"-?[a-z]+(?:'[a-z]+)*(?: [a-z]+(?:'[a-z]+)*)*|[a-z]+\d+[a-z]*|\d+[a-z]+")
NEGATIONS = {
    "en": {"cannot", "neither", "never", "no", "nobody", "none", "nor", "not", "nothing", "without"},
    "sw": {
        "bila",
        "hakuna",
        "hana",
        "hapana",
        "hatuna",
        "hawana",
        "huna",
        "kamwe",
        "si",
        "sina",
        "sio",
        "siyo",
        "wala",
    },
}


def _lines(name: str) -> list[str]:
    return [line for line in Path(FOLDER, name).read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in _lines(name)]


def _keys(name: str) -> set[str]:
    return {row[0] for row in _rows(name)}


@pytest.mark.parametrize("name", [*TABLES, *LISTS])
def test_a_file_begins_with_a_comment_that_explains_it(name: str) -> None:
    assert Path(FOLDER, name).read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize(("name", "columns"), [(name, columns) for name, (columns, _) in TABLES.items()])
def test_every_line_has_its_columns_and_no_stray_blanks(name: str, columns: int) -> None:
    for row in _rows(name):
        assert len(row) == columns, row
        assert all(cell and cell == " ".join(cell.split()) for cell in row), row


@pytest.mark.parametrize("name", [*TABLES, *LISTS])
def test_lines_are_sorted_lower_case_and_unique(name: str) -> None:
    keys = [row[0] for row in _rows(name)]
    assert keys == sorted(set(keys))
    assert _lines(name) == [line.lower() for line in _lines(name)]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_one_word_a_line(name: str) -> None:
    assert all(re.fullmatch(r"[a-z]+(?:'[a-z]+)?", line) for line in _lines(name))


@pytest.mark.parametrize(
    ("name", "at_least"), [*((name, count) for name, (_, count) in TABLES.items()), *LISTS.items()]
)
def test_a_file_holds_as_much_as_was_promised(name: str, at_least: int) -> None:
    assert len(_lines(name)) >= at_least


@pytest.mark.parametrize("name", ["sw/dictionary.tsv", "en/synonyms.tsv"])
def test_no_sense_is_empty_or_said_twice(name: str) -> None:
    for row in _rows(name):
        senses = row[1].split("|")
        assert all(sense and sense == sense.strip() for sense in senses), row
        assert len(senses) == len(set(senses)), row


def test_an_aligned_word_has_its_likeliest_sense_first_and_no_sense_more_than_wholly() -> None:
    for word, line in _rows("sw/aligned.tsv"):
        likely = [float(cell.partition(":")[2]) for cell in line.split("|")]
        assert likely == sorted(likely, reverse=True), word
        assert 0 < sum(likely) <= 1.01, word


def test_a_head_word_is_not_its_own_synonym() -> None:
    assert [row for row in _rows("en/synonyms.tsv") if row[0] in row[1].split("|")] == []


def test_verbs_and_only_verbs_are_stems_with_a_hyphen() -> None:
    for word, _, part in _rows("sw/dictionary.tsv"):
        assert part in PARTS, word
        assert (part == "v") == word.startswith("-"), word
        assert (part == "phrase") <= (" " in word), word


def test_what_is_typed_can_be_met_in_a_question() -> None:
    for name in (*CORRECTIONS, "sw/dictionary.tsv", "en/question_words.tsv", "sw/question_words.tsv"):
        assert [key for key in _keys(name) if not TYPED.fullmatch(key)] == [], name


def test_a_typed_form_has_one_standard_in_all_files_together() -> None:
    typed = [key for name in CORRECTIONS for key in _keys(name)]
    assert len(typed) == len(set(typed))


@pytest.mark.parametrize("name", CORRECTIONS)
def test_no_correction_leads_to_itself_or_to_another_correction(name: str) -> None:
    typed = {key for file in CORRECTIONS for key in _keys(file)}
    for key, standard, *_ in _rows(name):
        assert key != standard
        if standard != NO_CONTENT:
            assert not {standard, *standard.split()} & typed, (key, standard)


def test_a_typed_form_is_not_a_word_of_the_dictionary_with_another_sense() -> None:
    dictionary = _keys("sw/dictionary.tsv")
    for name in CORRECTIONS:
        assert _keys(name) & dictionary == set(), name


def test_a_sheng_verb_stem_leads_to_a_verb_of_the_dictionary() -> None:
    verbs = {key[1:] for key in _keys("sw/dictionary.tsv") if key.startswith("-")}
    for stem, standard, _ in _rows("sw/sheng.tsv"):
        if stem.startswith("-"):
            assert standard.startswith("-"), stem
            assert standard[1:].split()[0] in verbs, stem


@pytest.mark.parametrize("name", ["en/question_words.tsv", "sw/question_words.tsv"])
def test_a_question_word_asks_for_a_known_kind_of_thing(name: str) -> None:
    assert {row[1] for row in _rows(name)} == KINDS


@pytest.mark.parametrize("language", ["en", "sw"])
def test_negations_and_question_words_are_no_stop_words(language: str) -> None:
    stopwords = _keys(f"{language}/stopwords.txt")
    assert stopwords & NEGATIONS[language] == set()
    assert stopwords & _keys(f"{language}/question_words.tsv") == set()
