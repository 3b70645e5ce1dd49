"""Our own lessons: the cards' sentences, facts filled in, and questions that people wrote; nothing that measures."""

import re
from pathlib import Path

import pytest

from knowledge import asked, labels
from tests.harness.library import LibraryFolder
from tools import question_sets
from tools.encoder import own_text
from tools.encoder.lesson import Translation

HEAD = "# card, English, Swahili, Sheng\n"


@pytest.fixture(autouse=True)
def questions(library: LibraryFolder) -> Path:
    file = library.country / asked.FILE
    file.write_text(
        HEAD
        + "ke-opening-hours\tWhen do they open?\tHufunguliwa lini?\twanafungua saa ngapi\n"
        + "ke-lost-id\tID lost\tKitambulisho kimepotea\t\n"
        + "ke-lost-id\t\t\tnimelose ID\n",
        encoding="utf-8",
    )
    return file


def test_sentences_stand_beside_each_other_with_their_facts(library: LibraryFolder) -> None:
    lines = own_text.read(library.country).translations
    assert Translation("Go early.", "Nenda mapema.", own_text.SENTENCE_TIMES) in lines
    assert not [line for line in lines if re.search(r"\{[a-z]", line.english + line.text)]


def test_a_card_with_more_sentences_in_one_language_gives_none(library: LibraryFolder) -> None:
    library.guidance("ke-uneven", "Uneven", {"en": "One. Two.", "sw": "Moja."}, {"en": ["q?"], "sw": ["s?"]})
    lines = own_text.read(library.country).translations
    assert not {"One.", "Moja."} & {text for line in lines for text in (line.english, line.text)}


def test_a_question_is_taught_in_each_form_that_was_written(library: LibraryFolder) -> None:
    lines = own_text.read(library.country).translations
    asked = [(line.english, line.text) for line in lines if line.times == own_text.QUESTION_TIMES]
    assert asked == [
        ("When do they open?", "Hufunguliwa lini?"),
        ("When do they open?", "wanafungua saa ngapi"),
        ("ID lost", "Kitambulisho kimepotea"),
    ]


def test_a_matter_holds_all_that_belongs_to_its_card_once(library: LibraryFolder) -> None:
    matters = {matter.card: matter.texts for matter in own_text.read(library.country).matters}
    lost = matters["ke-lost-id"]
    assert {"Voting after losing the identity card", "nimelose ID", "naeza vote bila ID"} <= set(lost)
    assert len(lost) == len(set(lost))
    assert "ke-bg-2013" not in matters


def test_a_question_of_a_card_that_is_gone_is_refused(library: LibraryFolder, questions: Path) -> None:
    questions.write_text(f"{HEAD}ke-no-such-card\ta\tb\tc\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"names ke-no-such-card, which is no card"):
        own_text.read(library.country)


def test_a_library_with_a_refused_card_teaches_nothing(library: LibraryFolder) -> None:
    library.guidance("ke-bad", "Bad", {"en": "x", "sw": "y"}, {"en": ["q?"], "sw": ["s?"]}, confidence="rumour")
    with pytest.raises(SystemExit, match=r"ke-bad\.md is refused"):
        own_text.read(library.country)


def test_our_own_text_is_large_and_holds_no_question_that_measures() -> None:
    own = own_text.read()
    assert len(own.translations) >= 3000
    taught = {line.text.lower() for line in own.translations} | {
        text.lower() for matter in own.matters for text in matter.texts
    }
    asked = {label.question.lower() for file in question_sets.ASKED for label in labels.read(file)}
    assert taught & asked == set()
