"""How an answer reads: its words as they are, always with source and date."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.models import Answer, Citation, Context, Level, Notice, Outcome, Part, PartKind, Reason
from bot.rendering import Renderer
from bot.texts.catalogue import Catalogue
from knowledge.country import Country
from knowledge.models import Confidence, Language
from tests.harness.clock import NOON

EN, SW = Language.EN, Language.SW
SOURCE = Citation("ke-hours", "Opening hours", "IEBC", date(2025, 11, 19), "")
NOTICE = Notice(
    id="n1",
    county="47",
    level=Level.WARNING,
    text={EN: "The road is closed.", SW: "Barabara imefungwa."},
    valid_from=datetime(2027, 8, 10, 3, tzinfo=UTC),
    valid_until=datetime(2027, 8, 10, 22, 30, tzinfo=UTC),
    published=True,
    restricted=False,
)


@pytest.fixture(scope="module")
def renderer(catalogue: Catalogue, land: Country) -> Renderer:
    return Renderer(catalogue, land)


def read(renderer: Renderer, *parts: Part, language: Language = EN, notices: tuple[Notice, ...] = ()) -> str:
    answer = Answer(Outcome.ANSWERED, Reason.CARD, language, parts)
    return renderer.render(answer, Context(NOON, notices=notices))


def card(text: str = "Open at 06:00.", language: Language = EN, source: Citation = SOURCE) -> Part:
    return Part(PartKind.CARD, text, language, source)


def quotation(
    text: str = "1,133 were killed.", language: Language = EN, source: Citation = SOURCE, *notes: str
) -> Part:
    return Part(PartKind.QUOTATION, text, language, source, notes)


def shown(notice: Notice, language: Language = EN) -> Part:
    return Part(PartKind.NOTICE, notice.text[language], language, notice=notice.id)


def test_a_card_is_followed_by_its_publisher_and_day(renderer: Renderer) -> None:
    assert read(renderer, card()) == "Open at 06:00.\n\nSource: IEBC, 19 November 2025."


def test_a_source_is_named_in_the_language_of_its_card(renderer: Renderer) -> None:
    said = read(renderer, card("Hufunguliwa.", SW), language=SW)
    assert said == "Hufunguliwa.\n\nChanzo: IEBC, 19 Novemba 2025."


def test_a_card_without_a_day_is_said_to_be_undated(renderer: Renderer) -> None:
    assert "IEBC, undated" in read(renderer, card(source=replace(SOURCE, published=None)))
    assert "bila tarehe" in read(renderer, card("x", SW, replace(SOURCE, published=None)), language=SW)


def test_the_day_of_the_law_is_shown_where_the_citation_has_one(renderer: Renderer) -> None:
    assert "Law as at 20 November 2026." in read(renderer, card(source=replace(SOURCE, law_as_at=date(2026, 11, 20))))
    assert "Law as at" not in read(renderer, card())


def test_what_is_not_confirmed_says_with_whom_to_check(renderer: Renderer, land: Country) -> None:
    unsure = replace(SOURCE, confidence=Confidence.UNCONFIRMED, confirm_with="iebc")
    assert f"Not confirmed: check with {land.bodies['iebc'][EN]}" in read(renderer, card(source=unsure))
    assert land.bodies["iebc"][SW] in read(renderer, card("x", SW, unsure), language=SW)


def test_what_is_confirmed_does_not(renderer: Renderer) -> None:
    assert "Not confirmed" not in read(renderer, card(source=replace(SOURCE, confirm_with="iebc")))


def test_two_cards_have_a_source_each(renderer: Renderer) -> None:
    other = replace(SOURCE, id="ke-law", publisher="Constitution of Kenya 2010", published=date(2010, 8, 27))
    said = read(renderer, card("One."), card("Two.", source=other))
    assert (
        said == "One.\n\nSource: IEBC, 19 November 2025.\n\nTwo.\n\nSource: Constitution of Kenya 2010, 27 August 2010."
    )


def test_each_half_of_a_two_language_answer_has_its_source_in_its_language(renderer: Renderer) -> None:
    said = read(renderer, card("Open."), card("Wazi.", SW))
    assert said.index("Open.") < said.index("Source:") < said.index("Wazi.") < said.index("Chanzo:")


def test_a_quotation_has_its_author_and_day_in_front(renderer: Renderer) -> None:
    said = read(renderer, quotation())
    assert said.startswith("IEBC (19 November 2025) wrote:\n“1,133 were killed.”\n\nSource:")


def test_an_undated_quotation_says_so_in_front(renderer: Renderer) -> None:
    assert read(renderer, quotation(source=replace(SOURCE, published=None))).startswith("IEBC (undated) wrote:")


def test_a_quotation_in_another_language_is_framed_in_that_of_the_reply(renderer: Renderer) -> None:
    said = read(renderer, quotation(), language=SW)
    assert said.startswith("IEBC (19 Novemba 2025) iliandika, kwa Kiingereza:\n“1,133 were killed.”")


def test_a_swahili_quotation_in_an_english_reply_says_that_it_is_swahili(renderer: Renderer) -> None:
    assert read(renderer, quotation("Watu.", SW)).startswith("IEBC (19 November 2025) wrote, in Swahili:")


def test_what_has_changed_since_is_said_with_the_quotation(renderer: Renderer) -> None:
    said = read(renderer, quotation("Within thirty days.", EN, SOURCE, "That is not the rule.", "It is 14 days."))
    assert "Note: That is not the rule." in said and "Note: It is 14 days." in said
    assert said.index("thirty days") < said.index("not the rule") < said.index("Source:")


def test_a_quotation_names_its_title_as_its_source(renderer: Renderer) -> None:
    assert "Opening hours" in read(renderer, quotation()).rpartition("Source:")[2]


@pytest.mark.parametrize("text", ["{line.police}", "{0}", "{", "100 % “quoted” \\n", "a\nb\n\nc", "  x"])
def test_reviewed_words_are_said_as_they_are(text: str, renderer: Renderer) -> None:
    assert text in read(renderer, card(text)) and text in read(renderer, quotation(text))


def test_a_name_with_braces_is_said_as_it_is(renderer: Renderer) -> None:
    assert "Org {x}" in read(renderer, quotation(source=replace(SOURCE, publisher="Org {x}")))


def test_the_bots_own_words_have_no_source(renderer: Renderer) -> None:
    assert read(renderer, Part(PartKind.WORDS, "I do not know.", EN)) == "I do not know."


def test_no_card_or_quotation_is_said_without_its_source(renderer: Renderer) -> None:
    for kind in (PartKind.CARD, PartKind.QUOTATION):
        with pytest.raises(ValueError, match="source"):
            read(renderer, Part(kind, "Open.", EN))


def test_an_empty_part_leaves_no_gap(renderer: Renderer) -> None:
    assert read(renderer, Part(PartKind.WORDS, "", EN), Part(PartKind.WORDS, "Words.", EN)) == "Words."


def test_a_notice_says_from_when_until_when_by_the_countrys_clock(renderer: Renderer) -> None:
    said = read(renderer, shown(NOTICE), notices=(NOTICE,))
    assert said == (
        "Notice of 10 August 2027, 06:00 (6 am), until 11 August 2027, 01:30 (1:30 am):\nThe road is closed."
    )


def test_a_notice_says_its_hours_by_the_swahili_clock(renderer: Renderer) -> None:
    said = read(renderer, shown(NOTICE, SW), language=SW, notices=(NOTICE,))
    assert "saa kumi na mbili asubuhi (6:00 AM)" in said and "saa saba na dakika 30 usiku (1:30 AM)" in said


def test_a_notice_with_an_open_end_says_so(renderer: Renderer) -> None:
    open_end = replace(NOTICE, valid_until=None)
    said = read(renderer, shown(open_end), notices=(open_end,))
    assert said.startswith("Notice of 10 August 2027, 06:00 (6 am) (no end given):")


def test_a_notice_says_its_source_where_it_has_one(renderer: Renderer) -> None:
    known = replace(NOTICE, source="County commissioner")
    assert read(renderer, shown(known), notices=(known,)).endswith("County commissioner")
    assert "Source" not in read(renderer, shown(NOTICE), notices=(NOTICE,))


def test_a_notice_and_a_card_are_apart_by_an_empty_line(renderer: Renderer) -> None:
    said = read(renderer, shown(NOTICE), card(), notices=(NOTICE,))
    assert "The road is closed.\n\nOpen at 06:00." in said


def test_the_same_answer_reads_the_same_twice(renderer: Renderer) -> None:
    assert read(renderer, card(), quotation()) == read(renderer, card(), quotation())
