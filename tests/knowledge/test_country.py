"""country.toml: what it says is said in both languages, and nothing else is."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from knowledge import country
from knowledge.country import Country
from knowledge.errors import CardError, KnowledgeError
from knowledge.models import Language
from tests.harness.library import REAL

REAL_FILE = REAL / "ke" / "country.toml"
TABLE = tomllib.loads(REAL_FILE.read_text(encoding="utf-8"))
FACTS = sorted(country.read(REAL_FILE).facts)
REQUIRED = (
    *("code", "name", "timezone", "currency", "election", "past_elections", "line", "body", "menu", "office"),
    *("date", "hours", "fee", "period", "count"),
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

    assert set(land.facts) == {name for family in country.FAMILIES for name in names(TABLE[family], family)}


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


def test_every_place_lies_in_a_county_of_the_country(land: Country) -> None:
    assert {place.county for place in land.places} <= {county.county for county in land.counties}


def test_the_election_is_on_the_second_tuesday_of_august(land: Country) -> None:
    assert (land.election_day.month, land.election_day.strftime("%A")) == (8, "Tuesday")
    assert 8 <= land.election_day.day <= 14


def test_every_help_line_says_where_its_number_comes_from_and_when_it_was_checked(land: Country) -> None:
    for line in land.lines.values():
        assert line.source, line.id
        assert line.checked.year >= 2026, line.id
        assert all(line.name.values()), line.id


@pytest.mark.parametrize("key", REQUIRED)
def test_a_country_without_a_key_is_refused_and_the_key_is_named(
    table: dict[str, Any], tmp_path: Path, key: str
) -> None:
    del table[key]
    said = refusal(tmp_path, table)
    assert said.startswith(f"{tmp_path / 'country.toml'}: ")
    assert f"'{key}'" in said


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
        (("line", "police", "name"), {"en": "Police"}),
        (("line", "police", "value"), 999),
        (("line",), ["999"]),
        (("body", "iebc"), "IEBC"),
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


def test_a_country_that_is_not_there_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"country\.toml: cannot be read"):
        country.read(tmp_path / "country.toml")


def test_a_country_that_is_not_toml_is_refused_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "country.toml").write_text('code = "ke"\nname = Kenya\n', encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"country\.toml: cannot be read .*line 2"):
        country.read(tmp_path / "country.toml")
