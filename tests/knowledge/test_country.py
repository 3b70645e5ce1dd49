"""country.toml: what it says is said in both languages, and nothing else is."""

import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from knowledge import country, facts
from knowledge.country import Country
from knowledge.errors import CardError, KnowledgeError
from knowledge.models import Language
from tests.harness.library import REAL

REAL_FILE = REAL / "ke" / "country.toml"
TABLE = tomllib.loads(REAL_FILE.read_text(encoding="utf-8"))
FACTS = sorted(country.read(REAL_FILE).facts)
REQUIRED = (
    *("code", "name", "timezone", "currency", "election", "past_elections", "line", "body", "menu", "office"),
    *("date", "hours", "fee", "period", "count", "event", "counting", "deadline", "holiday", "phase"),
    *("contest", "dispute", "county", "place", "ambiguous"),
)
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


@pytest.fixture
def table() -> dict[str, Any]:
    """The real country.toml, to be changed."""
    return tomllib.loads(REAL_FILE.read_text(encoding="utf-8"))


def written(folder: Path, table: dict[str, Any]) -> Path:
    file = folder / "country.toml"
    file.write_text(tomli_w.dumps(table), encoding="utf-8")
    return file


def refusal(folder: Path, table: dict[str, Any]) -> str:
    with pytest.raises(KnowledgeError) as caught:
        country.read(written(folder, table))
    return str(caught.value)


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


def test_a_changed_hour_is_said_anew_in_both_languages(table: dict[str, Any], tmp_path: Path) -> None:
    table["hours"]["open"]["value"] = "07:30"
    changed = country.read(written(tmp_path, table))
    assert changed.facts["hours.open"] == {
        Language.EN: "07:30 (7:30 am)",
        Language.SW: "saa moja na dakika 30 asubuhi (7:30 AM)",
    }


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


@pytest.mark.parametrize("key", REQUIRED)
def test_a_country_without_a_key_is_refused_and_the_key_is_named(
    table: dict[str, Any], tmp_path: Path, key: str
) -> None:
    del table[key]
    said = refusal(tmp_path, table)
    assert said.startswith(f"{tmp_path / 'country.toml'}: ")
    assert f"'{key}'" in said or f"`{key}`" in said


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("timezone",), "Africa/Nowhere"),
        (("hours", "open", "value"), "6 o'clock"),
        (("hours", "open", "value"), 6),
        (("date", "election", "value"), "10 August 2027"),
        (("date", "transfer_deadline", "value"), "2027-05-12"),
        (("period", "run_off", "unit"), "fortnights"),
        (("count", "seats", "value"), "many"),
        (("fee", "sms_check", "value"), "ten"),
        (("line", "police", "value"), 999),
        (("line",), ["999"]),
        (("menu", "polling"), 7),
    ],
)
def test_a_wrong_value_is_refused_with_a_sentence(
    table: dict[str, Any], tmp_path: Path, path: tuple[str, ...], value: object
) -> None:
    inner = table
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    said = refusal(tmp_path, table)
    assert said.startswith(f"{tmp_path / 'country.toml'}: ")
    assert "is missing or wrong." in said


