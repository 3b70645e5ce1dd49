"""A citizen's conversation, as the citizen lives it."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from bot import app
from bot.app import Parts
from bot.conversation.citizen import CitizenConversation
from bot.conversation.replies import LONGEST_ACTION_BYTES, Attachment, Clear, Message, Person
from bot.store.database import engine
from bot.store.opinions import Opinions
from knowledge import library
from knowledge.country import Country
from knowledge.editions import Shelf
from knowledge.models import Kind, Language
from tests.bot.conftest import KEY
from tests.bot.talking import SetClock, Talk, notes
from tests.harness.clock import NOON
from tests.harness.library import REAL

HOURS_QUESTION = "What time do polling stations open?"
GOVERNOR_QUESTION = "How long do I have to file a governor petition?"


async def test_start_asks_for_the_language_in_both(talk: Talk) -> None:
    shown = await talk.command("start")
    assert "Chagua lugha" in shown and "Choose your language" in shown
    assert talk.labels == ["Kiswahili", "English"]


async def test_a_chosen_language_brings_the_welcome_and_the_subjects(talk: Talk) -> None:
    await talk.command("start")
    shown = await talk.press("English")
    assert "10 August 2027" in shown
    assert talk.labels[:3] == ["🗳 Voting", "⚖ Disputed results", "🛟 Safety"]


async def test_who_has_chosen_a_language_is_welcomed_at_once_and_can_change_it(talk: Talk) -> None:
    await talk.press_action("language:sw")
    assert "10 Agosti 2027" in await talk.command("start")
    await talk.press("English / Kiswahili")
    assert "TEST COPY" in await talk.press("English")


async def test_a_subject_leads_back_to_the_menu(talk: Talk) -> None:
    welcome = await talk.press_action("language:en")
    await talk.press(talk.labels[0])
    assert await talk.press("« Menu") == welcome


async def test_the_welcome_says_that_this_is_a_test_copy_and_not_the_iebc(talk: Talk) -> None:
    await talk.command("start")
    shown = await talk.press("English")
    assert "TEST COPY" in shown and "I am not the IEBC" in shown and "999" in shown


async def test_the_welcome_in_swahili_is_in_swahili(talk: Talk) -> None:
    await talk.command("start")
    shown = await talk.press("Kiswahili")
    assert "NAKALA YA MAJARIBIO" in shown and "10 Agosti 2027" in shown


async def test_a_subject_offers_its_cards_as_questions(talk: Talk) -> None:
    await talk.press_action("language:en")
    await talk.press(talk.labels[0])
    assert HOURS_QUESTION in talk.labels


async def test_a_question_of_a_subject_is_answered_by_its_card_with_its_source(talk: Talk) -> None:
    await talk.press_action("subject:polling")
    shown = await talk.press(HOURS_QUESTION)
    assert "06:00 (6 am)" in shown and "Source: IEBC" in shown


async def test_a_card_asked_by_button_comes_in_the_chosen_language(talk: Talk) -> None:
    await talk.press_action("language:sw")
    await talk.press(talk.labels[0])
    shown = await talk.press_action(next(button.action for button in talk.buttons if "opening-hours" in button.action))
    assert "saa kumi na mbili asubuhi (6:00 AM)" in shown


async def test_the_safety_subject_opens_with_help_lines(talk: Talk) -> None:
    assert "999" in (await talk.press_action("subject:safety")).splitlines()[0]


async def test_a_typed_question_is_answered_with_its_source(talk: Talk) -> None:
    shown = await talk.type(HOURS_QUESTION)
    assert "06:00 (6 am)" in shown and "Source: IEBC" in shown


async def test_a_citizen_need_not_start_before_asking(talk: Talk) -> None:
    assert "06:00 (6 am)" in await talk.type(HOURS_QUESTION)


async def test_an_answer_offers_a_person(talk: Talk) -> None:
    await talk.type(HOURS_QUESTION)
    assert "Ask a person" in talk.labels


async def test_asking_for_a_person_says_plainly_that_nobody_was_told(talk: Talk) -> None:
    await talk.type(HOURS_QUESTION)
    shown = await talk.press("Ask a person")
    assert "nobody has been told" in shown and "999" in shown and "1199" in shown


async def test_asking_for_a_person_in_swahili_says_the_same(talk: Talk) -> None:
    await talk.press_action("language:sw")
    assert "hakuna aliyeambiwa" in await talk.press_action("person")


@pytest.mark.parametrize("language", list(Language))
async def test_no_text_claims_that_somebody_was_told(language: Language, parts: Parts) -> None:
    claims = re.compile(
        r"has been (informed|notified)|have (told|informed|passed)|will (call|contact) you|wameambiwa|amearifiwa"
    )
    texts = parts.catalogue.sentences(language)
    assert [text for text in texts if claims.search(text)] == []


async def test_an_unanswered_question_offers_a_person(talk: Talk) -> None:
    shown = await talk.type("what is the price of maize flour in the shops of Eldoret")
    assert "06:00" not in shown


async def test_what_is_not_sure_offers_questions_that_can_be_pressed(talk: Talk) -> None:
    await talk.type("observers of the thing with the form")
    offered = [button for button in talk.buttons if button.action.startswith("ask:")]
    for button in offered:
        assert "Source:" in await talk.press_action(button.action)


async def test_help_shows_examples_and_help_lines(talk: Talk) -> None:
    shown = await talk.command("help")
    assert "/language" in shown and "/about" in shown and "999" in shown


async def test_an_unknown_command_is_answered_with_the_help(talk: Talk) -> None:
    assert await talk.command("nonsense") == await talk.command("help")


async def test_language_can_be_changed_at_any_time(talk: Talk) -> None:
    await talk.press_action("language:sw")
    await talk.command("language")
    assert talk.labels == ["Kiswahili", "English"]
    await talk.press("English")
    assert "type your question" in (await talk.command("help")).lower()


async def test_a_chosen_language_is_that_of_the_next_replies(talk: Talk) -> None:
    await talk.press_action("language:sw")
    assert "Andika swali lako" in await talk.command("help")


async def test_a_chosen_language_answers_a_message_of_unsure_language(talk: Talk) -> None:
    await talk.press_action("language:sw")
    shown = await talk.type("1199 2027")
    assert "Source:" not in shown and re.search("Chanzo:|Sijui|Sina uhakika", shown)


async def test_a_sure_language_beats_the_chosen_one(talk: Talk) -> None:
    await talk.press_action("language:sw")
    assert "06:00 (6 am)" in await talk.type(HOURS_QUESTION)


async def test_the_language_of_one_person_is_not_anothers(conversation: CitizenConversation) -> None:
    await Talk(conversation, Person("telegram", "1")).press_action("language:sw")
    assert "Andika" not in await Talk(conversation, Person("telegram", "2")).command("help")


async def test_the_same_id_on_another_channel_is_another_person(conversation: CitizenConversation) -> None:
    await Talk(conversation, Person("telegram", "1")).press_action("language:sw")
    assert "Andika" not in await Talk(conversation, Person("terminal", "1")).command("help")


async def test_about_says_test_copy_and_how_far_the_cards_are_reviewed(talk: Talk, parts: Parts) -> None:
    shown = await talk.command("about")
    cards = [stored.card for stored in app.answerer(parts).edition.cards.values()]
    guidance = sum(card.kind is Kind.GUIDANCE for card in cards)
    assert "TEST COPY" in shown and "not the IEBC" in shown
    assert f"{guidance} cards" in shown and f"0 approved by a named authority, {guidance} checked" in shown
    assert f"{len(cards) - guidance} background documents" in shown


async def test_about_names_the_operator_where_there_is_one(parts: Parts, tmp_path: Path) -> None:
    settings = replace(parts.config, var=tmp_path, key=KEY, operator_name="Uchaguzi Trust", operator_contact="a@b.ke")
    shown = await Talk(app.conversation(replace(parts, config=settings))).command("about")
    assert "Uchaguzi Trust" in shown and "a@b.ke" in shown and "TEST COPY" not in shown


@pytest.mark.parametrize(
    "action",
    ["ask:ke-gone", "subject:weather", "language:fr", "office:king", "nonsense", "", "ask:", "useful:yes:ke-gone"],
)
async def test_an_old_button_says_that_it_no_longer_works(action: str, talk: Talk) -> None:
    assert await talk.press_action(action) == "That button no longer works. Please type your question."


@pytest.fixture
def talk_without_hours(parts: Parts, tmp_path: Path, small_var: Path, set_clock: SetClock) -> Talk:
    """A chat in the middle of which the card on opening hours is withdrawn."""
    shutil.copytree(small_var, tmp_path / "var")
    own = replace(parts, shelf=Shelf(tmp_path / "var"), config=replace(parts.config, var=tmp_path / "var", key=KEY))
    talk = Talk(app.conversation(own, set_clock), clock=set_clock)
    own.shelf.withdraw("ke-opening-hours", "changed", set_clock.now())
    return talk


async def test_the_button_of_a_withdrawn_card_no_longer_works(talk_without_hours: Talk) -> None:
    assert "no longer works" in await talk_without_hours.press_action("ask:ke-opening-hours")


async def test_a_withdrawn_card_answers_no_question(talk_without_hours: Talk) -> None:
    shown = await talk_without_hours.type(HOURS_QUESTION)
    assert "06:00" not in shown and "withdrawn" in shown


async def test_a_withdrawn_card_is_not_offered_under_its_subject(talk_without_hours: Talk) -> None:
    await talk_without_hours.press_action("subject:polling")
    assert HOURS_QUESTION not in talk_without_hours.labels


async def test_an_expired_card_is_not_offered_under_its_subject(talk: Talk, set_clock: SetClock) -> None:
    set_clock.forward(days=3 * 365)
    await talk.press_action("subject:polling")
    assert HOURS_QUESTION not in talk.labels


@pytest.mark.parametrize("kind", list(Attachment))
@pytest.mark.parametrize("language", list(Language))
async def test_what_is_not_text_gets_kind_words_of_its_own(kind: Attachment, language: Language, talk: Talk) -> None:
    await talk.press_action(f"language:{language.value}")
    shown = await talk.attach(kind)
    others = [await talk.attach(other) for other in Attachment if other is not kind]
    assert shown and shown not in others
    assert not talk.buttons


async def test_who_speaks_instead_of_writing_is_given_the_help_lines(talk: Talk) -> None:
    assert "999" in await talk.attach(Attachment.SPOKEN)


async def test_an_error_is_told_with_help_lines_and_nothing_of_itself(talk: Talk) -> None:
    shown = await talk.apology()
    assert "went wrong" in shown and "999" in shown and "Error" not in shown


async def test_a_follow_up_leans_on_the_question_before(talk: Talk) -> None:
    await talk.type(GOVERNOR_QUESTION)
    assert "28 days" in await talk.type("and in which court?")


async def test_a_follow_up_is_forgotten_after_twenty_minutes(talk: Talk, set_clock: SetClock) -> None:
    await talk.type(GOVERNOR_QUESTION)
    set_clock.forward(minutes=20)
    assert "28 days" not in await talk.type("and then?")


async def test_a_follow_up_is_not_forgotten_before(talk: Talk, set_clock: SetClock) -> None:
    await talk.type(GOVERNOR_QUESTION)
    set_clock.forward(minutes=18)
    assert "28 days" in await talk.type("and then?")


async def test_what_one_person_asked_is_not_remembered_for_another(conversation: CitizenConversation) -> None:
    await Talk(conversation, Person("telegram", "1")).type(GOVERNOR_QUESTION)
    assert "28 days" not in await Talk(conversation, Person("telegram", "2")).type("and then?")


async def test_who_is_forgotten_has_no_language_and_no_earlier_question(talk: Talk) -> None:
    await talk.press_action("language:sw")
    await talk.type(GOVERNOR_QUESTION)
    await talk.command("forget")
    assert "28 days" not in await talk.type("and then?")
    assert "Andika" not in await talk.command("help")


async def test_danger_is_answered_first_whatever_was_asked_before(talk: Talk) -> None:
    await talk.type(HOURS_QUESTION)
    shown = await talk.type("they are burning houses near us")
    assert "999" in shown.split("\n\n")[0] and "Ask a person" in talk.labels


async def test_a_question_behind_help_or_an_unknown_command_is_answered(talk: Talk) -> None:
    for name in ("help", "nonsense"):
        assert "06:00 (6 am)" in await talk.command(name, HOURS_QUESTION)


async def test_danger_behind_a_command_is_heard(talk: Talk) -> None:
    assert "999" in (await talk.command("help", "they are burning houses near us")).split("\n\n")[0]


async def test_what_a_link_adds_to_start_is_no_question(talk: Talk) -> None:
    assert "Choose your language" in await talk.command("start", "poster7")


async def test_an_answer_offers_questions_near_it_that_can_be_pressed(talk: Talk) -> None:
    await talk.type(HOURS_QUESTION)
    near = [button for button in talk.buttons if button.action.startswith("ask:")]
    assert 1 <= len(near) <= 2 and "ask:ke-opening-hours" not in [button.action for button in near]
    for button in near:
        assert "Source:" in await talk.press_action(button.action)


async def test_a_withdrawn_card_is_not_offered_as_near(talk_without_hours: Talk) -> None:
    await talk_without_hours.type("I am still in the queue and it is closing time, will I vote?")
    assert talk_without_hours.buttons
    assert "ask:ke-opening-hours" not in [button.action for button in talk_without_hours.buttons]


async def test_an_unknown_answer_is_not_asked_to_be_found_useful(talk: Talk) -> None:
    await talk.type("what is the price of maize flour in the shops of Eldoret")
    assert "👍 Useful" not in talk.labels


async def test_a_useful_answer_is_counted_and_the_buttons_for_it_go(
    talk: Talk, conversation: CitizenConversation, tmp_path: Path
) -> None:
    await talk.type(HOURS_QUESTION)
    assert "Thank you" in await talk.press("👍 Useful")
    assert [note.spent for note in notes(talk.effects)] == ["useful:"] and len(talk.effects) == 1
    assert Opinions(engine(tmp_path / "bot.sqlite")).counts("ke-opening-hours") == (1, 0)


async def test_an_answer_that_was_not_useful_is_counted_and_something_else_offered(talk: Talk, tmp_path: Path) -> None:
    await talk.type(HOURS_QUESTION)
    assert "What was missing?" in await talk.press("👎 No")
    assert talk.labels == ["Ask a person", "« Menu"]
    assert Opinions(engine(tmp_path / "bot.sqlite")).counts("ke-opening-hours") == (0, 1)


async def test_clearing_is_offered_after_answers_on_violence_only(talk: Talk) -> None:
    await talk.type(HOURS_QUESTION)
    assert "🧹 Clear this chat" not in talk.labels
    await talk.type("they are burning houses near us")
    assert "🧹 Clear this chat" in talk.labels


@pytest.mark.parametrize("by", ["button", "command"])
async def test_clearing_says_what_stays_and_forgets_the_last_questions(by: str, talk: Talk) -> None:
    await talk.type(GOVERNOR_QUESTION)
    shown = await (talk.press_action("clear") if by == "button" else talk.command("clear"))
    assert isinstance(talk.effects[0], Clear)
    assert "48 hours" in shown and "delete this chat in Telegram" in shown
    assert "28 days" not in await talk.type("and then?")


async def test_privacy_says_what_is_kept_and_what_telegram_sees(talk: Talk) -> None:
    shown = await talk.command("privacy")
    assert "Telegram itself can read" in shown and "/forget" in shown and "48 hours" in shown


async def test_sources_names_publishers_and_quoted_documents(talk: Talk, parts: Parts) -> None:
    shown = await talk.command("sources")
    cards = [stored.card for stored in app.answerer(parts).edition.cards.values()]
    for card in cards:
        assert (card.publisher if card.kind is Kind.GUIDANCE else card.title) in shown


async def test_buttons_under_a_swahili_answer_answer_in_swahili(talk: Talk) -> None:
    await talk.type("Vituo vya kupigia kura vinafunguliwa saa ngapi?")
    assert "hakuna aliyeambiwa" in await talk.press("Uliza mtu")


async def test_a_newly_chosen_language_holds_under_older_answers_too(talk: Talk) -> None:
    await talk.type("Vituo vya kupigia kura vinafunguliwa saa ngapi?")
    await talk.press_action("language:en")
    assert "nobody has been told" in await talk.press_action("person")


# --- messages that belong together ------------------------------------------------------------------------------------


async def test_short_messages_sent_at_once_are_one_question(talk: Talk) -> None:
    await talk.type("what time do")
    shown = await talk.type("polling stations open", after_seconds=1)
    assert "06:00 (6 am)" in shown


async def test_the_answer_to_half_a_question_is_taken_back(talk: Talk) -> None:
    assert "Chanzo:" not in await talk.type("tafadhali ndugu niambie")
    shown = await talk.type("vituo vya kupigia kura vinafunguliwa saa ngapi", after_seconds=2)
    assert talk.has_replaced and "Chanzo:" in shown


async def test_two_halves_that_lead_to_one_card_bring_it_once(talk: Talk) -> None:
    await talk.type("nimepoteza")
    await talk.type("kitambulisho changu nitapiga kura aje", after_seconds=1)
    assert talk.has_replaced


async def test_messages_further_apart_are_questions_of_their_own(talk: Talk) -> None:
    await talk.type("tafadhali ndugu niambie")
    await talk.type("vituo vya kupigia kura vinafunguliwa saa ngapi", after_seconds=3)
    assert not talk.has_replaced


async def test_two_questions_sent_at_once_are_both_answered(talk: Talk) -> None:
    first = await talk.type(HOURS_QUESTION)
    second = await talk.type("Can I vote if I lost my ID?", after_seconds=1)
    assert not talk.has_replaced and "06:00" in first and "06:00" not in second


async def test_a_second_half_that_adds_nothing_leaves_the_first_answer(talk: Talk) -> None:
    assert "06:00" in await talk.type(HOURS_QUESTION)
    await talk.type("what is the price of maize flour in Nakuru", after_seconds=1)
    assert not talk.has_replaced


async def test_what_was_said_to_danger_is_never_taken_back(talk: Talk) -> None:
    assert "999" in await talk.type("they are burning houses")
    await talk.type("polling stations open when", after_seconds=1)
    assert not talk.has_replaced


async def test_danger_in_the_second_message_is_answered_by_itself(talk: Talk) -> None:
    await talk.type("nko kibra")
    assert "999" in (await talk.type("they are burning houses", after_seconds=1)).split("\n\n")[0]


async def test_an_edited_message_is_answered_anew_and_its_old_words_are_forgotten(talk: Talk) -> None:
    await talk.type(GOVERNOR_QUESTION)
    assert "06:00 (6 am)" in await talk.edit(HOURS_QUESTION)
    assert "28 days" not in await talk.type("and then?")


async def test_a_forwarded_message_is_not_vouched_for(talk: Talk) -> None:
    forwarded = Message(HOURS_QUESTION, talk.clock.now(), is_forwarded=True)
    shown = await talk.send(forwarded)
    assert shown.startswith("You forwarded this. I cannot check messages") and "06:00 (6 am)" in shown


async def test_danger_in_a_forwarded_message_still_comes_first(talk: Talk) -> None:
    shown = await talk.send(Message("they are burning houses near us", talk.clock.now(), is_forwarded=True))
    assert "999" in shown.split("\n\n")[0][:250]


@pytest.mark.parametrize("words", ["🗳" * 2048, "سلام " * 800, "a" * 4096, "\ud83d", "\u202e" * 50, "<b>&lt;script>"])
async def test_strange_and_long_texts_are_answered(words: str, talk: Talk) -> None:
    shown = await talk.type(words)
    assert shown and words.strip() not in shown


def test_every_button_fits_what_telegram_carries(real_actions: list[str]) -> None:
    assert [action for action in real_actions if len(action.encode()) > LONGEST_ACTION_BYTES] == []


@pytest.fixture(scope="module")
def real_actions(land: Country) -> list[str]:
    """The actions of every card, seat, subject and language."""
    cards = [document.card.id for document in library.find((REAL,), land, NOON.date()).documents]
    assert len(cards) > 100
    named = [f"{kind}:{card}" for card in cards for kind in ("ask", "useful:yes", "useful:no")]
    return [*named, *(f"office:{office.id}" for office in land.offices)]


def test_every_card_of_the_menu_is_in_the_library(land: Country, real_actions: list[str]) -> None:
    missing = [card for cards in land.menu.values() for card in cards if f"ask:{card}" not in real_actions]
    assert missing == []


async def test_a_question_looks_into_the_store_once_for_the_language_and_once_for_the_days_recorded(talk: Talk) -> None:
    looks: list[object] = []
    look = looks.append
    event.listen(Engine, "begin", look)
    try:
        await talk.type(HOURS_QUESTION)
    finally:
        event.remove(Engine, "begin", look)
    assert len(looks) == 2
