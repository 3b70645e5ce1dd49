"""The real library: every card complete, the same in both languages, and free of what is known to be wrong."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from knowledge import building, country, labels, passages
from knowledge import library as finding
from knowledge.language import Reader
from knowledge.models import Confidence, Document, Kind, Language, Review, Topic
from knowledge.search import Edition
from tests.harness.library import REAL

TODAY = date(2026, 11, 22)
LAND = country.read(REAL / "ke" / "country.toml")
FOUND = finding.find((REAL,), LAND, TODAY)
CARDS = [document for document in FOUND.documents if document.card.kind is Kind.GUIDANCE]
BACKGROUND = [document for document in FOUND.documents if document.card.kind is Kind.BACKGROUND]
GOLDEN = labels.read(REAL / "ke" / "golden.jsonl")
QUESTIONS_EACH = 5

every_card = pytest.mark.parametrize("document", CARDS, ids=lambda document: document.card.id)
every_document = pytest.mark.parametrize("document", FOUND.documents, ids=lambda document: document.card.id)


@dataclass(frozen=True)
class Texts:
    """A card's text as it stands in its file, and as it is served, in each language."""

    written: dict[Language, str]
    served: dict[Language, str]


@cache
def texts(path: Path) -> Texts:
    document = next(document for document in FOUND.documents if document.path == path)
    written = {passage.language: passage.text for passage in passages.split(document).passages}
    return Texts(written, {language: LAND.fill(text, language, path) for language, text in written.items()})


# --- complete and valid -----------------------------------------------------------------------------------------------


def test_nothing_of_the_library_is_refused_or_left_out() -> None:
    assert FOUND.refused == ()
    assert FOUND.skipped == ()
    assert list(building.faults(FOUND, LAND)) == []


def test_there_are_at_least_40_cards_and_3_background_documents() -> None:
    assert len(CARDS) >= 40
    assert len(BACKGROUND) >= 3


@every_document
def test_a_document_holds_today(document: Document) -> None:
    assert document.card.holds_on(TODAY)


@every_card
def test_a_card_holds_over_the_election(document: Document) -> None:
    assert document.card.holds_on(LAND.election_day)
    assert document.card.review_by is not None
    assert TODAY < document.card.review_by < LAND.election_day


@every_document
def test_no_day_of_a_documents_past_lies_in_the_future(document: Document) -> None:
    card = document.card
    assert card.reviewed_on is None or card.reviewed_on <= TODAY
    assert card.published is None or card.published <= TODAY
    assert card.law_as_at is None or card.law_as_at <= TODAY


@every_card
def test_nobody_claims_an_approval_that_no_authority_gave(document: Document) -> None:
    """The repository has no operator: until one names its authority, a card is drafted or checked."""
    assert document.card.review is not Review.APPROVED


@every_card
def test_an_answer_on_the_law_says_as_at_which_day(document: Document) -> None:
    assert Topic.DISPUTES not in document.card.topics or document.card.law_as_at is not None


@every_document
def test_an_unconfirmed_document_names_whom_to_ask(document: Document) -> None:
    assert document.card.confidence is not Confidence.UNCONFIRMED or document.card.confirm_with in LAND.bodies


def test_every_topic_has_cards_and_every_file_stands_in_the_folder_of_a_topic_of_its_own() -> None:
    assert {topic for document in CARDS for topic in document.card.topics} >= set(Topic) - {Topic.HISTORY}
    for document in FOUND.documents:
        assert document.path.parent.name in document.card.topics, document.path


def test_every_card_of_the_menu_exists() -> None:
    assert {key for keys in LAND.menu.values() for key in keys} <= {document.card.id for document in CARDS}


# --- questions --------------------------------------------------------------------------------------------------------


@every_card
def test_a_card_has_at_least_five_example_questions_in_each_language(document: Document) -> None:
    for language in Language:
        assert len(document.card.questions[language]) >= QUESTIONS_EACH, language


def test_every_example_question_stands_on_one_card_only(reader: Reader) -> None:
    asked: dict[str, list[str]] = defaultdict(list)
    for document in CARDS:
        for questions in document.card.questions.values():
            for question in questions:
                asked[" ".join(reader.plain_words(question))].append(document.card.id)
    assert {question: cards for question, cards in asked.items() if len(cards) > 1} == {}


def test_every_topic_has_golden_questions_in_both_languages() -> None:
    asked = {(label.topic, label.language) for label in GOLDEN}
    for topic in {topic for document in FOUND.documents for topic in document.card.topics}:
        assert (topic, "en") in asked, topic
        assert (topic, "sw") in asked, topic


