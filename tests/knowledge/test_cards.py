"""Every rule of a card's schema: what breaks it is refused with the file, the key and the remedy."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from knowledge import cards
from knowledge.errors import CardError
from knowledge.models import Card, Changed, Confidence, Kind, Language, Review, Stage, Topic
from tests.harness.library import BACKGROUND, GUIDANCE

FILE = Path("polling/queue.md")
QUESTIONS = {"en": ["can I still vote"], "sw": ["bado naweza kupiga kura"]}
CARD: Mapping[str, Any] = {"id": "ke-queue", "title": "In the queue", **GUIDANCE, "questions": QUESTIONS}
NOTED = {"phrase": "within thirty days", "note": {"en": "Not so.", "sw": "Sivyo."}}


def checked(**changes: Any) -> Card:
    """The card with `changes`; None leaves a key out."""
    return cards.check({key: value for key, value in {**CARD, **changes}.items() if value is not None}, FILE)


def refusal(**changes: Any) -> str:
    with pytest.raises(CardError) as caught:
        checked(**changes)
    return str(caught.value)


def test_a_complete_card_is_read_as_it_stands() -> None:
    card = checked(offices=["governor"], stage="voting", withhold=["They are"], changed=[NOTED])
    assert card.id == "ke-queue"
    assert card.kind is Kind.GUIDANCE
    assert card.topics == (Topic.POLLING,)
    assert card.languages == (Language.EN, Language.SW)
    assert card.stage is Stage.VOTING
    assert card.review is Review.CHECKED
    assert card.confidence is Confidence.SECONDARY
    assert card.questions == {Language.EN: ("can I still vote",), Language.SW: ("bado naweza kupiga kura",)}
    assert card.changed == (Changed("within thirty days", {Language.EN: "Not so.", Language.SW: "Sivyo."}),)
    assert (card.offices, card.withhold) == (("governor",), ("They are",))
    assert (card.valid_from, card.valid_until) == (date(2026, 11, 1), date(2027, 9, 30))


def test_a_card_is_read_from_toml() -> None:
    text = 'id = "a"\ntitle = "T"\nkind = "background"\ncountry = "ke"\ntopics = ["r2p"]\nlanguages = ["en"]\n'
    text += 'publisher = "UN"\nsources = ["A/RES/60/1"]\nconfidence = "official"\nreview = "drafted"\n'
    assert cards.read(text, FILE).topics == (Topic.R2P,)


def test_toml_that_is_not_toml_is_refused_with_the_line() -> None:
    with pytest.raises(CardError, match=r"^polling/queue\.md: the card is not valid TOML .*line 2.*Mend that line\.$"):
        cards.read('id = "a"\ntitle = In the queue\n', FILE)


def test_a_key_that_a_card_does_not_have_is_refused_and_the_keys_are_named() -> None:
    said = refusal(valid_untill=date(2027, 9, 30))
    assert said.startswith("polling/queue.md: `valid_untill` is not a key of a card.")
    assert "valid_until," in said


@pytest.mark.parametrize(
    "key",
    ["id", "title", "kind", "country", "topics", "languages", "publisher", "sources", "confidence", "review"],
)
def test_a_card_without_a_required_key_is_refused(key: str) -> None:
    assert refusal(**{key: None}).startswith(f"polling/queue.md: `{key}` is missing. Add it")


@pytest.mark.parametrize("key", ["published", "election", "valid_from", "valid_until", "review_by", "questions"])
def test_guidance_without_a_key_of_its_own_is_refused(key: str) -> None:
    assert refusal(**{key: None}).startswith(f"polling/queue.md: `{key}` is missing. Add it")


def test_background_needs_none_of_the_keys_of_guidance() -> None:
    card = cards.check({"id": "ke-bg", "title": "T", **BACKGROUND}, FILE)
    assert (card.published, card.election, card.valid_until, card.questions) == (None, None, None, {})


@pytest.mark.parametrize("empty", ["", "   ", []])
def test_an_empty_value_is_a_missing_one(empty: object) -> None:
    assert "`publisher` is missing" in refusal(publisher=empty)


@pytest.mark.parametrize("key", ["id", "title", "country", "publisher", "url", "reviewed_by", "confirm_with", "stage"])
def test_text_that_is_not_text_is_refused_with_how_to_write_it(key: str) -> None:
    assert refusal(**{key: 7}) == f'polling/queue.md: `{key}` must be text in quotes: key = "..."'


@pytest.mark.parametrize("key", ["topics", "languages", "sources", "offices", "withhold"])
@pytest.mark.parametrize("value", ["polling", [7], [" "], {"a": "b"}])
def test_a_list_that_is_not_a_list_of_texts_is_refused_with_how_to_write_it(key: str, value: object) -> None:
    assert refusal(**{key: value}) == f'polling/queue.md: `{key}` must be a list of texts: key = ["...", "..."]'


@pytest.mark.parametrize(
    ("key", "value", "choices"),
    [
        ("kind", "advice", "guidance, background"),
        ("review", "perfect", "drafted, checked, approved"),
        ("confidence", "sure", "official, statute, secondary, unconfirmed"),
        ("stage", "polling", "registration, nomination, campaign, voting"),
    ],
)
def test_an_unknown_choice_is_refused_and_the_choices_are_named(key: str, value: str, choices: str) -> None:
    assert refusal(**{key: value}).startswith(f'polling/queue.md: `{key}` is "{value}"; it must be one of: {choices}')


@pytest.mark.parametrize(("key", "value"), [("topics", "voting"), ("languages", "so")])
def test_an_unknown_choice_in_a_list_is_refused(key: str, value: str) -> None:
    assert refusal(**{key: [value]}).startswith(f'polling/queue.md: `{key}` is "{value}"; it must be one of: ')


@pytest.mark.parametrize("key", ["published", "law_as_at", "valid_from", "valid_until", "review_by", "reviewed_on"])
@pytest.mark.parametrize("value", ["2026-11-20", datetime(2026, 11, 20, 8), 20261120])
def test_a_day_that_is_not_a_plain_day_is_refused(key: str, value: object) -> None:
    assert refusal(**{key: value}) == f"polling/queue.md: `{key}` must be a day without quotes: key = 2026-11-20"


@pytest.mark.parametrize("key", ["Ke-Queue", "ke queue", "../ke", "ke_queue", "ke-queue!"])
def test_an_id_holds_only_small_letters_digits_and_hyphens(key: str) -> None:
    assert refusal(id=key) == "polling/queue.md: `id` may hold only small letters, digits and hyphens."


def test_a_card_that_ends_before_it_begins_is_refused() -> None:
    said = refusal(valid_from=date(2027, 9, 30), valid_until=date(2027, 9, 29))
    assert said == "polling/queue.md: `valid_until` is before `valid_from`. Correct one of the two days."


def test_a_card_may_hold_for_one_day() -> None:
    day = date(2027, 8, 10)
    assert checked(valid_from=day, valid_until=day).holds_on(day)


def test_an_unconfirmed_card_names_the_body_to_confirm_with() -> None:
    assert refusal(confidence="unconfirmed").startswith("polling/queue.md: `confirm_with` is missing.")
    assert checked(confidence="unconfirmed", confirm_with="iebc").confirm_with == "iebc"


@pytest.mark.parametrize("review", ["checked", "approved"])
@pytest.mark.parametrize("key", ["reviewed_by", "reviewed_on"])
def test_a_reviewed_card_says_who_and_when(review: str, key: str) -> None:
    said = refusal(review=review, **{key: None})
    assert said.startswith("polling/queue.md: `reviewed_by` and `reviewed_on` are missing.")
    assert review in said


def test_a_drafted_card_has_no_reviewer() -> None:
    assert checked(review="drafted", reviewed_by=None, reviewed_on=None).review is Review.DRAFTED


@pytest.mark.parametrize("questions", [{"en": ["can I vote"]}, {"en": ["can I vote"], "sw": []}])
def test_guidance_has_questions_in_every_language(questions: object) -> None:
    assert refusal(questions=questions) == (
        "polling/queue.md: `questions.sw` is empty. Add ways in which people ask this."
    )


def test_questions_in_an_unknown_language_are_refused() -> None:
    assert '`questions` is "so"; it must be one of: en, sw.' in refusal(questions={**QUESTIONS, "so": ["maxaa"]})


@pytest.mark.parametrize(
    ("questions", "fault"),
    [(["a"], "`questions` must be a table."), ({"en": "a", "sw": ["b"]}, "`questions.en` must be a list of texts")],
)
def test_questions_of_another_shape_are_refused(questions: object, fault: str) -> None:
    assert fault in refusal(questions=questions)


@pytest.mark.parametrize(
    "entry",
    [
        {"note": NOTED["note"]},
        {"phrase": " ", "note": NOTED["note"]},
        {"phrase": 7, "note": NOTED["note"]},
        {"phrase": "thirty days"},
        {"phrase": "thirty days", "note": {"en": "Not so."}},
        {"phrase": "thirty days", "note": {"en": "Not so.", "sw": " "}},
        {"phrase": "thirty days", "note": {"en": "Not so.", "sw": 7}},
        {"phrase": "thirty days", "note": {"en": "Not so.", "sw": "Sivyo.", "fr": "Non."}},
        {**NOTED, "until": "2027"},
    ],
)
def test_a_changed_entry_holds_a_phrase_and_a_note_in_each_language_and_nothing_else(entry: object) -> None:
    said = refusal(changed=[entry])
    assert said == "polling/queue.md: `changed` needs `phrase`, `note.en` and `note.sw`, and nothing else."


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ({"phrase": "a"}, "`changed` must be written as [[changed]] entries."),
        (["a"], "`changed` must be a table."),
        ([{"phrase": "a", "note": "b"}], "`changed.note` must be a table."),
    ],
)
def test_a_changed_entry_of_another_shape_is_refused(entries: object, fault: str) -> None:
    assert fault in refusal(changed=entries)


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2026, 10, 31), False),
        (date(2026, 11, 1), True),
        (date(2027, 9, 30), True),
        (date(2027, 10, 1), False),
    ],
)
def test_a_card_holds_from_its_first_day_to_its_last(day: date, holds: bool) -> None:
    assert checked().holds_on(day) is holds


def test_a_card_without_days_holds_always() -> None:
    card = cards.check({"id": "ke-bg", "title": "T", **BACKGROUND}, FILE)
    assert card.holds_on(date.min)
    assert card.holds_on(date.max)


@pytest.mark.parametrize(
    ("title", "topics", "tells"),
    [
        ("The result of 2013", ["history"], True),
        ("The result of 2017", ["history"], False),
        ("Closing time in 2013", ["polling"], False),
    ],
)
def test_a_card_of_history_tells_of_the_year_in_its_title(title: str, topics: list[str], tells: bool) -> None:
    assert checked(title=title, topics=topics).tells_of("ke-2013") is tells


def test_a_document_tells_of_its_own_election() -> None:
    card = cards.check({"id": "ke-bg", "title": "T", **BACKGROUND, "election": "ke-2013"}, FILE)
    assert card.tells_of("ke-2013")
    assert not card.tells_of("ke-2017")


def test_texts_lose_the_blanks_around_them() -> None:
    card = checked(title=" In the queue ", sources=[" IEBC "])
    assert (card.title, card.sources) == ("In the queue", ("IEBC",))