WRONG: list[tuple[tuple[str | int, ...], object, str]] = [
    (("phaze",), {}, "at the top: `phaze` is not a key"),
    (("name",), {"en": "Kenya"}, "`name` must be given in every language"),
    (("name",), {"en": "Kenya", "sw": "Kenya", "fr": "Kenya"}, "`name` must be given in every language and no other"),
    (("body", "iebc"), "IEBC", "[body]: `iebc` must be given in every language"),
    (("line", "police", "name"), {"en": "Police"}, "[line.police]: `name` must be given in every language"),
    (("line", "police", "body"), "polisi", '[line.police]: `body` names "polisi", which is no body of this file'),
    (("line", "police", "checked"), "20 November 2026", "[line.police]: `checked` must be a day without quotes"),
    (("line", "police", "fax"), "1", "[line.police]: `fax` is not a key of this table"),
    (("line", "police", "confidence"), "sure", '[line.police]: `confidence` is "sure"; it must be one of: official'),
    (("hours", "open", "value2"), "07:00", "[hours.open]: `value2` is not a key"),
    (("fee", "sms_check", "confidence"), "cheap", "[fee.sms_check]: `confidence` is"),
    (("date", "election", "status"), "sure", '[date.election]: `status` is "sure"'),
    (("date", "registration_close", "value"), date(2027, 4, 1), "[date.registration_close]: `value` is given although"),
    (("date", "transfer_deadline", "rule"), "move", '`rule` names "move", which is no deadline'),
    (("event", "poll", "date"), "poll", '[event.poll]: `date` names "poll", which is no date'),
    (("period", "run_off", "from"), "vote", '[period.run_off]: `from` names "vote", which is no event'),
    (("period", "run_off", "before"), "poll", "[period.run_off]: `from` or `before`: give exactly one"),
    (("period", "run_off", "value"), 0, "[period.run_off]: `value` is 0; it must be 1 or more"),
    (("period", "run_off", "unit"), "weeks", "'weeks'"),
    (("counting", "act", "rest"), ["monday"], '[counting.act]: `rest` is "monday"; it must be one of: sunday'),
    (("counting", "act", "extends"), "yes", "[counting.act]: `extends` must be true or false"),
    (("deadline", 0, "period"), "soon", '[[deadline]] president_declare: `period` names "soon", which is no period'),
    (("deadline", 0, "counted"), "fast", '`counted` names "fast", which is no counting'),
    (("deadline", 0, "if_unknown"), "guess", '`if_unknown` is "guess"; it must be one of: ask, say_the_rule'),
    (("deadline", 1, "cutoff"), "noon", '`cutoff` names "noon", which is no hour'),
    (("deadline", 1, "id"), "president_declare", '[[deadline]] number 2: `id` is "president_declare" once more'),
    (("holiday", 0, "kind"), "lunar", '[[holiday]] new_year: `kind` is "lunar"'),
    (("holiday", 0, "day"), 32, "[[holiday]] new_year: `day` is no day of that month"),
    (("holiday", 0, "announced"), [], "[[holiday]] new_year: `announced` is not a key"),
    (("phase", 0, "starts"), "event.never", '[[phase]] registration: `starts` names "event.never"'),
    (("phase", 0, "ends"), ["date.never"], '[[phase]] registration: `ends` names "date.never"'),
    (("phase", 0, "stage"), "lunch", '[[phase]] registration: `stage` is "lunch"'),
    (("office", 0, "area"), "village", '[[office]] president: `area` is "village"'),
    (("office", 0, "aliases"), {"en": ["president"]}, "[[office]] president: `aliases` must be a list in every"),
    (("contest", 0, "offices"), ["king"], '[[contest]] general_election: `offices` names "king", which is no office'),
    (("dispute", 0, "offices"), ["king"], '[[dispute]] president_result: `offices` names "king", which is no office'),
    (("dispute", 0, "body"), "court", '`body` names "court", which is no body'),
    (("dispute", 0, "deadlines"), ["soon"], '`deadlines` names "soon", which is no deadline'),
    (("dispute", 0, "fees"), ["bribe"], '`fees` names "bribe", which is no fee'),
    (("dispute", 0, "next"), ["heaven"], '`next` names "heaven", which is no dispute'),
    (("dispute", 0, "matter"), "love", '[[dispute]] president_result: `matter` is "love"'),
    (("dispute", 0, "offices"), ["mca", "mca"], "`offices` names something twice"),
    (("county", 0, "code"), 2, '[[county]] number 2: `code` is "2" once more'),
    (("county", 0, "point"), [1, 2], "[[county]] 1: `point` must be latitude and longitude"),
    (("county", 0, "constituencies"), "Mvita", "[[county]] 1: `constituencies` must be a list"),
    (("place", 0, "county"), 48, "names county 48, which is no county of this file"),
    (("ambiguous", 0, "counties"), [48], "[[ambiguous]] Rongai: `counties` names county 48"),
    (("ambiguous", 0, "why"), "odd", '[[ambiguous]] Rongai: `why` is "odd"'),
]


@pytest.mark.parametrize(("path", "value", "said"), WRONG, ids=lambda value: str(value)[:40])
def test_what_is_wrong_or_unknown_is_refused_with_its_place_and_a_remedy(
    table: dict[str, Any], tmp_path: Path, path: tuple[str | int, ...], value: object, said: str
) -> None:
    inner: Any = table
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    refused = refusal(tmp_path, table)
    assert refused.startswith(f"{tmp_path / 'country.toml'}: ")
    assert said in refused


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (("deadline", 0, "purpose"), "[[deadline]] president_declare: `purpose` is missing. Add it"),
        (("date", "transfer_deadline", "rule"), "[date.transfer_deadline]: `rule` is missing"),
        (("date", "election", "confidence"), "[date.election]: `confidence` is missing"),
        (("line", "police", "checked"), "[line.police]: `checked` is missing"),
        (("county", 46, "constituencies"), "[[county]] 47: `constituencies` is missing"),
        (("holiday", 0, "month"), "[[holiday]] new_year: `month` is missing"),
    ],
)
def test_what_is_missing_in_an_entry_is_named(
    table: dict[str, Any], tmp_path: Path, path: tuple[str | int, ...], said: str
) -> None:
    inner: Any = table
    for key in path[:-1]:
        inner = inner[key]
    del inner[path[-1]]
    assert said in refusal(tmp_path, table)


def test_a_country_that_is_not_there_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"country\.toml: cannot be read"):
        country.read(tmp_path / "country.toml")


def test_a_country_that_is_not_toml_is_refused_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "country.toml").write_text('code = "ke"\nname = Kenya\n', encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"country\.toml: cannot be read .*line 2"):
        country.read(tmp_path / "country.toml")
