"""Deadlines, key dates, holidays, phases and kinds of dispute of the country: each with its source, none made up."""

import re
from datetime import date, timedelta

import pytest

from knowledge import holidays
from knowledge.country import Country
from knowledge.deadline_rules import Counting, DeadlineRule, MonthEnd, Rest
from knowledge.holidays import Holiday, HolidayKind
from knowledge.key_dates import KeyDate, Status
from knowledge.models import Confidence, Language
from knowledge.periods import Unit
from tests.knowledge.test_documents import CARDS

YEARS = range(2026, 2034)
KNOWN_EASTERS = [
    date(2024, 3, 31),
    date(2026, 4, 5),
    date(2027, 3, 28),
    date(2028, 4, 16),
    date(2029, 4, 1),
    date(2030, 4, 21),
    date(2031, 4, 13),
    date(2032, 3, 28),
    date(2033, 4, 17),
    date(2038, 4, 25),  # the latest day that Easter can have
    date(2285, 3, 22),  # the earliest
]


def holiday(land: Country, key: str) -> Holiday:
    return next(found for found in land.holidays if found.id == key)


# --- deadlines --------------------------------------------------------------------------------------------------------


def test_every_rule_has_a_source_and_its_purpose_in_both_languages(land: Country) -> None:
    for rule in land.deadlines.values():
        assert rule.period.source and rule.counting.source, rule.id
        assert rule.purpose[Language.EN] != rule.purpose[Language.SW], rule.id


@pytest.mark.parametrize(
    ("key", "amount", "unit", "event", "article"),
    [
        ("president_declare", 7, Unit.DAYS, "poll", "138(10)"),
        ("president_file", 7, Unit.DAYS, "declaration", "140(1)"),
        ("president_decide", 14, Unit.DAYS, "filing", "140(2)"),
        ("president_fresh", 60, Unit.DAYS, "determination", "140(3)"),
        ("run_off", 30, Unit.DAYS, "poll", "138(5)"),
        ("petition_file", 28, Unit.DAYS, "declaration", "87(2)"),
        ("petition_decide", 6, Unit.MONTHS, "filing", "105(2)"),
        ("boundary_file", 30, Unit.DAYS, "gazette", "89(11)"),
        ("governor_vacancy", 60, Unit.DAYS, "speaker_acts", "182(5)"),
    ],
)
def test_a_deadline_of_the_constitution_is_counted_as_the_constitution_says(
    land: Country, key: str, amount: int, unit: Unit, event: str, article: str
) -> None:
    rule = land.deadlines[key]
    assert (rule.period.amount, rule.period.unit, rule.period.event) == (amount, unit, event)
    assert f"Art. {article}" in rule.period.source
    assert rule.counting.id == "constitution"
    assert rule.period.confidence is Confidence.STATUTE


def test_only_a_rule_of_the_constitution_is_counted_by_article_259(land: Country) -> None:
    for rule in land.deadlines.values():
        assert (rule.counting.id == "constitution") <= ("Constitution" in rule.period.source), rule.id


def test_a_time_before_an_event_is_counted_back_and_no_other(land: Country) -> None:
    for rule in land.deadlines.values():
        assert (rule.counting.id == "before") == rule.period.is_before, rule.id


def test_the_constitution_leaves_out_the_first_day_and_runs_on_over_sundays_and_holidays(land: Country) -> None:
    counting: Counting = land.countings["constitution"]
    assert (counting.counts_first_day, counting.counts_last_day, counting.short_days) == (False, True, 6)
    assert (counting.rest, counting.extends) == ((Rest.SUNDAY, Rest.PUBLIC_HOLIDAY), True)
    assert counting.month_end is MonthEnd.START_OF_SAME_DAY


def test_a_presidential_petition_ends_at_the_hour_of_the_registry(land: Country) -> None:
    rule: DeadlineRule = land.deadlines["president_file"]
    assert land.facts[f"hours.{rule.cutoff}"][Language.EN] == "14:00 (2 pm)"
    assert [other.id for other in land.deadlines.values() if other.cutoff] == ["president_file"]


def test_every_event_that_a_deadline_waits_for_can_be_asked_about_in_both_languages(land: Country) -> None:
    for rule in land.deadlines.values():
        asked = land.events[rule.period.event].ask
        assert all(words.endswith("?") for words in asked.values()), rule.id


