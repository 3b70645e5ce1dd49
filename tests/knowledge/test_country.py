"""country.toml: what it says is said in both languages, and nothing else is."""

import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge import country, facts
from knowledge.country import Country
from knowledge.errors import CardError
from knowledge.models import Language
from tests.harness.library import REAL

REAL_FILE = REAL / "ke" / "country.toml"
TABLE = tomllib.loads(REAL_FILE.read_text(encoding="utf-8"))
FACTS = sorted(country.read(REAL_FILE).facts)
SAID = [
    ("hours.open", "06:00 (6 am)", "saa kumi na mbili asubuhi (6:00 AM)"),
    ("hours.close", "17:00 (5 pm)", "saa kumi na moja jioni (5:00 PM)"),
    ("date.election", "Tuesday 10 August 2027", "Jumanne tarehe 10 Agosti 2027"),
    ("fee.petition.president.security", "KSh 1,000,000", "KSh 1,000,000"),
    ("period.president_decide", "14 days", "siku 14"),
    ("period.petition_decide", "6 months", "miezi 6"),
    ("count.stations_2022", "46,229", "46,229"),
    ("line.police", "999 / 112 / 911", "999 / 112 / 911"),
    ("line.ipoa_email", "complaints@ipoa.go.ke", "complaints@ipoa.go.ke"),
    ("checked.police", "20 November 2026", "20 Novemba 2026"),
]


def numbers(text: str) -> list[str]:
    return re.findall(r"\d+", text)


@pytest.mark.parametrize(("fact", "english", "swahili"), SAID)
def test_a_fact_is_said_in_the_habit_of_each_language(land: Country, fact: str, english: str, swahili: str) -> None:
    assert land.fill(f"({{{fact}}})", Language.EN, REAL_FILE) == f"({english})"
    assert land.fill(f"({{{fact}}})", Language.SW, REAL_FILE) == f"({swahili})"


@pytest.mark.parametrize("fact", [fact for fact in FACTS if not fact.startswith("hours.")])
def test_a_fact_has_the_same_numbers_in_both_languages(land: Country, fact: str) -> None:
    english, swahili = land.facts[fact][Language.EN], land.facts[fact][Language.SW]
    assert numbers(english) == numbers(swahili) != [] or "@" in english


@pytest.mark.parametrize("fact", [fact for fact in FACTS if fact.startswith("hours.")])
def test_an_hour_has_the_same_figure_in_both_languages(land: Country, fact: str) -> None:
    hour = TABLE["hours"][fact.removeprefix("hours.")]["value"]
    figure = f"{int(hour[:2]) % 12 or 12}:{hour[3:]} {'AM' if int(hour[:2]) < 12 else 'PM'}"
    assert land.facts[fact][Language.EN].startswith(f"{hour} (")
    assert land.facts[fact][Language.SW].startswith("saa ")
    assert land.facts[fact][Language.SW].endswith(f"({figure})")


def test_every_entry_with_a_value_is_a_fact(land: Country) -> None:
    def names(entry: Any, prefix: str) -> set[str]:
        if not isinstance(entry, dict):
            return set()
        if "value" in entry:
            return {prefix}
        return {name for key, inner in entry.items() for name in names(inner, f"{prefix}.{key}")}

    valued = {name for family in facts.FAMILIES for name in names(TABLE[family], family)}
    assert set(land.facts) == valued | {f"checked.{line}" for line in TABLE["line"]}


def test_a_date_that_is_not_announced_is_no_fact(land: Country) -> None:
    assert "date.registration_close" not in land.facts
    with pytest.raises(CardError):
        land.fill("{date.registration_close}", Language.EN, Path("a.md"))