def test_golden_questions_name_documents_that_exist_and_have_ids_of_their_own() -> None:
    known = {document.card.id for document in FOUND.documents}
    for label in GOLDEN:
        assert set(label.expect.cards) <= known, label.id
        assert {quoted.document for quoted in label.expect.passages} <= known, label.id
    assert len({label.id for label in GOLDEN}) == len(GOLDEN)


# --- the same in both languages ---------------------------------------------------------------------------------------

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
MIEZI = (
    *("Januari", "Februari", "Machi", "Aprili", "Mei", "Juni"),
    *("Julai", "Agosti", "Septemba", "Oktoba", "Novemba", "Desemba"),
)
HOURS = "kumi na mbili|kumi na moja|moja|mbili|tatu|nne|tano|sita|saba|nane|tisa|kumi"
CLOCK = {
    Language.EN: re.compile(r"\b(\d\d):(\d\d) \((\d\d?)(?::(\d\d))? (am|pm)\)"),
    Language.SW: re.compile(
        rf"\bsaa ({HOURS})(?: na dakika \d+)? (asubuhi|mchana|jioni|usiku) \((\d\d?):(\d\d) (AM|PM)\)"
    ),
}
SWAHILI_HOURS = {
    "moja": 7, "mbili": 8, "tatu": 9, "nne": 10, "tano": 11, "sita": 12,
    "saba": 1, "nane": 2, "tisa": 3, "kumi": 4, "kumi na moja": 5, "kumi na mbili": 6,
}  # fmt: skip
FACT = re.compile(r"\{[a-z0-9_.]+\}")
PERCENTAGE = re.compile(r"\d+\.\d+%|\basilimia \d+\.\d+")
NUMBER = re.compile(r"\d+(?:[.,:/]\d+)*")


def clocks(text: str, language: Language) -> Counter[str]:
    """The times of day of a text, as 24 hours; every Swahili hour must be the hour of its figure."""
    found: Counter[str] = Counter()
    for match in CLOCK[language].finditer(text):
        if language is Language.EN:
            hour, minutes, twelve, half = int(match[1]), match[2], int(match[3]), match[5].upper()
            assert hour % 12 == twelve % 12, match[0]
            assert (hour >= 12) == (half == "PM"), match[0]
        else:
            twelve, minutes, half = int(match[3]), match[4], match[5]
            hour = twelve % 12 + (12 if half == "PM" else 0)
            assert SWAHILI_HOURS[match[1]] == twelve, match[0]
        found[f"{hour:02}:{minutes}"] += 1
    return found