# --- help lines -------------------------------------------------------------------------------------------------------

SURE = {
    "- From the body itself": {Confidence.OFFICIAL},
    "- From press reports": {Confidence.SECONDARY},
    "- From public lists only": {Confidence.SECONDARY},
    "- Not confirmed": {Confidence.UNCONFIRMED},
}


@pytest.mark.parametrize("key", ["ke-help-lines-checked", "ke-complaint-lines-checked"])
def test_the_cards_on_how_sure_the_numbers_are_say_what_the_lines_say(land: Country, key: str) -> None:
    card = next(document for document in CARDS if document.card.id == key)
    english = card.text.split("## sw")[0]
    groups = [line for line in english.splitlines() if line.startswith("- ")]
    assert {group.split(":")[0].split(" (")[0] for group in groups} <= set(SURE)
    for group in groups:
        for line in re.findall(r"\{line\.(\w+)\}", group):
            assert land.lines[line].confidence in SURE[group.split(":")[0]], line
    (named,) = re.findall(r"\{checked\.(\w+)\}", english)
    assert {land.lines[line].checked for line in re.findall(r"\{line\.(\w+)\}", english)} == {land.lines[named].checked}


# --- key dates --------------------------------------------------------------------------------------------------------


def test_polling_day_is_the_one_date_that_is_fixed(land: Country) -> None:
    fixed = [day for day in land.key_dates.values() if day.status is Status.FIXED]
    assert [(day.id, day.day) for day in fixed] == [("election", date(2027, 8, 10))]


def test_a_derived_date_is_what_its_rule_makes_of_polling_day(land: Country) -> None:
    """Reckoned here by hand, days only: no rule of rest is applied, the earlier day is the one to keep."""
    derived = [day for day in land.key_dates.values() if day.status is Status.DERIVED]
    assert derived
    for key_date in derived:
        period = land.deadlines[key_date.rule].period
        assert (period.event, period.unit) == ("poll", Unit.DAYS), key_date.id
        distance = timedelta(days=-period.amount if period.is_before else period.amount)
        assert key_date.day == land.election_day + distance, key_date.id


def test_what_nobody_has_announced_has_no_day_and_cannot_be_said(land: Country) -> None:
    waiting: list[KeyDate] = [day for day in land.key_dates.values() if day.status is Status.NOT_ANNOUNCED]
    assert {"registration_close", "campaign_end", "swearing_in", "president_petition_latest"} <= {
        key_date.id for key_date in waiting
    }
    for key_date in waiting:
        assert key_date.day is None
        assert f"date.{key_date.id}" not in land.facts


# --- holidays ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("easter", KNOWN_EASTERS, ids=str)
def test_easter_falls_on_its_sunday(easter: date) -> None:
    assert holidays.easter_sunday(easter.year) == easter


@pytest.mark.parametrize("year", range(1990, 2100))
def test_easter_is_always_a_sunday_of_spring(year: int) -> None:
    easter = holidays.easter_sunday(year)
    assert easter.strftime("%A") == "Sunday"
    assert date(year, 3, 22) <= easter <= date(year, 4, 25)


@pytest.mark.parametrize("year", YEARS)
def test_good_friday_and_easter_monday_follow_from_easter(land: Country, year: int) -> None:
    friday, monday = holiday(land, "good_friday").day(year), holiday(land, "easter_monday").day(year)
    assert friday is not None and monday is not None
    assert (friday.strftime("%A"), monday.strftime("%A"), (monday - friday).days) == ("Friday", "Monday", 3)


@pytest.mark.parametrize(("key", "month", "day"), [("madaraka", 6, 1), ("mashujaa", 10, 20), ("jamhuri", 12, 12)])
def test_the_national_days_stand_in_the_constitution(land: Country, key: str, month: int, day: int) -> None:
    found = holiday(land, key)
    assert [found.day(year) for year in YEARS] == [date(year, month, day) for year in YEARS]
    assert found.confidence is Confidence.STATUTE


def test_a_holiday_by_the_moon_or_by_decree_has_no_day_until_it_is_announced(land: Country) -> None:
    waiting = [found for found in land.holidays if found.kind in (HolidayKind.MOON, HolidayKind.DECREE)]
    assert {found.id for found in waiting} >= {"idd_ul_fitr", "idd_ul_azha", "polling_day"}
    for found in waiting:
        assert all(found.day(year) is None for year in YEARS), found.id


