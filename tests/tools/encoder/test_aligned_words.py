"""A learnt line says what text bears out, and nothing that the hand-kept lists already say."""

from pathlib import Path

import pytest

from knowledge import lexicon
from knowledge.lexicon import Lexicon
from tools.encoder import aligned_words
from tools.encoder.aligned_words import Sense

LINES = [
    ("zzgari nyekundu", "the red car"),
    ("zzgari kubwa", "the big car"),
    ("zzgari langu", "my car"),
    ("magari ya zzgari", "cars of the car"),
    ("foleni nyekundu", "a red zebra"),
    ("foleni kubwa", "a big zebra"),
    ("foleni langu", "my zebra"),
    ("walipiga zzgari", "they hit the car"),
    ("zzrare kubwa", "big castle"),
] * 3


@pytest.fixture(scope="module")
def found() -> dict[str, list[Sense]]:
    english, swahili = [line for _, line in LINES], [line for line, _ in LINES]
    english.append("one moose")
    swahili.append("zzonce moja")
    return aligned_words.senses(english, swahili, lexicon.read())


def test_a_word_gets_its_sense_with_how_likely_it_is(found: dict[str, list[Sense]]) -> None:
    (sense, probability), *_ = found["zzgari"]
    assert sense == "car"
    assert 0.5 < probability <= 1.0


@pytest.mark.parametrize("word", ["foleni", "walipiga", "kubwa", "ya", "zzonce"])
def test_a_word_by_hand_a_verb_form_a_function_word_or_a_rare_word_gets_no_line(
    found: dict[str, list[Sense]], word: str
) -> None:
    assert word not in found


def test_forms_of_one_english_word_are_one_sense(words: Lexicon) -> None:
    likely = [("vote", 0.4), ("the", 0.3), ("votes", 0.2), ("voting's", 0.05)]
    assert dict(aligned_words._by_stem(likely, words)) == pytest.approx({"vote": 0.65})


def test_a_written_file_is_read_back_and_names_its_sources(tmp_path: Path) -> None:
    file = tmp_path / "aligned.tsv"
    aligned_words.write({"zzb": [("bee", 0.5), ("fly", 0.25)], "zza": [("ant", 1.0)]}, ["somebody (CC BY 4.0)"], file)
    lines = file.read_text(encoding="utf-8").splitlines()
    assert "# From somebody (CC BY 4.0)." in lines
    assert lines[-2:] == ["zza\tant:1.00", "zzb\tbee:0.50|fly:0.25"]
    assert dict(lexicon._aligned(file))["zzb"] == (("bee", 0.5), ("fly", 0.25))
