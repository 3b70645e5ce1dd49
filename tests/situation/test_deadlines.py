"""Deadlines: every rule on every day of eight years, against the words of the Constitution reckoned another way."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from bot.situation.deadlines import Due, due, standing
from bot.situation.rest_days import RestDays
from knowledge.country import Country
from knowledge.deadline_rules import DeadlineRule, Rest
from knowledge.periods import Unit

DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range((date(2034, 1, 1) - date(2026, 1, 1)).days)]
SUNDAY = 6


@pytest.fixture(scope="module")
def rest(land: Country) -> RestDays:
    return RestDays(land.holidays)


def in_days(rule: DeadlineRule, amount: int) -> DeadlineRule:
    return replace(rule, period=replace(rule.period, amount=amount))


def rules(land: Country, unit: Unit) -> list[DeadlineRule]:
    return [rule for rule in land.deadlines.values() if rule.period.unit is unit]


# --- the words of Art. 259 --------------------------------------------------------------------------------------------


def test_the_first_day_is_excluded_and_the_last_included(land: Country, rest: RestDays) -> None:
    """Art. 259(5)(a): as many days lie after the event, up to and with the last, as the law names."""
    for rule in rules(land, Unit.DAYS):
        for start in DAYS:
            found = due(rule, start, rest)
            passed = found.last_day - start if not rule.period.is_before else start - found.last_day
            assert passed.days == rule.period.amount, (rule.id, start)


@pytest.mark.parametrize("amount", range(1, 7))
def test_a_time_of_six_days_or_less_counts_no_sunday_and_no_holiday(land: Country, rest: RestDays, amount: int) -> None:
    """Art. 259(6): of the days after the event, as many as the law names are none of these, the last one of them."""
    rule = in_days(land.deadlines["president_file"], amount)
    for start in DAYS:
        last = due(rule, start, rest).last_day
        after = [start + timedelta(days=number) for number in range(1, (last - start).days + 1)]
        counted = [day for day in after if day.weekday() != SUNDAY and not rest.is_holiday(day)]
        assert len(counted) == amount and counted[-1] == last, start


def test_seven_days_count_the_sunday_between(land: Country, rest: RestDays) -> None:
    rule = land.deadlines["president_file"]
    assert due(in_days(rule, 6), date(2027, 8, 12), rest).last_day == date(2027, 8, 19)
    assert due(rule, date(2027, 8, 12), rest).last_day == date(2027, 8, 19)


def test_months_end_at_the_beginning_of_the_same_day_or_of_the_months_last(land: Country, rest: RestDays) -> None:
    """Art. 259(5)(b): the last whole day is the one before."""
    for rule in rules(land, Unit.MONTHS):
        for start in DAYS:
            end = due(rule, start, rest).last_day + timedelta(days=1)
            months = (end.year - start.year) * 12 + end.month - start.month
            is_last_of_month = (end + timedelta(days=1)).day == 1
            assert months == rule.period.amount, (rule.id, start)
            assert end.day == start.day or (is_last_of_month and end.day < start.day), (rule.id, start)


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (date(2027, 9, 14), date(2028, 3, 13)),
        (date(2027, 8, 31), date(2028, 2, 28)),  # leap year: it ends at the beginning of the 29th
        (date(2026, 8, 31), date(2027, 2, 27)),
        (date(2026, 8, 28), date(2027, 2, 27)),
        (date(2028, 2, 29), date(2028, 8, 28)),
        (date(2026, 12, 31), date(2027, 6, 29)),  # June has 30 days
    ],
)
def test_six_months_from_a_filing(land: Country, rest: RestDays, start: date, last: date) -> None:
    assert due(land.deadlines["petition_decide"], start, rest).last_day == last


def test_years_end_at_the_beginning_of_the_same_date(land: Country, rest: RestDays) -> None:
    rule = land.deadlines["petition_decide"]
    rule = replace(rule, period=replace(rule.period, amount=5, unit=Unit.YEARS))
    assert due(rule, date(2027, 8, 10), rest).last_day == date(2032, 8, 9)
    assert due(rule, date(2028, 2, 29), rest).last_day == date(2033, 2, 27)


def test_a_time_that_ends_on_a_sunday_or_holiday_may_run_on_to_the_next_other_day(
    land: Country, rest: RestDays
) -> None:
    """Art. 259(7), for every rule that knows it; and never is the day to keep the later one."""
    for rule in land.deadlines.values():
        for start in DAYS:
            found = due(rule, start, rest)
            end = found.last_day + timedelta(days=rule.period.unit is not Unit.DAYS)
            if not rule.counting.extends or not rest.is_rest(end, rule.counting.rest):
                assert found.extended is None, (rule.id, start)
                continue
            assert found.extended is not None and found.extended > end, (rule.id, start)
            between = [end + timedelta(days=number) for number in range((found.extended - end).days)]
            assert all(rest.is_rest(day, rule.counting.rest) for day in between), (rule.id, start)
            assert not rest.is_rest(found.extended, rule.counting.rest), (rule.id, start)


def test_the_working_day_never_lies_after_the_day_to_keep(land: Country, rest: RestDays) -> None:
    for rule in land.deadlines.values():
        for start in DAYS:
            found = due(rule, start, rest)
            assert found.working_day <= found.last_day, (rule.id, start)
            assert found.working_day.weekday() < 5 and not rest.is_holiday(found.working_day), (rule.id, start)


def test_hours_from_an_event_end_no_later_than_they_would_from_the_first_hour_of_its_day(
    land: Country, rest: RestDays
) -> None:
    assert due(land.deadlines["code_appeal"], date(2027, 7, 1), rest).last_day == date(2027, 7, 2)


def test_48_hours_before_polling_day_leave_the_third_day_before_it(land: Country, rest: RestDays) -> None:
    """In 2022 campaigns ended on 6 August for a poll on the 9th."""
    assert due(land.deadlines["campaign_silence"], date(2022, 8, 9), rest).last_day == date(2022, 8, 6)
    assert due(land.deadlines["campaign_silence"], date(2027, 8, 10), rest).last_day == date(2027, 8, 7)


def test_an_arrested_person_may_be_brought_to_court_on_the_next_court_day(land: Country, rest: RestDays) -> None:
    found = due(land.deadlines["arrest_court"], date(2027, 8, 13), rest)  # a Friday
    assert (found.last_day, found.extended) == (date(2027, 8, 13), date(2027, 8, 16))


def test_months_are_not_counted_back(land: Country, rest: RestDays) -> None:
    rule = land.deadlines["petition_decide"]
    with pytest.raises(ValueError, match="counted back"):
        due(replace(rule, period=replace(rule.period, is_before=True)), date(2027, 8, 10), rest)


# --- what history says ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "start", "last"),
    [
        ("president_file", date(2013, 3, 9), date(2013, 3, 16)),
        ("president_decide", date(2013, 3, 16), date(2013, 3, 30)),
        ("president_declare", date(2017, 8, 8), date(2017, 8, 15)),
        ("president_file", date(2017, 8, 11), date(2017, 8, 18)),
        ("president_decide", date(2017, 8, 18), date(2017, 9, 1)),
        ("president_fresh", date(2017, 9, 1), date(2017, 10, 31)),  # it was held on the 26th
        ("president_file", date(2022, 8, 15), date(2022, 8, 22)),
        ("president_decide", date(2022, 8, 22), date(2022, 9, 5)),
        ("president_declare", date(2027, 8, 10), date(2027, 8, 17)),
        ("run_off", date(2027, 8, 10), date(2027, 9, 9)),
        ("transfer", date(2027, 8, 10), date(2027, 5, 12)),
        ("transfer_entered", date(2027, 8, 10), date(2027, 6, 11)),
        ("petition_file", date(2027, 8, 12), date(2027, 9, 9)),
    ],
)
def test_the_days_of_past_and_coming_elections(
    land: Country, rest: RestDays, key: str, start: date, last: date
) -> None:
    assert due(land.deadlines[key], start, rest).last_day == last


# --- holidays ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "day",
    [
        date(2022, 12, 27),  # Christmas on a Sunday, and the Monday is Boxing Day: gazetted so in 2022
        date(2027, 12, 27),  # Boxing Day on a Sunday
        date(2027, 3, 26),  # Good Friday
        date(2027, 3, 29),
        date(2033, 1, 1),
        date(2028, 1, 1),
        date(2026, 6, 1),
    ],
)
def test_a_holiday_that_falls_on_a_sunday_is_kept_on_the_next_other_day(rest: RestDays, day: date) -> None:
    assert rest.is_holiday(day)


def test_a_day_that_is_no_holiday_is_none(rest: RestDays) -> None:
    assert not rest.is_holiday(date(2027, 8, 20)) and not rest.is_holiday(date(2027, 12, 28))


def test_holidays_by_the_moon_or_by_decree_are_unknown_until_they_are_announced(land: Country) -> None:
    rest = RestDays(land.holidays)
    found = due(land.deadlines["petition_file"], date(2027, 8, 15), rest)
    assert {holiday.id for holiday in found.unknown} >= {"idd_ul_fitr", "idd_ul_azha", "other_by_notice"}
    told = tuple(
        replace(holiday, announced=(date(2027, 9, 9),)) if holiday.id == "idd_ul_fitr" else holiday
        for holiday in land.holidays
    )
    known = due(land.deadlines["petition_file"], date(2027, 8, 12), RestDays(told))
    assert "idd_ul_fitr" not in {holiday.id for holiday in known.unknown}
    assert (known.last_day, known.extended) == (date(2027, 9, 9), date(2027, 9, 10))


def test_polling_day_is_named_as_open_only_where_a_time_touches_it(land: Country, rest: RestDays) -> None:
    """Its day is known; whether it is made a holiday is not, so nothing is counted by it until the Gazette says so."""
    rule = land.deadlines["president_file"]
    after = due(rule, date(2027, 8, 15), rest)
    assert "polling_day" not in {holiday.id for holiday in after.unknown}
    over = due(rule, date(2027, 8, 3), rest)
    assert "polling_day" in {holiday.id for holiday in over.unknown}
    assert (over.last_day, over.extended) == (date(2027, 8, 10), None)
    told = tuple(
        replace(holiday, announced=(date(2027, 8, 10),)) if holiday.id == "polling_day" else holiday
        for holiday in land.holidays
    )
    announced = due(rule, date(2027, 8, 3), RestDays(told))
    assert (announced.last_day, announced.extended) == (date(2027, 8, 10), date(2027, 8, 11))


def test_in_another_year_no_general_election_is_waited_for(land: Country, rest: RestDays) -> None:
    assert "polling_day" not in {
        holiday.id for holiday in due(land.deadlines["petition_file"], date(2029, 5, 3), rest).unknown
    }


def test_a_plain_count_waits_for_no_holiday(land: Country, rest: RestDays) -> None:
    assert due(land.deadlines["transfer"], date(2027, 8, 10), rest).unknown == ()


def test_a_court_sits_neither_on_saturday_nor_on_sunday_nor_on_a_holiday(rest: RestDays) -> None:
    kinds = (Rest.NOT_A_COURT_DAY,)
    assert [rest.is_rest(date(2027, 8, day), kinds) for day in (20, 21, 22, 23)] == [False, True, True, False]
    assert rest.is_rest(date(2027, 12, 27), kinds)


# --- how it stands ----------------------------------------------------------------------------------------------------


@pytest.fixture
def filing(land: Country, rest: RestDays) -> Due:
    """Declared on Sunday 15 August 2027: to be filed by Sunday the 22nd, before 14:00."""
    return due(land.deadlines["president_file"], date(2027, 8, 15), rest, time(14))


def test_a_deadline_on_a_sunday_names_the_friday_before_and_the_monday_after(filing: Due) -> None:
    days = (filing.working_day, filing.last_day, filing.extended)
    assert days == (date(2027, 8, 20), date(2027, 8, 22), date(2027, 8, 23))


@pytest.mark.parametrize(
    ("now", "left", "is_passed", "may_run_on"),
    [
        (datetime(2027, 8, 15, 20), 7, False, False),
        (datetime(2027, 8, 22, 13, 59), 0, False, False),
        (datetime(2027, 8, 22, 14, 0), 0, True, True),
        (datetime(2027, 8, 23, 9), -1, True, True),
        (datetime(2027, 8, 24, 0), -2, True, False),
    ],
)
def test_days_are_left_until_the_hour_of_the_last_day(
    filing: Due, now: datetime, left: int, is_passed: bool, may_run_on: bool
) -> None:
    found = standing(filing, now)
    assert (found.days_left, found.is_passed, found.may_run_on) == (left, is_passed, may_run_on)


def test_without_an_hour_the_last_day_counts_to_its_end(land: Country, rest: RestDays) -> None:
    found = due(land.deadlines["petition_file"], date(2027, 8, 12), rest)
    assert not standing(found, datetime(2027, 9, 9, 23, 59)).is_passed
    assert standing(found, datetime(2027, 9, 10)).is_passed