def dates(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for names in (MONTHS, MIEZI):
        for match in re.finditer(rf"\b(?:(\d\d?) )?({'|'.join(names)})(?: (\d{{4}}))?\b", text):
            if match[1] or match[3]:
                found[f"{match[1]} {names.index(match[2]) + 1} {match[3]}"] += 1
    return found


def numbers(text: str) -> set[str]:
    """Every number but those of the clock."""
    without = text
    for pattern in CLOCK.values():
        without = pattern.sub(" ", without)
    return {number.rstrip(".,:/") for number in NUMBER.findall(without)}


@every_card
def test_a_card_names_the_same_facts_in_both_languages(document: Document) -> None:
    written = texts(document.path).written
    facts = {language: Counter(FACT.findall(text)) for language, text in written.items()}
    assert facts[Language.EN] == facts[Language.SW]


@every_card
def test_a_card_says_the_same_times_in_both_languages(document: Document) -> None:
    served = texts(document.path).served
    assert clocks(served[Language.EN], Language.EN) == clocks(served[Language.SW], Language.SW)


@every_card
def test_a_card_says_the_same_dates_in_both_languages(document: Document) -> None:
    served = texts(document.path).served
    assert dates(served[Language.EN]) == dates(served[Language.SW])


@every_card
def test_a_card_says_the_same_numbers_in_both_languages(document: Document) -> None:
    served = texts(document.path).served
    assert numbers(served[Language.EN]) == numbers(served[Language.SW])


@every_card
def test_a_time_of_day_is_never_said_without_both_habits(document: Document) -> None:
    served = texts(document.path).served
    for language in Language:
        rest = PERCENTAGE.sub(" ", CLOCK[language].sub(" ", served[language]))
        assert not re.search(r"\b\d\d?[:.]\d\d\b|\b\d\d? ?[ap]m\b", rest, re.IGNORECASE), rest
    without = CLOCK[Language.SW].sub(" ", served[Language.SW])
    assert not re.search(rf"\bsaa ({HOURS})\b", without), without


ARTICLES = re.compile(
    r"\b(?:Art\.|Arts\.?|Articles?|Kifungu|Vifungu|Vif\.|Kif\.)(?: cha)? "
    r"(\d+(?:\([0-9a-z]+\))*(?:(?:, | and | na | to | hadi |-|–)\d+(?:\([0-9a-z]+\))*)*)"
)


def articles(text: str) -> set[str]:
    """Numbers of the constitutional articles that a text names, each by itself and without its paragraphs."""
    named: set[str] = set()
    for match in ARTICLES.finditer(text):
        named |= set(re.findall(r"(?<![\d(])\d+", match[1]))
    return named


@every_card
def test_an_article_named_in_english_is_named_in_swahili(document: Document) -> None:
    served = texts(document.path).served
    assert articles(served[Language.EN]) <= articles(served[Language.SW])


def test_articles_are_read_as_people_write_them() -> None:
    assert articles("(Art. 140(2)) and Arts 22, 23(3)(e) and 258; Article 87") == {"140", "22", "23", "258", "87"}
    assert articles("Kifungu 140(2), Vifungu 22, 23 na 258") == {"140", "22", "23", "258"}


# --- phones -----------------------------------------------------------------------------------------------------------

LONG_NUMBER = re.compile(r"(?<![\d,.])(?:\+?254|0)[ -]?\d[\d -]{6,}\d")
CALLED = re.compile(
    r"(?:\b(?:call|dial|ring|phone|text|sms|line|hotline|piga|pigia|simu|namba|nambari|laini)\b[^\d.{}]{0,25})"
    r"(?<![\d,])(\d{3,6})(?![\d,]|[ -]\d)",
    re.IGNORECASE,
)


def phones(text: str) -> Iterator[str]:
    for match in LONG_NUMBER.finditer(text):
        yield re.sub(r"\D", "", match[0])
    for match in CALLED.finditer(text):
        yield match[1]


@every_card
def test_a_card_says_no_phone_that_country_toml_does_not_have(document: Document) -> None:
    for language, text in texts(document.path).served.items():
        for phone in phones(text):
            assert phone in LAND.phones() or _is_year(phone), (language, phone)


@every_card
def test_a_card_never_spells_out_a_phone_but_takes_it_from_country_toml(document: Document) -> None:
    for text in texts(document.path).written.values():
        spelt = set(re.findall(r"(?<![\d,])\d{3,}(?![\d,])", text)) & LAND.phones()
        assert not spelt, spelt
        assert not LONG_NUMBER.search(text)


@pytest.mark.parametrize("document", BACKGROUND, ids=lambda document: document.card.id)
def test_background_gives_no_phone_at_all(document: Document) -> None:
    for passage in passages.split(document).passages:
        assert not [phone for phone in phones(passage.text) if not _is_year(phone)], passage.text


def _is_year(number: str) -> bool:
    return len(number) == 4 and 1990 <= int(number) <= 2030


@pytest.mark.parametrize("text", ["Call 1197 now", "piga simu 0800 123 456", "SMS to 15872", "laini ya polisi 998"])
def test_a_phone_in_a_sentence_is_noticed(text: str) -> None:
    (phone,) = phones(text)
    assert phone not in LAND.phones()


# --- length, traps ----------------------------------------------------------------------------------------------------


@every_card
def test_an_answer_is_at_most_800_characters_and_no_stub(document: Document) -> None:
    for text in texts(document.path).served.values():
        assert 100 <= len(text) <= building.LONGEST_GUIDANCE


@every_card
def test_an_answer_is_plain_text(document: Document) -> None:
    for text in texts(document.path).served.values():
        assert not re.search(r"[{}<>#*`|]|\]\(|https?://", text)
        assert text == text.strip()
        assert text[-1] in ".!?)"


# The sixteen traps of ../shared/reference/kenya-facts.md, 0.1, as the words in which a wrong answer would come.
# The cards and documents named beside a trap speak of it in order to deny it.
TRAPS: dict[str, tuple[str, set[str]]] = {
    "disputes in thirty days": (
        r"(?:decided|settled|resolved|heard|determined|huamuliwa|kuamuliwa) (?:within|ndani ya) (?:thirty|30|siku 30)",
        {"ke-bg-2013"},
    ),
    "thirty days of the election": (r"thirty days of|siku thelathini", {"ke-thirty-days-myth", "ke-bg-2013"}),
    "run-off on 11 April": (r"11 April|11 Aprili", {"ke-bg-2013", "ke-history-run-off-ever", "ke-history-old-papers"}),
    "three crimes": (r"three crimes|uhalifu wa aina tatu|makosa matatu", {"ke-r2p-four-crimes"}),
    "Moyale a county": (r"Moyale County|Kaunti ya Moyale|county of Moyale", set()),
    "Isiolo at the coast": (r"Isiolo[^.]{0,30}(?:Coast|Pwani|North Eastern|Kaskazini Mashariki)", {"ke-bg-2013"}),
    "Mombasa Republic Council": (r"Mombasa Republic Council", set()),
    "45,000 stations": (
        r"45,000|32,000|33,000|24,616",
        {
            "ke-bg-2013",
            "ke-history-old-papers",
            "ke-history-2013-stations",
            "ke-history-2013-police",
            "ke-history-2013-technology",
        },
    ),
    "black ballot": (r"\bblack\b|\bnyeusi\b|rangi nyeusi", set()),
    "old SMS code as current": (r"\b15872\b", set()),
    "wrong form": (
        r"(?:MP|mbunge)[^.]{0,25}36[AB]|(?:MCA)[^.]{0,25}35[AB]|(?:governor|gavana)[^.]{0,25}3[5689][AB]",
        set(),
    ),
    "hour by the wrong clock": (r"saa kumi na mbili (?:jioni|usiku) \(6:00 AM\)|saa sita asubuhi", set()),
    "police numbers of 2022": (r"0779[ -]?756", set()),
    "wrong child line": (r"\b1196\b", set()),
    "ICC pending": (
        r"(?:trials?|cases?) (?:is|are) (?:still )?(?:pending|ongoing)[^.]*ICC|awaits? trial at the ICC",
        set(),
    ),
    "youth ballot": (r"youth (?:representative|rep) ballot|karatasi ya (?:mwakilishi wa )?vijana", set()),
    "election on 4 March": (r"4 March 2027|4 Machi 2027|5 March 2027", set()),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_no_card_walks_into_a_trap(trap: str) -> None:
    pattern, denied_by = TRAPS[trap]
    for document in FOUND.documents:
        if document.card.id in denied_by:
            continue
        for passage in passages.split(document).passages:
            text = LAND.fill(passage.text, passage.language, document.path)
            assert not re.search(pattern, text, re.IGNORECASE), (document.card.id, text)


def test_all_four_crimes_are_named_wherever_one_card_lists_them() -> None:
    crimes = {
        Language.EN: ("genocide", "war crimes", "ethnic cleansing", "crimes against humanity"),
        Language.SW: ("mauaji ya kimbari", "uhalifu wa kivita", "utakaso wa kikabila", "uhalifu dhidi ya binadamu"),
    }
    for document in CARDS:
        if document.card.id in ("ke-r2p-what", "ke-r2p-four-crimes"):
            for language, names in crimes.items():
                assert all(name in texts(document.path).served[language] for name in names), document.card.id


@pytest.mark.parametrize("document", BACKGROUND, ids=lambda document: document.card.id)
def test_every_figure_of_background_comes_with_a_year(document: Document) -> None:
    for passage in passages.split(document).passages:
        if re.search(r"\d{1,3},\d{3}|\d+ per cent|asilimia \d+", passage.text):
            assert re.search(r"\b(?:19|20)\d\d\b", passage.text), passage.text


# --- the edition that is built of it ----------------------------------------------------------------------------------


def test_the_real_library_answers_its_golden_questions(real: Edition) -> None:
    assert real.manifest.golden_asked == len(GOLDEN)
    assert real.manifest.golden_failed == ()


def test_the_edition_holds_every_document(real: Edition) -> None:
    assert set(real.cards) == {document.card.id for document in FOUND.documents}
    assert (real.manifest.cards, real.manifest.documents) == (len(CARDS), len(BACKGROUND))


def test_every_example_question_finds_its_own_card(real: Edition) -> None:
    mask = real.mask(TODAY, frozenset({LAND.election, None}))
    missed = []
    for card in (stored.card for stored in real.cards.values()):
        for question in (asked[0] for asked in card.questions.values()):
            first = real.search(real.reader.read(question), mask, 3)[0]
            if first.card.id != card.id:
                missed.append((card.id, question, first.card.id))
    assert missed == []
