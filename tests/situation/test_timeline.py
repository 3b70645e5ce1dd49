"""The days and the phase of an election as they are known at a moment, in past elections and in the next."""

from datetime import UTC, date, datetime

import pytest

from bot.models import Anchor
from bot.situation import phases
from bot.situation.dates import Known, dates
from bot.situation.polls import PollsState, polls
from bot.situation.timeline import Timeline
from knowledge.country import Country

DECLARED = Anchor("1", "ke-2027", "declaration", date(2027, 8, 15), "the IEBC's notice", "president")


def at(land: Country, moment: str, *anchors: Anchor) -> Timeline:
    return Timeline(land, datetime.fromisoformat(moment).replace(tzinfo=land.zone), anchors)


def phase(timeline: Timeline) -> str:
    found = phases.current(timeline)
    return found.id if found else ""


# --- replays ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "election", "key", "day"),
    [
        ("2013-03-01T09:00", "ke-2013", "election", date(2013, 3, 4)),
        ("2013-03-01T09:00", "ke-2013", "president_declaration_latest", date(2013, 3, 11)),
        ("2013-03-10T09:00", "ke-2013", "president_petition_latest", date(2013, 3, 16)),
        ("2017-08-12T09:00", "ke-2017", "president_petition_latest", date(2017, 8, 18)),
        ("2022-08-16T09:00", "ke-2022", "president_petition_latest", date(2022, 8, 22)),
        ("2022-08-16T09:00", "ke-2022", "run_off_latest", date(2022, 9, 8)),
        ("2027-08-09T09:00", "ke-2027", "election", date(2027, 8, 10)),
        ("2027-08-20T09:00", "ke-2027", "president_declaration_latest", date(2027, 8, 17)),
    ],
)
def test_a_moment_knows_the_days_of_its_own_election(
    land: Country, moment: str, election: str, key: str, day: date
) -> None:
    timeline = at(land, moment)
    assert (timeline.election, timeline.date_of(key)) == (election, day)


@pytest.mark.parametrize(
    ("moment", "rule", "last"),
    [
        ("2013-03-17T09:00", "president_decide", date(2013, 3, 30)),
        ("2017-08-19T09:00", "president_decide", date(2017, 9, 1)),
        ("2017-09-02T09:00", "president_fresh", date(2017, 10, 31)),
        ("2022-08-23T09:00", "president_decide", date(2022, 9, 5)),
    ],
)
def test_what_follows_a_filing_or_a_judgment_is_known_once_it_happened(
    land: Country, moment: str, rule: str, last: date
) -> None:
    found = at(land, moment).due_by(rule, "president")
    assert found is not None and found.last_day == last


@pytest.mark.parametrize(
    ("moment", "rule"),
    [
        ("2013-03-01T09:00", "president_file"),
        ("2022-08-14T23:00", "president_file"),
        ("2017-08-30T09:00", "president_fresh"),
    ],
)
def test_what_lies_ahead_is_not_known(land: Country, moment: str, rule: str) -> None:
    assert at(land, moment).due_by(rule, "president") is None


def test_the_hour_of_the_registry_is_said_of_todays_election_alone(land: Country) -> None:
    then = at(land, "2017-08-12T09:00").due_by("president_file", "president")
    now = at(land, "2027-08-16T09:00", DECLARED).due_by("president_file", "president")
    assert then and then.cutoff is None
    assert now and now.cutoff == land.hours["president_petition_cutoff"]


def test_a_day_is_that_of_the_country_and_not_of_greenwich(land: Country) -> None:
    assert Timeline(land, datetime(2027, 8, 9, 21, 30, tzinfo=UTC)).today == date(2027, 8, 10)


# --- anchors ----------------------------------------------------------------------------------------------------------


def test_an_anchor_is_of_its_seat_and_area(land: Country) -> None:
    nakuru = Anchor("2", "ke-2027", "declaration", date(2027, 8, 13), "the returning officer", "governor", "32")
    timeline = at(land, "2027-08-20T09:00", DECLARED, nakuru)
    assert timeline.anchor("declaration", "president") == DECLARED
    assert timeline.anchor("declaration", "governor", ("32",)) == nakuru
    assert timeline.anchor("declaration", "governor", ("47",)) is None
    assert timeline.anchor("declaration", "governor") is None
    assert timeline.anchor("declaration", "senator", ("32",)) is None


def test_an_anchor_of_tomorrow_is_not_known_today(land: Country) -> None:
    assert at(land, "2027-08-14T09:00", DECLARED).anchor("declaration", "president") is None


# --- dates ------------------------------------------------------------------------------------------------------------