@pytest.mark.parametrize("name", ["hours.opening", "line", "", " hours.open", "0"])
def test_an_unknown_fact_is_refused_with_the_file_and_the_remedy(land: Country, name: str) -> None:
    with pytest.raises(CardError) as caught:
        land.fill(f"It opens at {{{name}}}.", Language.SW, Path("polling/hours.md"))
    assert str(caught.value).startswith(f"polling/hours.md: {{{name}}} is not a fact of country.toml.")
    assert "Correct the name or add it there." in str(caught.value)


def test_text_without_facts_stays_as_it_is(land: Country) -> None:
    assert land.fill("Go early.", Language.EN, REAL_FILE) == "Go early."


def test_phones_are_kept_as_digits_only(land: Country) -> None:
    assert {"999", "1195", "0800722203", "0202877000"} <= land.phones()
    assert all(phone.isdigit() for phone in land.phones())


def test_the_47_counties_have_their_codes_and_names_once(land: Country) -> None:
    assert [county.county for county in land.counties] == [str(code) for code in range(1, 48)]
    assert len({county.name for county in land.counties}) == 47


def test_every_county_has_a_seat_a_former_province_and_a_point_in_kenya(land: Country) -> None:
    for county in land.counties:
        latitude, longitude = county.point
        assert -4.8 < latitude < 5.1 and 33.8 < longitude < 42, county.name
        assert county.seat and county.former_province, county.name


def test_the_290_constituencies_each_lie_in_one_county(land: Country) -> None:
    assert [constituency.code for constituency in land.constituencies] == [str(code) for code in range(1, 291)]
    assert len({constituency.name for constituency in land.constituencies}) == 290
    assert {constituency.county for constituency in land.constituencies} == {county.county for county in land.counties}


@pytest.mark.parametrize(
    ("code", "name", "county"),
    [
        ("1", "Changamwe", "1"),
        ("45", "Moyale", "10"),
        ("141", "Soy", "27"),
        ("213", "Hamisi", "38"),
        ("274", "Westlands", "47"),
        ("290", "Mathare", "47"),
    ],
)
def test_a_constituency_has_the_number_of_the_commission(land: Country, code: str, name: str, county: str) -> None:
    found = next(constituency for constituency in land.constituencies if constituency.code == code)
    assert (found.name, found.county) == (name, county)


def test_no_name_of_a_place_stands_twice(land: Country) -> None:
    places = (*land.counties, *land.places)
    named = Counter(_plain(name) for place in places for name in {_plain(place.name), *map(_plain, place.aliases)})
    assert {name for name, times in named.items() if times > 1} == set()


def test_no_place_is_named_by_what_is_marked_ambiguous(land: Country) -> None:
    places = (*land.counties, *land.places)
    named = {_plain(name) for place in places for name in (place.name, *place.aliases)}
    assert named & {_plain(name.name) for name in land.ambiguous} == set()


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("'", "").replace("-", " ").split())


def test_there_are_as_many_seats_as_the_card_on_the_seats_says(land: Country) -> None:
    assert land.facts["count.seats"][Language.EN] == f"{sum(office.seats for office in land.offices):,}" == "1,882"
    seats = {office.id: office.seats for office in land.offices}
    assert (seats["mp"], seats["governor"]) == (len(land.constituencies), len(land.counties))


def test_the_election_is_on_the_second_tuesday_of_august(land: Country) -> None:
    assert (land.election_day.month, land.election_day.strftime("%A")) == (8, "Tuesday")
    assert 8 <= land.election_day.day <= 14


def test_every_help_line_says_where_its_number_comes_from_and_when_it_was_checked(land: Country) -> None:
    for line in land.lines.values():
        assert line.source, line.id
        assert line.checked >= date(2026, 11, 1), line.id
        assert line.body in land.bodies, line.id


def test_a_line_says_its_hours_only_where_somebody_said_them(land: Country) -> None:
    hours = land.lines["ipoa"].hours
    assert hours is not None and hours[Language.EN] == "Monday to Friday, 08:00 to 17:00"
    assert land.lines["red_cross"].hours is None
