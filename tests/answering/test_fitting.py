"""What a question names narrows the candidates."""

import numpy as np
import pytest

from bot.answering.fitting import between_offices, eligible, fitting
from bot.answering.subject import Subject
from knowledge.models import Kind, Language
from knowledge.search import Candidate, Edition, Mask
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


def test_a_card_of_the_named_office_alone_comes_before_one_of_several(small: Edition) -> None:
    several = card("several", offices=("governor", "senator"))
    found = [candidate(several, relevance=0.5), candidate(GOVERNOR, relevance=0.5)]
    assert ids(fitting(found, subject(offices="governor"), small)) == ["governor", "several"]


def test_of_two_equal_cards_the_one_of_several_offices_comes_before_one_of_none(small: Edition) -> None:
    several = card("several", offices=("governor", "senator"))
    found = [candidate(ANY_SEAT, relevance=0.5), candidate(several, relevance=0.5)]
    assert ids(fitting(found, subject(offices="governor"), small)) == ["several", "any"]


def test_of_passages_that_are_about_as_near_the_first_of_the_document_answers(small: Edition) -> None:
    first = page_of("ke-bg-2013", small)
    document = small.cards["ke-bg-2013"].card
    found = [candidate(document, first + 1, relevance=0.501), candidate(document, first, relevance=0.5)]
    assert fitting(found, subject(), small)[0].page == first


def test_a_passage_that_is_clearly_nearer_answers_before_the_first_of_the_document(small: Edition) -> None:
    first = page_of("ke-bg-2013", small)
    document = small.cards["ke-bg-2013"].card
    found = [candidate(document, first + 1, relevance=0.9), candidate(document, first, relevance=0.5)]
    assert fitting(found, subject(), small)[0].page == first + 1


def pages_in(language: Language, document: str, edition: Edition) -> list[int]:
    return [
        page
        for page, found in enumerate(edition.store.page_documents)
        if found == document and edition.passages(page)[0].language is language
    ]


@pytest.mark.parametrize("language", list(Language))
def test_of_a_document_in_both_languages_the_passage_in_that_of_the_reply_comes_first(
    language: Language, real: Edition
) -> None:
    document = real.cards["ke-bg-2007-8"].card
    (other,) = set(Language) - {language}
    own_page = pages_in(language, document.id, real)[0]
    found = [
        candidate(document, pages_in(other, document.id, real)[0], relevance=0.55),
        candidate(document, own_page, relevance=0.5),
    ]
    assert fitting(found, subject(), real, language)[0].page == own_page


def test_a_passage_that_is_far_nearer_is_quoted_in_the_other_language(real: Edition) -> None:
    document = real.cards["ke-bg-2007-8"].card
    english = pages_in(Language.EN, document.id, real)[0]
    swahili = pages_in(Language.SW, document.id, real)[0]
    found = [candidate(document, english, relevance=0.9), candidate(document, swahili, relevance=0.5)]
    assert fitting(found, subject(), real, Language.SW)[0].page == english


def test_a_question_without_an_office_changes_nothing(small: Edition) -> None:
    found = [candidate(PRESIDENT, relevance=0.6), candidate(ANY_SEAT, relevance=0.5)]
    assert fitting(found, subject(), small) == found


def test_a_card_of_two_offices_answers_for_each(small: Edition) -> None:
    both = card("both", offices=("senator", "mp"))
    assert ids(fitting([candidate(both)], subject(offices="mp"), small)) == ["both"]


@pytest.mark.parametrize(("nearness", "first"), [(0.54, "old"), (0.56, "now")])
def test_of_pages_about_as_near_that_speak_of_a_year_the_document_of_its_election_comes_first(
    nearness: float, first: str, small: Edition
) -> None:
    page = page_of("ke-bg-2013", small)
    old = card("old", election="ke-2013", kind=Kind.BACKGROUND)
    found = [candidate(card("now", election="ke-2027"), page, relevance=nearness), candidate(old, page, relevance=0.5)]
    assert ids(fitting(found, subject(years="2013", elections="ke-2013"), small))[0] == first


def test_a_question_about_a_past_year_is_not_answered_by_a_page_that_does_not_speak_of_it(small: Edition) -> None:
    speaks = candidate(card("speaks"), page_of("ke-bg-2013", small), relevance=0.5)
    silent = candidate(card("silent"), page_of("ke-opening-hours", small), relevance=0.9)
    assert ids(fitting([silent, speaks], subject(years="2013", elections="ke-2013"), small)) == ["speaks"]


def documents(mask: Mask, edition: Edition) -> set[str]:
    return {document for document, allowed in zip(edition.store.page_documents, mask, strict=True) if allowed}


def test_pages_that_cannot_answer_are_left_out_of_the_search(small: Edition) -> None:
    everything = small.mask_all(frozenset({"ke-2027", "ke-2013", None}))
    assert documents(eligible(everything, subject(years="2013", elections="ke-2013"), small), small) == {"ke-bg-2013"}
    assert "ke-governor-petition" not in documents(eligible(everything, subject(offices="senator"), small), small)
    assert "ke-governor-petition" in documents(eligible(everything, subject(offices="governor"), small), small)


def test_a_page_that_may_not_be_served_is_never_let_in_again(small: Edition) -> None:
    nothing = np.zeros(len(small.store.page_documents), dtype=np.bool_)
    assert not eligible(nothing, subject(offices="governor"), small).any()


def test_a_question_that_names_neither_seat_nor_year_leaves_the_search_as_it_is(small: Edition) -> None:
    everything = small.mask_all(frozenset({"ke-2027", None}))
    assert eligible(everything, subject(), small) is everything


def test_relevance_stays_between_nothing_and_one(small: Edition) -> None:
    page = page_of("ke-bg-2013", small)
    found = [candidate(GOVERNOR, page, relevance=0.99), candidate(ANY_SEAT, page, relevance=0.01)]
    moved = fitting(found, subject(offices="governor", years="2013", elections="ke-2013"), small)
    assert len(moved) == 2 and all(0.0 <= item.signals.relevance <= 1.0 for item in moved)


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