def test_the_list_says_what_is_fixed_counted_expected_and_unknown(land: Country) -> None:
    found = {dated.key_date.id: (dated.day, dated.known) for dated in dates(at(land, "2026-11-20T09:00"))}
    assert set(found) == set(land.key_dates)
    assert found["election"] == (date(2027, 8, 10), Known.FIXED)
    assert found["transfer_deadline"] == (date(2027, 5, 12), Known.COUNTED)
    assert found["campaign_end"] == (date(2027, 8, 7), Known.EXPECTED)
    assert found["registration_close"] == (None, Known.UNKNOWN)
    assert found["president_petition_latest"] == (None, Known.UNKNOWN)


def test_every_day_counted_from_the_poll_is_what_the_rule_gives(land: Country) -> None:
    """The day written in country.toml, and the one that the rule computes, are the same."""
    timeline = at(land, "2026-11-20T09:00")
    for key_date in land.key_dates.values():
        if key_date.rule and key_date.day:
            found = timeline.due_by(key_date.rule)
            assert found is not None and found.last_day == key_date.day, key_date.id


def test_a_recorded_declaration_gives_the_day_of_the_petition(land: Country) -> None:
    found = {dated.key_date.id: dated for dated in dates(at(land, "2027-08-16T09:00", DECLARED))}
    assert found["president_petition_latest"].day == date(2027, 8, 22)


def test_a_declaration_for_the_country_gives_no_day_to_the_other_seats(land: Country) -> None:
    """A governor was declared on another day, and the wrong one would be too late."""
    found = {dated.key_date.id: dated for dated in dates(at(land, "2027-08-16T09:00", DECLARED))}
    assert found["petition_latest"].day is None


def test_of_a_past_election_only_what_is_known_is_listed(land: Country) -> None:
    found = {dated.key_date.id: dated for dated in dates(at(land, "2022-08-16T09:00"))}
    assert all(dated.day for dated in found.values())
    assert {"election", "president_petition_latest"} <= found.keys()
    assert found.keys().isdisjoint({"transfer_deadline", "campaign_end"}), "rules of today's Acts"


# --- phases -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-20T09:00", "registration"),
        ("2027-06-11T23:59", "registration"),
        ("2027-06-12T00:00", ""),  # nobody has announced what comes between
        ("2027-08-07T23:59", ""),
        ("2027-08-08T00:00", "silence"),
        ("2027-08-09T09:00", "silence"),
        ("2027-08-10T00:00", "polling_day"),
        ("2027-08-10T16:59", "polling_day"),
        ("2027-08-10T17:00", "counting"),
        ("2027-08-11T00:00", "declaration"),
        ("2027-08-17T23:59", "declaration"),
        ("2027-08-18T00:00", "petition_window"),
        ("2027-08-20T09:00", "petition_window"),
        ("2027-09-14T12:00", "petition_window"),
        ("2027-09-15T12:00", "hearing"),
        ("2028-03-13T12:00", "hearing"),
        ("2028-03-15T12:00", ""),
        ("2013-03-01T09:00", ""),
        ("2013-03-03T09:00", "silence"),
        ("2017-08-12T09:00", "petition_window"),
        ("2017-09-02T09:00", "fresh_election"),
        ("2022-08-16T09:00", "petition_window"),
        ("2022-09-20T09:00", "after"),
    ],
)
def test_the_phase_of_a_moment(land: Country, moment: str, expected: str) -> None:
    assert phase(at(land, moment)) == expected


def test_a_recorded_declaration_ends_the_waiting(land: Country) -> None:
    assert phase(at(land, "2027-08-15T20:00", DECLARED)) == "petition_window"


def test_a_run_off_comes_only_where_it_is_recorded_that_nobody_won(land: Country) -> None:
    nobody = Anchor("3", "ke-2027", "no_outright_winner", date(2027, 8, 16), "the IEBC's notice", "president")
    assert phase(at(land, "2027-08-20T09:00", DECLARED, nobody)) == "run_off"


# --- the clock of polling day -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        ("2027-08-09T12:00", PollsState.ANOTHER_DAY),
        ("2027-08-10T05:59", PollsState.LATER_TODAY),
        ("2027-08-10T06:00", PollsState.OPEN),
        ("2027-08-10T16:59", PollsState.OPEN),
        ("2027-08-10T17:00", PollsState.CLOSED),
        ("2027-08-11T08:00", PollsState.OVER),
    ],
)
def test_polls_are_open_by_the_clock(land: Country, moment: str, state: PollsState) -> None:
    assert polls(at(land, moment)).state is state
