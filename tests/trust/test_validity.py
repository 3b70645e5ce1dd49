"""The promise T1: a card answers from the first second of its first day to the last of its last, in Nairobi's time."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app import Parts
from bot.models import Level, Notice
from knowledge.models import Card, Kind, Language
from knowledge.search import Edition
from tests.answering.citizen import Citizen, Said

NAIROBI = ZoneInfo("Africa/Nairobi")
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
ZONES = (NAIROBI, UTC)
AROUND = (-SECOND, timedelta(0), SECOND)


@pytest.fixture(scope="module")
def citizen(parts: Parts, small: Edition) -> Citizen:
    return Citizen(parts, small)


def moments(card: Card) -> Iterator[tuple[datetime, bool]]:
    """A second before, at, and a second after both ends, in both zones; and whether the card holds then."""
    assert card.valid_from and card.valid_until
    begin = datetime.combine(card.valid_from, time(), NAIROBI)
    end = datetime.combine(card.valid_until + DAY, time(), NAIROBI)
    for zone in ZONES:
        for edge in (begin, end):
            for step in AROUND:
                moment = edge + step
                yield moment.astimezone(zone), begin <= moment < end


def shown(said: Said) -> set[str]:
    """Cards that it says, or offers as a button."""
    return {*said.cited, *(option.action.partition(":")[2] for option in said.answer.options)}


def tried(citizen: Citizen, which: slice) -> tuple[int, list[str]]:
    """How often it was asked, and where it answered outside of its time, or did not within."""
    asked, wrong = 0, []
    cards = [stored.card for stored in citizen.edition.cards.values() if stored.card.kind is Kind.GUIDANCE]
    for card in cards:
        questions = [examples[0] for examples in card.questions.values()][which]
        usual = {question: shown(citizen.ask(question)) for question in questions}
        for question in questions:
            for moment, holds in moments(card):
                asked += 1
                is_shown = card.id in shown(citizen.ask(question, now=moment))
                if is_shown != (holds and card.id in usual[question]):
                    wrong.append(f"{card.id} at {moment.isoformat()}: {'shown' if is_shown else 'not shown'}")
    return asked, wrong


def test_t1_to_the_second_a_card_holds_from_its_first_day_until_its_last_is_over(
    citizen: Citizen, record_property: Callable[[str, object], None]
) -> None:
    asked, wrong = tried(citizen, slice(None))
    record_property("figure", f"{asked} questions at both ends of validity, in EAT and UTC: {len(wrong)} wrong")
    assert wrong == [] and asked == 5 * 2 * 12


def test_t1_within_its_time_each_card_of_the_small_library_does_answer(citizen: Citizen) -> None:
    """Else there would be nothing to show at the edges."""
    for key, stored in citizen.edition.cards.items():
        if stored.card.kind is Kind.GUIDANCE:
            assert key in shown(citizen.ask(stored.card.questions[Language.EN][0]))


@pytest.mark.soak
def test_t1_every_card_of_the_real_library(
    parts: Parts, real: Edition, record_property: Callable[[str, object], None]
) -> None:
    asked, wrong = tried(Citizen(parts, real), slice(1))
    record_property("figure", f"{asked} questions to every real card at both its ends: {len(wrong)} wrong")
    assert wrong == []


@pytest.mark.parametrize("zone", ZONES, ids=["EAT", "UTC"])
@pytest.mark.parametrize(
    ("step", "is_shown"), [(-SECOND, True), (timedelta(0), False), (SECOND, False)], ids=["before", "at", "after"]
)
def test_t1_a_notice_is_shown_until_the_second_before_it_ends(
    step: timedelta, is_shown: bool, zone: ZoneInfo, citizen: Citizen
) -> None:
    begin, end = datetime(2026, 11, 20, 11, tzinfo=NAIROBI), datetime(2026, 11, 20, 13, tzinfo=NAIROBI)
    words = {Language.EN: "The road is closed.", Language.SW: "Barabara imefungwa."}
    notice = Notice("n1", "47", Level.WARNING, words, begin, end, published=True, restricted=False)
    question = "What time do polling stations open?"
    at_the_end = citizen.ask(question, now=(end + step).astimezone(zone), county="47", notices=[notice])
    at_the_beginning = citizen.ask(question, now=(begin + step).astimezone(zone), county="47", notices=[notice])
    assert bool(at_the_end.answer.notices) == is_shown
    assert bool(at_the_beginning.answer.notices) != is_shown
