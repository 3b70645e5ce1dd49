"""Computed days and the clock as people read them, in both languages."""

from datetime import date, datetime

import pytest

from bot.models import Anchor
from bot.situation.clock_words import ClockWords
from bot.situation.deadline_words import Counted, DeadlineWords, Told
from bot.situation.timeline import Timeline
from bot.texts.catalogue import Catalogue
from knowledge.country import Country
from knowledge.models import Language

EN, SW = Language.EN, Language.SW
DECLARED = Anchor(
    "1", "ke-2027", "declaration", date(2027, 8, 15), "the IEBC's notice", "president", recorded_on=date(2027, 8, 16)
)


def at(land: Country, moment: str, *anchors: Anchor) -> Timeline:
    return Timeline(land, datetime.fromisoformat(moment).replace(tzinfo=land.zone), anchors)


@pytest.fixture
def words(catalogue: Catalogue, land: Country) -> DeadlineWords:
    return DeadlineWords(catalogue, land)


@pytest.fixture
def clock_words(catalogue: Catalogue) -> ClockWords:
    return ClockWords(catalogue)


def said(
    land: Country,
    words: DeadlineWords,
    moment: str,
    language: Language = EN,
    rule: str = "president_file",
    start: date = DECLARED.day,
    ground: Anchor | Told = DECLARED,
) -> str:
    timeline = at(land, moment)
    due = timeline.due(land.deadlines[rule], start)
    return words.counted(Counted(due, ground), timeline.now, language)


def test_a_presidential_petition_is_due_on_the_earlier_day_at_two(land: Country, words: DeadlineWords) -> None:
    text = said(land, words, "2027-08-17T09:00")
    assert "by Sunday 22 August 2027, before 14:00 (2 pm). 5 days left." in text
    assert "the last working day before it is Friday 20 August 2027" in text
    assert "may move the last day to Monday 23 August 2027. Do not rely on that: confirm it with the registry." in text
    assert "Sunday 15 August 2027, recorded by the desk on 16 August 2027 from the IEBC's notice." in text
    assert "Rule: 7 days from declaration" in text and "Art. 140(1)" in text and "Art. 259(5) to (7)" in text
    assert "Idd-ul-Fitr" in text


def test_in_swahili_with_the_hour_in_words_and_figures(land: Country, words: DeadlineWords) -> None:
    text = said(land, words, "2027-08-17T09:00", SW)
    assert "kufikia Jumapili tarehe 22 Agosti 2027, kabla ya saa nane mchana (2:00 PM). Zimebaki: siku 5." in text
    assert "Jumatatu tarehe 23 Agosti 2027" in text and "Kanuni: siku 7" in text


def test_a_day_that_the_person_names_is_only_an_if(land: Country, words: DeadlineWords) -> None:
    text = said(land, words, "2027-08-17T09:00", ground=Told.GIVEN)
    assert "if it was on Sunday 15 August 2027 as you say" in text and "recorded" not in text


def test_a_corrected_day_says_what_was_said_before(land: Country, words: DeadlineWords) -> None:
    corrected = Anchor(
        "2",
        "ke-2027",
        "declaration",
        date(2027, 8, 15),
        "Gazette",
        "president",
        "",
        date(2027, 8, 17),
        date(2027, 8, 14),
    )
    assert "Corrected: before, 14 August 2027 was said here." in said(land, words, "2027-08-17T09:00", ground=corrected)


def test_history_is_counted_from_history(land: Country, words: DeadlineWords) -> None:
    history = at(land, "2017-08-12T09:00").anchor("declaration", "president")
    assert history is not None
    text = said(land, words, "2017-08-12T09:00", start=history.day, ground=history)
    assert "by Friday 18 August 2017. 6 days left." in text and "recorded by the desk" not in text


def test_the_last_day_says_so(land: Country, words: DeadlineWords) -> None:
    assert "22 August 2027, before 14:00 (2 pm). That is today." in said(land, words, "2027-08-22T09:00")


def test_a_passed_day_is_said_as_passed_and_where_it_may_still_run(land: Country, words: DeadlineWords) -> None:
    text = said(land, words, "2027-08-22T14:00")
    assert "the last day was Sunday 22 August 2027, before 14:00 (2 pm). It has passed." in text
    assert "The law may have moved it to Monday 23 August 2027: ask the registry at once." in text
    late = said(land, words, "2027-08-24T09:00")
    assert "It has passed." in late and "23 August" not in late and "left" not in late


def test_an_unconfirmed_way_of_counting_says_so(land: Country, words: DeadlineWords) -> None:
    assert "Not confirmed how this is counted" in said(land, words, "2027-08-17T09:00", rule="petition_security")
    assert "Not confirmed" not in said(land, words, "2027-08-17T09:00")


@pytest.mark.parametrize("language", list(Language))
def test_without_the_day_only_the_rule_is_said(land: Country, words: DeadlineWords, language: Language) -> None:
    for rule in land.deadlines.values():
        text = words.rule_only(rule, language)
        assert rule.period.source in text and not any(month in text for month in ("August 2027", "Agosti 2027"))


@pytest.mark.parametrize("language", list(Language))
def test_every_rule_can_be_said_in_both_languages(land: Country, words: DeadlineWords, language: Language) -> None:
    for rule in land.deadlines:
        text = said(land, words, "2027-08-12T09:00", language, rule)
        assert "{" not in text and land.deadlines[rule].purpose[language] in text


@pytest.mark.parametrize(
    ("moment", "english"),
    [
        (
            "2027-08-10T05:30",
            "It is 05:30 (5:30 am). Polling stations are not open yet: they open at 06:00 (6 am), in 30 min",
        ),
        ("2027-08-10T14:50", "By their hours polling stations are open; they close at 17:00 (5 pm), in 2 h 10 min."),
        ("2027-08-10T16:59:30", "in 0 min."),
        ("2027-08-10T17:05", "Polling stations closed at 17:00 (5 pm)."),
        ("2027-08-09T17:05", "not open today, Monday 9 August 2027. Polling day is Tuesday 10 August 2027, in 1 day."),
        ("2027-08-12T17:05", "Polling day was Tuesday 10 August 2027."),
    ],
)
def test_the_clock_says_whether_polls_are_open(
    land: Country, clock_words: ClockWords, moment: str, english: str
) -> None:
    text = clock_words.polls(at(land, moment), EN)
    assert english in text and "reg. 66" in text


def test_the_clock_speaks_swahili(land: Country, clock_words: ClockWords) -> None:
    text = clock_words.polls(at(land, "2027-08-10T14:50"), SW)
    assert "Sasa ni saa nane na dakika 50 mchana (2:50 PM)" in text
    assert "vitafungwa saa kumi na moja jioni (5:00 PM), baada ya saa 2 na dakika 10." in text


@pytest.mark.parametrize(
    ("moment", "english"),
    [
        ("2026-11-20T09:00", "Today, Friday 20 November 2026: Registration of voters. Polling day is in 263 days."),
        ("2027-07-15T09:00", "Today is Thursday 15 July 2027. Polling day is in 26 days."),
        ("2027-08-10T14:50", "By their hours polling stations are open; they close at 17:00 (5 pm), in 2 h 10 min."),
        ("2027-08-10T20:00", "Today, Tuesday 10 August 2027: Counting."),
        ("2027-08-20T09:00", "Today, Friday 20 August 2027: Time to file petitions."),
    ],
)
def test_the_line_of_today(land: Country, clock_words: ClockWords, moment: str, english: str) -> None:
    assert english in clock_words.today(at(land, moment), EN)
