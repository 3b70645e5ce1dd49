"""The county that a message names, by any of its names; a person is never sent to a wrong one."""

import dataclasses

import pytest

from knowledge.counties import Constituency, County, Place
from knowledge.country import Country
from knowledge.language import Reader
from knowledge.lexicon import Lexicon
from knowledge.places import Gazetteer

NAIROBI, MOMBASA, MARSABIT, ISIOLO, NAROK = "47", "1", "10", "11", "33"


@pytest.fixture(scope="module")
def gazetteer(land: Country) -> Gazetteer:
    return Gazetteer(land)


@pytest.fixture(scope="module")
def common(words: Lexicon) -> frozenset[str]:
    return frozenset(word for counts in words.counts.values() for word in counts)


def slips(name: str) -> set[str]:
    """`name` with one letter dropped, one doubled, or two neighbours swapped; its first letter stays."""
    places = range(1, len(name))
    dropped = {name[:at] + name[at + 1 :] for at in places}
    doubled = {name[:at] + name[at] + name[at:] for at in places}
    swapped = {name[:at] + name[at : at + 2][::-1] + name[at + 2 :] for at in places}
    return (dropped | doubled | swapped) - {name}


def county(name: str, code: str) -> County:
    return County(name, code, (), seat=name, former_province="Coast", point=(-4.05, 39.66), constituencies=())


def test_every_name_and_alias_in_a_message_is_found(
    land: Country, gazetteer: Gazetteer, reader: Reader, common: frozenset[str]
) -> None:
    def found(name: str) -> tuple[str, ...]:
        return gazetteer.counties(reader.read(f"is it calm in {name} today").words, common)

    places: tuple[Place, ...] = (*land.counties, *land.places)
    wrong = [
        (name, place.county, found(name))
        for place in places
        for name in (place.name, *place.aliases)
        if found(name) != (place.county,)
    ]
    assert not wrong


def test_every_name_and_alias_given_by_a_caller_is_found(land: Country, gazetteer: Gazetteer) -> None:
    places: tuple[Place, ...] = (*land.counties, *land.places)
    for place in places:
        assert {gazetteer.code(name.upper()) for name in (place.name, *place.aliases)} == {place.county}


def test_every_constituency_in_a_message_leads_to_its_county(
    land: Country, gazetteer: Gazetteer, reader: Reader, common: frozenset[str]
) -> None:
    unsettled = {name.name for name in land.ambiguous}
    wrong = [
        (constituency.name, found)
        for constituency in land.constituencies
        if constituency.name not in unsettled
        for found in [gazetteer.counties(reader.read(f"is it calm in {constituency.name} today").words, common)]
        if found != (constituency.county,)
    ]
    assert not wrong


def test_a_name_that_stands_in_two_counties_or_means_something_else_names_none(
    land: Country, gazetteer: Gazetteer, reader: Reader, common: frozenset[str]
) -> None:
    for name in land.ambiguous:
        assert gazetteer.counties(reader.read(f"ni salama {name.name} leo").words, common) == (), name.name
        assert gazetteer.code(name.name) is None


def test_a_slip_in_a_constituency_is_mended_only_where_a_place_bears_the_name(land: Country) -> None:
    town = dataclasses.replace(county("Kisira", "1"), constituencies=("Tobarani",))
    named = dataclasses.replace(
        land, counties=(town,), places=(), constituencies=(Constituency("1", "Tobarani", "1"),), ambiguous=()
    )
    assert Gazetteer(named).counties(["tobarani"]) == ("1",)
    assert Gazetteer(named).counties(["tobarami"]) == ()


def test_a_slip_in_a_countys_name_never_leads_to_another_county(
    land: Country, gazetteer: Gazetteer, reader: Reader, common: frozenset[str]
) -> None:
    found = missed = 0
    for county in land.counties:
        for slip in slips(county.name.lower()) if county.name.isalpha() and len(county.name) >= 6 else ():
            codes = gazetteer.counties(reader.read(f"is it calm in {slip} today").words, common)
            assert codes in ((), (county.county,)), (slip, codes)
            found += bool(codes)
            missed += not codes
    assert missed / (found + missed) < 0.1


@pytest.mark.parametrize("typed", ["47", "047", " 47 ", "Nairobi", "nairobbi", "NAI"])
def test_a_county_is_known_by_code_name_or_alias(gazetteer: Gazetteer, typed: str) -> None:
    assert gazetteer.code(typed) == NAIROBI


@pytest.mark.parametrize("typed", ["48", "0", "", "Atlantis", "nairobi mombasa"])
def test_what_is_no_county_is_none(gazetteer: Gazetteer, typed: str) -> None:
    assert gazetteer.code(typed) is None


def test_moyale_is_in_marsabit(gazetteer: Gazetteer) -> None:
    assert gazetteer.counties(["usalama", "moyale"]) == (MARSABIT,)


def test_counties_come_in_the_order_of_the_message_and_once_each(gazetteer: Gazetteer) -> None:
    words = ["from", "mombasa", "to", "nairobi", "and", "back", "to", "mombasa"]
    assert gazetteer.counties(words) == (MOMBASA, NAIROBI)


def test_the_longest_name_wins(gazetteer: Gazetteer, land: Country) -> None:
    taita_taveta = next(county.county for county in land.counties if county.name == "Taita Taveta")
    assert gazetteer.counties(["taita", "taveta"]) == (taita_taveta,)


def test_a_county_wins_over_a_place_of_the_same_name_elsewhere(land: Country) -> None:
    twins = dataclasses.replace(land, counties=(county("Kisira", "1"),), places=(Place("Kisira", "2", ()),))
    assert Gazetteer(twins).counties(["kisira"]) == ("1",)


def test_a_common_word_is_never_taken_for_a_misspelt_place(gazetteer: Gazetteer) -> None:
    assert gazetteer.counties(["narobi"]) == (NAIROBI,)
    assert gazetteer.counties(["narobi"], frozenset(["narobi"])) == ()


def test_a_short_word_is_never_taken_for_a_misspelt_place(gazetteer: Gazetteer) -> None:
    assert gazetteer.counties(["nark", "lmu", "meri"]) == ()


def test_a_slip_near_two_counties_names_neither(land: Country) -> None:
    twins = (county("Kisira", "1"), county("Kisera", "2"))
    gazetteer = Gazetteer(dataclasses.replace(land, counties=twins, places=()))
    assert gazetteer.counties(["kisera"]) == ("2",)
    assert gazetteer.counties(["kisora"]) == ()


def test_no_county_is_found_where_none_is_named(gazetteer: Gazetteer, reader: Reader, common: frozenset[str]) -> None:
    for text in (
        "what time do polling stations open",
        "nikipoteza kitambulisho naweza kupiga kura",
        "how do I become an observer",
        "mahakama gani husikiza kesi ya gavana",
        "they are burning houses near us",
        "",
    ):
        assert gazetteer.counties(reader.read(text).words, common) == ()


def test_a_code_is_said_by_its_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.name(ISIOLO) == "Isiolo"
    assert gazetteer.name(NAROK) == "Narok"
