"""Nothing is made up: every sentence of every answer stands in a cited passage or in the bot's reviewed texts."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from knowledge.labels import Label
from tests.answering.citizen import WARNING, Citizen, Said, notice
from tests.answering.provenance import Provenance

HOURS_QUESTION = "what time do polling stations open?"


@pytest.fixture(scope="module")
def real_sources(citizen: Citizen) -> Provenance:
    return Provenance(citizen.edition, citizen.built.catalogue, citizen.built.country)


@pytest.fixture(scope="module")
def seeded_sources(seeded: Citizen) -> Provenance:
    return Provenance(seeded.edition, seeded.built.catalogue, seeded.built.country)


def test_every_sentence_of_every_answer_has_a_source(
    first_labels: list[Label], first_answers: Mapping[str, Said], real_sources: Provenance
) -> None:
    unfounded = {label.question: real_sources.unfounded(first_answers[label.id]) for label in first_labels}
    assert {question: lines for question, lines in unfounded.items() if lines} == {}


def test_every_sentence_has_a_source_with_the_seeds_too(
    seeded_answers: Mapping[str, Said], seeded_sources: Provenance
) -> None:
    unfounded = {asked: seeded_sources.unfounded(said) for asked, said in seeded_answers.items()}
    assert {asked: lines for asked, lines in unfounded.items() if lines} == {}


@pytest.mark.parametrize("open_end", [False, True])
def test_a_notice_is_shown_as_it_was_given(open_end: bool, citizen: Citizen, real_sources: Provenance) -> None:
    given = notice(valid_until=None if open_end else WARNING.valid_until, source="County commissioner")
    said = citizen.ask(HOURS_QUESTION, county="47", notices=[given])
    assert said.answer.notices and real_sources.unfounded(said, [given]) == []


def test_the_same_notice_not_given_would_be_found_out(citizen: Citizen, real_sources: Provenance) -> None:
    said = citizen.ask(HOURS_QUESTION, county="47", notices=[WARNING])
    assert WARNING.text["en"] in real_sources.unfounded(said)  # type: ignore[index]


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("06:00 (6 am)", "08:00 (8 am)"),
        ("Go early.", "Go early. The police will help you."),
        ("10 August 2027", "4 March 2027"),
        ("19 November 2025", "20 November 2025"),
        ("IEBC, ", "The Star, "),
        ("you still vote", "you still may vote"),
        ("Polling stations open", "All polling stations open"),
    ],
)
def test_a_made_up_word_is_found_out(true: str, false: str, citizen: Citizen, real_sources: Provenance) -> None:
    said = citizen.ask(HOURS_QUESTION)
    assert real_sources.unfounded(said) == [] and true in said.text
    assert len(real_sources.unfounded(replace(said, text=said.text.replace(true, false, 1)))) == 1


@pytest.mark.parametrize("line", ["Bring water.", "You are welcome. Stay safe.", "IEBC", "Source: IEBC, 4 March 2013."])
def test_an_added_line_is_found_out(line: str, citizen: Citizen, real_sources: Provenance) -> None:
    said = citizen.ask(HOURS_QUESTION)
    assert real_sources.unfounded(replace(said, text=f"{said.text}\n{line}")) == [line]
