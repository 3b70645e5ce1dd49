"""What a question is about, beyond its words."""

import pytest

from bot.answering.subject import Subject, SubjectReader
from knowledge.country import Country
from knowledge.language import Reader
from knowledge.lexicon import Lexicon
from knowledge.places import Gazetteer


@pytest.fixture(scope="module")
def subjects(land: Country, words: Lexicon) -> SubjectReader:
    common = frozenset(word for counts in words.counts.values() for word in counts)
    return SubjectReader(land, Gazetteer(land), common)


def of(text: str, subjects: SubjectReader, reader: Reader) -> Subject:
    return subjects.read(reader.read(text))


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("how do I challenge the governor result", "governor"),
        ("kesi ya kupinga gavana", "governor"),
        ("a petition against the governor's election", "governor"),
        ("the president’s result", "president"),
        ("gubernatorial petition", "governor"),
        ("deadline for the presidential petition", "president"),
        ("kura ya urais", "president"),
        ("who hears an MCA petition", "mca"),
        ("kesi ya mwakilishi wadi", "mca"),
        ("the senate race", "senator"),
        ("mbunge wetu", "mp"),
        ("woman representative ballot", "woman_rep"),
        ("mwakilishi wa wanawake", "woman_rep"),
    ],
)
def test_an_office_is_known_by_the_names_people_use(
    text: str, office: str, subjects: SubjectReader, reader: Reader
) -> None:
    assert of(text, subjects, reader).offices == {office}


def test_two_offices_are_both_named(subjects: SubjectReader, reader: Reader) -> None:
    assert of("is it the same for governor and senator", subjects, reader).offices == {"governor", "senator"}


def test_a_question_without_an_office_names_none(subjects: SubjectReader, reader: Reader) -> None:
    assert of("what time do polling stations open", subjects, reader).offices == frozenset()


def test_every_name_of_every_office_leads_to_it(subjects: SubjectReader, reader: Reader, land: Country) -> None:
    lost = [
        (office.id, alias)
        for office in land.offices
        for aliases in office.aliases.values()
        for alias in aliases
        if office.id not in of(alias, subjects, reader).offices
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("is there a helpdesk in Kisumu", "42"),
        ("polling stations in Nairobi county", "47"),
        ("Kibera iko aje", "47"),
        ("kura za uasin gishu", "27"),
        ("Kisumu's helpdesk", "42"),
        ("we are in Nakru", "32"),
        ("we are in Nakurru", "32"),
        ("we live near the market", ""),
    ],
)
def test_a_county_is_known_by_its_places_and_with_a_slip(
    text: str, county: str, subjects: SubjectReader, reader: Reader
) -> None:
    assert of(text, subjects, reader).counties == ((county,) if county else ())


def test_counties_come_in_the_order_in_which_they_are_named(subjects: SubjectReader, reader: Reader) -> None:
    assert of("from Mombasa to Nairobi to Mombasa", subjects, reader).counties == ("1", "47")


@pytest.mark.parametrize(
    ("text", "elections"),
    [
        ("how many were killed in 2007/8", {"ke-2007"}),
        ("what happened in 2008", {"ke-2007"}),
        ("polling stations in 2013", {"ke-2013"}),
        ("compare 2013 and 2017", {"ke-2013", "ke-2017"}),
        ("the election of 2027", set()),
        ("pay 2013000 shillings", set()),
    ],
)
def test_a_year_names_its_past_election(
    text: str, elections: set[str], subjects: SubjectReader, reader: Reader
) -> None:
    assert of(text, subjects, reader).elections == elections


@pytest.mark.parametrize(
    "text", ["when do I vote", "nipige kura wapi", "how do I report it", "naweza kupiga kura lini"]
)
def test_who_asks_when_where_or_how_asks_what_to_do_now(text: str, subjects: SubjectReader, reader: Reader) -> None:
    assert of(text, subjects, reader).is_practical


@pytest.mark.parametrize(
    "text", ["when did they vote in 2013", "what is the responsibility to protect", "who is KEPSA"]
)
def test_who_asks_about_the_past_does_not(text: str, subjects: SubjectReader, reader: Reader) -> None:
    assert not of(text, subjects, reader).is_practical