def test_an_announced_day_is_the_holiday_of_its_year_only() -> None:
    words = dict.fromkeys(Language, "Idd-ul-Fitr")
    day = date(2028, 2, 27)
    fitr = Holiday("fitr", words, HolidayKind.MOON, "Gazette", Confidence.OFFICIAL, announced=(day,))
    assert (fitr.day(2027), fitr.day(2028)) == (None, day)


def test_every_holiday_names_its_source(land: Country) -> None:
    for found in land.holidays:
        assert found.source and found.name[Language.SW], found.id


# --- phases and disputes ----------------------------------------------------------------------------------------------


def test_the_phases_come_in_the_order_of_an_election(land: Country) -> None:
    assert [phase.id for phase in land.phases] == [
        *("registration", "party_primaries", "nomination", "campaign", "silence", "polling_day", "counting"),
        *("declaration", "petition_window", "hearing", "run_off", "fresh_election", "after"),
    ]


def test_only_the_last_phase_stays_open(land: Country) -> None:
    assert [phase.id for phase in land.phases if not phase.ends] == ["after"]


def test_a_run_off_comes_only_where_nobody_won(land: Country) -> None:
    assert {phase.id: phase.only_if for phase in land.phases if phase.only_if} == {
        "run_off": "no_outright_winner",
        "fresh_election": "annulment",
    }


def test_every_card_of_a_dispute_exists(land: Country) -> None:
    known = {document.card.id for document in CARDS}
    for dispute in land.disputes:
        assert dispute.cards and set(dispute.cards) <= known, dispute.id


def test_every_card_before_which_a_day_or_the_clock_is_said_exists(land: Country) -> None:
    known = {document.card.id for document in CARDS}
    assert set(land.polling.cards) <= known
    for rule in land.deadlines.values():
        assert set(rule.cards) <= known, rule.id
    for phase in land.phases:
        assert set(phase.cards) <= known and (not phase.moment or phase.moment in known), phase.id


def test_every_fee_of_a_dispute_is_said_among_its_costs(land: Country) -> None:
    for dispute in land.disputes:
        assert {f"fee.{fee}" for fee in dispute.fees} <= set(dispute.cost.facts), dispute.id


def test_a_number_of_the_law_stands_in_no_clause_but_as_a_fact(land: Country) -> None:
    """A rule that is changed in one place is changed in all: no clause spells out days, months or sums of its own."""
    by_hand = {"after_president", "after_media"}  # the timetable of 2022, which no rule of the country holds
    for dispute in land.disputes:
        clauses = (dispute.who, dispute.where, dispute.time, dispute.cost, dispute.papers, dispute.first)
        for clause in (*clauses, dispute.after, dispute.appeal, dispute.lawyer):
            if clause is None or clause.id in by_hand:
                continue
            text = clause.words[Language.EN]
            for fact in clause.facts:
                text = text.replace(land.facts[fact][Language.EN], "")
            assert not re.search(r"\d+ (days|months|hours)|KSh", text), clause.id


def test_past_elections_have_their_days(land: Country) -> None:
    assert {event.election for event in land.past_events} == {"ke-2013", "ke-2017", "ke-2022"}
    assert all(event.source and event.day.year == int(event.election[-4:]) for event in land.past_events)


def test_the_result_of_every_seat_is_disputed_before_one_court(land: Country) -> None:
    results = [dispute for dispute in land.disputes if dispute.matter == "result"]
    courts = {office: dispute.body for dispute in results for office in dispute.offices}
    assert courts == {
        "president": "supreme_court",
        "governor": "high_court",
        "senator": "high_court",
        "mp": "high_court",
        "woman_rep": "high_court",
        "mca": "magistrate",
    }
    assert sum(len(dispute.offices) for dispute in results) == len(land.offices)


def test_a_presidential_petition_has_no_appeal_and_no_28_days(land: Country) -> None:
    president = next(dispute for dispute in land.disputes if dispute.id == "president_result")
    assert president.next == ()
    assert "petition_file" not in president.deadlines


def test_a_contest_fills_known_seats(land: Country) -> None:
    seats = {contest.id: contest.offices for contest in land.contests}
    assert seats["run_off"] == ("president",)
    assert set(seats["general_election"]) == {office.id for office in land.offices}
    assert "president" not in seats["by_election"]
