"""The word lists are read as their editors wrote them, and a slip in one is named with its file and line."""

import shutil
from pathlib import Path

import pytest

from knowledge import lexicon
from knowledge.errors import KnowledgeError
from knowledge.lexicon import FOLDER, Lexicon
from knowledge.models import Language


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the lists, to be changed."""
    return Path(shutil.copytree(FOLDER, tmp_path / "languages"))


def add(file: Path, *lines: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def test_a_word_has_the_senses_of_the_dictionary(words: Lexicon) -> None:
    assert words.senses[("foleni",)] == ("queue", "line")


def test_a_phrase_has_senses_of_its_own(words: Lexicon) -> None:
    assert words.senses[("kituo", "cha", "kupigia", "kura")] == ("polling station",)


def test_a_verb_is_kept_by_its_stem(words: Lexicon) -> None:
    assert "be opened" in words.verbs["funguliwa"]
    assert not any(stem.startswith("-") for stem in words.verb_stems)


def test_a_sheng_verb_has_the_senses_of_what_it_stands_for(folder: Path) -> None:
    add(folder / "sw" / "sheng.tsv", "-zzgonga\t-honga\tbribe")
    found = lexicon.read(folder)
    assert found.verbs["zzgonga"] == found.verbs["honga"]
    assert ("-zzgonga",) not in found.spellings


def test_a_sheng_verb_that_stands_for_a_phrase_has_the_senses_of_the_phrase(words: Lexicon) -> None:
    assert words.verbs["vote"] == ("vote", "voting", "kura")
    assert not {"hit", "beat"} & set(words.verbs["vote"])


def test_a_sheng_word_without_content_stands_for_nothing(folder: Path) -> None:
    add(folder / "sw" / "sheng.tsv", "zzmanze\t-\tfiller")
    assert lexicon.read(folder).spellings[("zzmanze",)] == ()


def test_a_plain_correction_wins_over_sheng_of_the_same_form(folder: Path) -> None:
    add(folder / "sw" / "sheng.tsv", "zzkula\tkura\tvote")
    add(folder / "sw" / "spellings.tsv", "zzkula\tkula")
    assert lexicon.read(folder).spellings[("zzkula",)] == ("kula",)


def test_a_phrase_can_be_corrected_to_a_phrase(folder: Path) -> None:
    add(folder / "sw" / "spellings.tsv", "zz gapi\tsaa ngapi")
    assert lexicon.read(folder).spellings[("zz", "gapi")] == ("saa", "ngapi")


def test_an_aligned_word_has_weighted_senses(folder: Path) -> None:
    add(folder / "sw" / "aligned.tsv", "zzbaisikeli\tbicycle:0.62|bike:0.20")
    found = lexicon.read(folder)
    assert found.aligned["zzbaisikeli"] == (("bicycle", 0.62), ("bike", 0.2))
    assert found.knows("zzbaisikeli")


def test_a_line_by_hand_hides_what_was_aligned(folder: Path) -> None:
    add(folder / "sw" / "aligned.tsv", "zzkituo\tchannel:0.9")
    add(folder / "sw" / "dictionary.tsv", "zzkituo\tstation\tn")
    found = lexicon.read(folder)
    assert "zzkituo" not in found.aligned
    assert found.senses[("zzkituo",)] == ("station",)


@pytest.mark.parametrize("line", ["zzkituo\tstation", "zzkituo\tstation:much", "zzkituo\tstation:0.5|"])
def test_an_aligned_line_without_its_weights_is_refused(folder: Path, line: str) -> None:
    add(folder / "sw" / "aligned.tsv", line)
    with pytest.raises(KnowledgeError, match=r"aligned\.tsv: the line for 'zzkituo' must read"):
        lexicon.read(folder)


def test_an_added_word_is_known(folder: Path) -> None:
    add(folder / "sw" / "dictionary.tsv", "zzkituo\tstation\tn")
    assert lexicon.read(folder).knows("zzkituo")
    assert not lexicon.read().knows("zzkituo")


@pytest.mark.parametrize("word", ["polling", "kura", "the", "na", "kitambulisho"])
def test_words_of_both_languages_are_known(words: Lexicon, word: str) -> None:
    assert words.knows(word)


@pytest.mark.parametrize("word", ["waxaan", "presidnt", ""])
def test_other_words_are_not_known(words: Lexicon, word: str) -> None:
    assert not words.knows(word)


def test_counts_are_numbers_above_zero_in_each_language(words: Lexicon) -> None:
    for language in Language:
        assert len(words.counts[language]) > 1000
        assert all(count > 0 for count in words.counts[language].values())


def test_the_words_of_the_subject_are_longer_than_three_letters(words: Lexicon) -> None:
    assert {"petition", "kura", "foleni"} <= words.domain_words
    assert all(len(word) > 3 for word in words.domain_words)


def test_empty_lines_and_comments_are_passed_over(folder: Path) -> None:
    add(folder / "en" / "stopwords.txt", "", "# a comment", "zzthe")
    found = lexicon.read(folder).stopwords
    assert "zzthe" in found
    assert not any(word.startswith("#") for word in found)


@pytest.mark.parametrize(
    ("name", "line", "columns"),
    [
        ("sw/dictionary.tsv", "foleni\tqueue", 3),
        ("sw/dictionary.tsv", "foleni queue n", 3),
        ("sw/sheng.tsv", "kula\tkura", 3),
        ("sw/aligned.tsv", "kula", 2),
        ("en/spellings.tsv", "vot\tvote\textra", 2),
        ("sw/spellings.tsv", "kula", 2),
        ("en/synonyms.tsv", "court", 2),
        ("en/question_words.tsv", "when", 2),
        ("sw/words.tsv", "kura", 2),
    ],
)
def test_a_line_without_its_columns_is_refused_by_file_and_line(
    folder: Path, name: str, line: str, columns: int
) -> None:
    add(folder / name, line)
    with pytest.raises(KnowledgeError) as caught:
        lexicon.read(folder)
    assert str(caught.value) == (
        f"{folder / name}: the line {line!r} must have {columns} columns with tabs between them."
    )
