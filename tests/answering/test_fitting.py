"""What a question names narrows the candidates."""

import pytest

from bot.answering.fitting import between_offices, fitting
from bot.answering.subject import Subject
from knowledge.models import Kind
from knowledge.search import Candidate, Edition
from tests.answering.candidates import candidate, card

GOVERNOR = card("governor", offices=("governor",))
PRESIDENT = card("president", offices=("president",))
ANY_SEAT = card("any")


def subject(*, offices: str = "", years: str = "", elections: str = "") -> Subject:
    return Subject(frozenset(offices.split()), (), frozenset(years.split()), frozenset(elections.split()), False)


def page_of(document: str, edition: Edition) -> int:
    return edition.store.page_documents.index(document)


def ids(found: list[Candidate]) -> list[str]:
    return [item.card.id for item in found]


def test_a_question_about_one_office_never_gets_the_rule_of_another(small: Edition) -> None:
    found = [candidate(PRESIDENT, relevance=0.9), candidate(GOVERNOR, relevance=0.1)]
    assert ids(fitting(found, subject(offices="governor"), small)) == ["governor"]


def test_a_card_for_all_seats_may_answer_a_question_about_one(small: Edition) -> None:
    assert ids(fitting([candidate(ANY_SEAT)], subject(offices="governor"), small)) == ["any"]


def test_of_two_equal_cards_the_one_of_the_named_office_comes_first(small: Edition) -> None:
    found = [candidate(ANY_SEAT, relevance=0.5), candidate(GOVERNOR, relevance=0.5)]
    assert ids(fitting(found, subject(offices="governor"), small)) == ["governor", "any"]


def test_a_question_without_an_office_changes_nothing(small: Edition) -> None:
    found = [candidate(PRESIDENT, relevance=0.6), candidate(ANY_SEAT, relevance=0.5)]
    assert fitting(found, subject(), small) == found


def test_a_card_of_two_offices_answers_for_each(small: Edition) -> None:
    both = card("both", offices=("senator", "mp"))
    assert ids(fitting([candidate(both)], subject(offices="mp"), small)) == ["both"]


def test_a_year_prefers_the_documents_of_its_election(small: Edition) -> None:
    page = page_of("ke-opening-hours", small)
    old = card("old", election="ke-2013", kind=Kind.BACKGROUND)
    found = [candidate(card("now", election="ke-2027"), page, relevance=0.6), candidate(old, relevance=0.5)]
    assert ids(fitting(found, subject(years="2013", elections="ke-2013"), small)) == ["old", "now"]


def test_a_page_that_speaks_of_the_year_loses_less_than_one_that_does_not(small: Edition) -> None:
    speaks = candidate(card("speaks"), page_of("ke-bg-2013", small), relevance=0.5)
    silent = candidate(card("silent"), page_of("ke-opening-hours", small), relevance=0.5)
    assert ids(fitting([silent, speaks], subject(years="2013", elections="ke-2013"), small)) == ["speaks", "silent"]


def test_relevance_stays_between_nothing_and_one(small: Edition) -> None:
    found = [candidate(GOVERNOR, relevance=0.99), candidate(ANY_SEAT, page_of("ke-teargas", small), relevance=0.01)]
    moved = fitting(found, subject(offices="governor", years="2013", elections="ke-2013"), small)
    assert all(0.0 <= item.signals.relevance <= 1.0 for item in moved)


def test_two_near_cards_of_different_seats_are_a_question_back() -> None:
    found = [candidate(GOVERNOR, relevance=0.80), candidate(PRESIDENT, relevance=0.79)]
    assert between_offices(found, subject()) == {"governor", "president"}


@pytest.mark.parametrize(
    ("found", "named"),
    [
        ([candidate(GOVERNOR, relevance=0.95), candidate(PRESIDENT, relevance=0.3)], ""),  # one is clearly nearer
        ([candidate(GOVERNOR, relevance=0.80), candidate(PRESIDENT, relevance=0.79)], "governor"),  # the seat is named
        ([candidate(GOVERNOR, relevance=0.80), candidate(ANY_SEAT, relevance=0.79)], ""),  # one is for all seats
        ([candidate(GOVERNOR, relevance=0.2), candidate(PRESIDENT, relevance=0.2)], ""),  # neither is near
        ([candidate(GOVERNOR, relevance=0.8)], ""),  # there is only one
        ([], ""),
    ],
)
def test_nothing_is_asked_back_without_need(found: list[Candidate], named: str) -> None:
    assert between_offices(found, subject(offices=named)) == frozenset()
