"""docs/review.md says what the library says."""

from dataclasses import replace
from datetime import date

import pytest

from knowledge.country import Country
from knowledge.models import Card, Confidence, Kind, Review
from tests.harness.library import REAL
from tools import review


@pytest.fixture(scope="module")
def library() -> tuple[list[Card], Country]:
    return review.read(REAL / "ke", date(2026, 11, 20))


def test_the_page_in_docs_is_that_of_the_library(library: tuple[list[Card], Country]) -> None:
    """After a change of cards or country.toml: `make review`."""
    assert review.PAGE.read_text(encoding="utf-8").splitlines() == review.page(*library).splitlines()


def test_a_card_that_rests_on_no_law_and_no_official_page_is_to_be_confirmed(
    library: tuple[list[Card], Country],
) -> None:
    cards, land = library
    card = next(card for card in cards if card.kind is Kind.GUIDANCE)
    row = f"| `{card.id}` |"
    for confidence in Confidence:
        is_listed = row in review.page([replace(card, confidence=confidence)], land)
        assert is_listed == (confidence in (Confidence.SECONDARY, Confidence.UNCONFIRMED)), confidence


def test_what_nobody_read_a_second_time_is_named(library: tuple[list[Card], Country]) -> None:
    cards, land = library
    assert f"(`{cards[0].id}`)" in review.page([replace(cards[0], review=Review.DRAFTED)], land)
    assert f"(`{cards[0].id}`)" not in review.page([replace(cards[0], review=Review.CHECKED)], land)


def test_every_help_line_and_date_stands_on_the_page(library: tuple[list[Card], Country]) -> None:
    cards, land = library
    page = review.page(cards, land)
    assert all(number in page for line in land.lines.values() for number in line.numbers)
    assert "2027-08-10" in page and "not announced" in page


def test_every_card_is_counted_once(library: tuple[list[Card], Country]) -> None:
    cards, land = library
    total = next(line for line in review.page(cards, land).splitlines() if line.startswith("| all |"))
    numbers = [int(cell) for cell in total.strip("| ").split("|")[1:]]
    guidance = sum(card.kind is Kind.GUIDANCE for card in cards)
    assert numbers[0] == guidance == sum(numbers[1:5]) == sum(numbers[5:8])
    assert numbers[0] + numbers[8] == len(cards)
