"""A dispute as a person goes through it: by taps, by typing a day, or from the first sentence."""

from datetime import date, datetime

import pytest

from bot.app import Parts
from bot.conversation.replies import File, Message, Reply
from bot.store.anchors import Anchors, Draft
from bot.store.database import engine
from tests.bot.talking import SetClock, Talk

GRIEVANCE = "they stole our governor seat, they announced it on Sunday"


async def tapped(talk: Talk, *labels: str) -> str:
    await talk.command("dispute")
    text = ""
    for label in labels:
        text = await talk.press(label)
    return text


async def test_four_taps_lead_to_the_page(talk: Talk) -> None:
    text = await tapped(
        talk, "Governor", "The declared result is wrong", "Yesterday, Wednesday 18 August 2027", "a candidate"
    )
    assert "High Court of the county" in text and "by Wednesday 15 September 2027. 27 days left." in text
    assert "KSh 500,000" in text and "SOURCES" in text
    assert talk.labels == ["☑ Checklist", "💾 Keep this", "🔔 Remind me", "Ask a person", "« Menu"]


async def test_the_page_can_be_ticked_off_and_kept(talk: Talk) -> None:
    await tapped(talk, "Governor", "The declared result is wrong", "Yesterday, Wednesday 18 August 2027", "a candidate")
    assert "☐ Wednesday 15 September 2027: File a petition" in await talk.press("☑ Checklist")
    await talk.press("💾 Keep this")
    assert list(talk.files) == ["kura-salama-governor-result.txt", "kura-salama-governor-result.ics"]
    text, days = talk.files.values()
    assert "WHO MAY BRING IT" in text and "☐" in text
    assert "DTSTART;VALUE=DATE:20270915" in days and days.count("BEGIN:VALARM") == 2


async def test_without_a_day_there_is_only_a_text_to_keep(talk: Talk) -> None:
    text = await tapped(talk, "President", "The declared result is wrong", "I do not know, or not yet", "an agent")
    assert "so I compute no date" in text
    await talk.press("💾 Keep this")
    assert list(talk.files) == ["kura-salama-president-result.txt"]


async def test_a_day_can_be_typed(talk: Talk) -> None:
    asked = await tapped(talk, "Governor", "The declared result is wrong", "Another day: I type it")
    assert "15 August, 15/8, on Sunday" in asked
    assert "Who are you" in await talk.type("on Sunday")
    assert "by Sunday 12 September 2027" in await talk.press("a party")


async def test_words_in_which_no_day_is_found_are_asked_for_again(talk: Talk) -> None:
    await tapped(talk, "Governor", "The declared result is wrong", "Another day: I type it")
    assert "I could not read a day" in await talk.type("xyzzy plugh")
    assert "that is today or before" in await talk.type("25 August")
    assert "Who are you" in await talk.type("15/8")


async def test_danger_is_answered_before_the_day_that_was_asked_for(talk: Talk) -> None:
    await tapped(talk, "Governor", "The declared result is wrong", "Another day: I type it")
    assert "999" in await talk.type("my brother was shot yesterday")
    assert "Who are you" not in "".join(talk.labels)


async def test_a_question_in_between_is_answered_as_ever(talk: Talk) -> None:
    await tapped(talk, "Governor", "The declared result is wrong", "Another day: I type it")
    assert "06:00" in await talk.type("what time do polling stations open?")


async def test_an_awaited_day_is_forgotten_in_time_and_on_request(talk: Talk) -> None:
    await tapped(talk, "Governor", "The declared result is wrong", "Another day: I type it")
    await talk.command("forget")
    assert "Who are you" not in await talk.type("on Sunday")
    await tapped(talk, "Governor", "The declared result is wrong", "Another day: I type it")
    assert "Who are you" not in await talk.type("on Sunday", after_seconds=21 * 60)


async def test_a_grievance_enters_the_path_where_its_words_already_are(talk: Talk) -> None:
    text = await talk.type(GRIEVANCE)
    answer, asked = talk.effects
    assert isinstance(answer, Reply) and "by Sunday 12 September 2027. 24 days left." in answer.text
    assert isinstance(asked, Reply) and asked.text == "Who are you in this?"
    page = await talk.press("a voter registered there")
    assert "by Sunday 12 September 2027" in page and "election of a governor" in page and text


async def test_the_same_in_swahili(talk: Talk) -> None:
    await talk.type("wameiba kiti cha gavana wetu, walitangaza jumapili")
    assert "Wewe ni nani" in (talk.effects[-1].text if isinstance(talk.effects[-1], Reply) else "")
    page = await talk.press("mgombea")
    assert "kufikia Jumapili tarehe 12 Septemba 2027" in page and "NANI ANAWEZA KULILETA" in page


async def test_a_grievance_without_a_seat_is_asked_for_it_first_and_leads_on_in_three_taps(talk: Talk) -> None:
    asked = await talk.type("they stole our votes, what can we do by when")
    assert asked.startswith("Which seat is it about?") and talk.labels[:2] == ["President", "Governor"]
    assert "On which day was the result declared?" in await talk.press("Governor")
    assert "Who are you" in await talk.press("Yesterday, Wednesday 18 August 2027")
    assert "by Wednesday 15 September 2027" in await talk.press("an agent")


@pytest.mark.parametrize("words", ["my vote was stolen what do i do", "kura yangu imeibiwa nifanye nini"])
async def test_one_vote_stolen_is_a_grievance_too(talk: Talk, words: str) -> None:
    await talk.type(words)
    assert {"Governor", "Gavana"} & set(talk.labels)


async def test_its_day_is_taken_along(talk: Talk) -> None:
    await talk.type("kura zetu zimeibiwa na matokeo yametangazwa jana")
    assert "Wewe ni nani" in await talk.press("Seneta")
    assert "Jumatano tarehe 15 Septemba 2027" in await talk.press("mgombea")


@pytest.mark.parametrize(
    ("words", "court"),
    [
        ("my party denied me the ticket, what do i do", "party"),
        ("mgombea wetu alishinda lakini wametangaza mwingine", "Mahakama"),
        ("our candidate won but they announced another", "High Court"),
    ],
)
async def test_other_grievances_lead_to_their_own_paths(talk: Talk, words: str, court: str) -> None:
    await talk.type(words)
    seat = next(label for label in talk.labels if label in ("Governor", "Gavana"))
    await talk.press(seat)
    while not any(action.startswith("checklist:") for action in [button.action for button in talk.buttons]):
        text = await talk.press_action(
            next(button.action for button in talk.buttons if button.action.startswith("dispute:governor"))
        )
    assert court in text


@pytest.mark.parametrize(
    "words",
    [
        "what if they stole our votes?",
        "they stole our votes in 2007, what happened then?",
        "how do I know that votes are not stolen?",
        "kama wameiba kura tunafanya nini",
    ],
)
async def test_what_is_supposed_or_long_past_opens_no_path(talk: Talk, words: str) -> None:
    await talk.type(words)
    assert "Which seat" not in "".join(reply.text for reply in talk.effects if isinstance(reply, Reply))
    assert "Ni kuhusu kiti gani" not in "".join(reply.text for reply in talk.effects if isinstance(reply, Reply))


async def test_a_grievance_without_its_day_is_asked_for_it(talk: Talk) -> None:
    assert "On which day was the result declared?" in await talk.type(
        "the senator was rigged out in kajiado while the lights were off"
    )
    assert "Today, Thursday 19 August 2027" in talk.labels


async def test_a_question_that_a_card_answers_is_answered_and_offers_the_path(talk: Talk) -> None:
    text = await talk.type("by when must a governor petition be filed?")
    assert "28 days" in text and "🧭 Guide me: where, by when" in talk.labels
    assert "On which day was the result declared?" in await talk.press("🧭 Guide me: where, by when")


async def test_a_forwarded_grievance_opens_no_path(talk: Talk) -> None:
    await talk.send(Message(GRIEVANCE, talk.clock.now(), "1", is_forwarded=True))
    assert len(talk.effects) == 1


async def test_an_old_button_says_so(talk: Talk) -> None:
    for action in ("dispute:king@seat", "keep:x/y", "checklist:"):
        assert "no longer works" in await talk.press_action(action)


async def test_what_does_not_wait_for_a_day_asks_for_none(talk: Talk) -> None:
    await tapped(talk, "Something else: police, register, hate speech ...", "The police hurt somebody")
    assert "1559" in await talk.press("an observer or somebody else")


# --- dates ------------------------------------------------------------------------------------------------------------


async def test_the_key_dates_are_listed_with_their_sources(talk: Talk) -> None:
    talk.clock.moment = datetime(2026, 11, 20, 12, tzinfo=talk.clock.moment.tzinfo)
    text = await talk.command("dates")
    assert "- Tuesday 10 August 2027: Polling day. Constitution of Kenya 2010" in text
    assert "- about Saturday 7 August 2027: Campaigning ends" in text
    assert text.index("Not announced, or its day is not known here") < text.index("- Registration of voters closes")
    assert any("primaries" in label for label in talk.labels)


async def test_the_key_dates_go_into_a_calendar(talk: Talk) -> None:
    await talk.command("dates")
    await talk.press("📅 Calendar file")
    (name, content) = next(iter(talk.files.items()))
    assert name.endswith(".ics") and "DTSTART;VALUE=DATE:20270810" in content
    assert isinstance(talk.effects[0], File)


@pytest.mark.parametrize(
    ("at", "said", "offered"),
    [
        (datetime(2026, 11, 20, 12), "Registration of voters. Polling day is in 263 days.", "register"),
        (datetime(2027, 8, 9, 9), "Campaign silence. Polling day is in 1 day.", "polling station"),
        (datetime(2027, 8, 10, 14, 50), "they close at 17:00 (5 pm), in 2 h 10 min.", "polling stations open"),
        (datetime(2027, 8, 19, 9), "Time to file petitions.", "28 days"),
    ],
)
async def test_the_menu_knows_the_phase(talk: Talk, at: datetime, said: str, offered: str) -> None:
    talk.clock.moment = at.replace(tzinfo=talk.clock.moment.tzinfo)
    await talk.command("start")
    text = await talk.press("English")
    assert said in text
    assert any(offered in label for label in talk.labels[4:6]), talk.labels


# --- what the desk recorded -------------------------------------------------------------------------------------------


def recorded(parts: Parts, clock: SetClock, *, day: int, office: str, area: str = "") -> None:
    anchors = Anchors(engine(parts.config.database), clock)
    draft = Draft("ke-2027", "declaration", date(2027, 8, day), "the form on the wall", office, area)
    anchors.confirm(anchors.record(draft, "one"), "two")


async def test_a_day_that_the_desk_recorded_is_offered_and_named_on_the_page(talk: Talk, own_parts: Parts) -> None:
    recorded(own_parts, talk.clock, day=13, office="governor", area="32")
    await tapped(talk, "Governor", "The declared result is wrong")
    assert talk.labels[0] == "13 August 2027, recorded: Nakuru"
    await talk.press("13 August 2027, recorded: Nakuru")
    page = await talk.press("a candidate")
    assert "by Friday 10 September 2027" in page
    assert "recorded by the desk on 19 August 2027 from the form on the wall" in page


async def test_a_question_is_answered_from_the_day_that_was_recorded_a_moment_ago(talk: Talk, own_parts: Parts) -> None:
    question = "by when must a presidential petition be filed?"
    assert "22 August 2027" not in await talk.type(question)
    recorded(own_parts, talk.clock, day=15, office="president")
    assert "by Sunday 22 August 2027, before 14:00 (2 pm). 3 days left." in await talk.type(question)


SHOWN = "dates of the last 24 hours that could still be corrected: {}"


async def test_a_day_counted_from_the_desks_record_is_noted_for_a_day_and_goes_with_forget(
    talk: Talk, own_parts: Parts
) -> None:
    recorded(own_parts, talk.clock, day=13, office="governor", area="32")
    recorded(own_parts, talk.clock, day=15, office="president")
    await tapped(talk, "Governor", "The declared result is wrong", "13 August 2027, recorded: Nakuru", "a candidate")
    assert SHOWN.format(1) in await talk.command("mydata")
    await talk.type("by when must a presidential petition be filed?")
    assert SHOWN.format(2) in await talk.command("mydata")
    await talk.command("dates")
    assert SHOWN.format(3) in await talk.command("mydata")
    await talk.command("forget")
    assert SHOWN.format(0) in await talk.command("mydata")


async def test_a_day_that_the_person_gave_is_noted_nowhere(talk: Talk) -> None:
    await tapped(talk, "Governor", "The declared result is wrong", "Yesterday, Wednesday 18 August 2027", "a candidate")
    await talk.type(GRIEVANCE)
    assert SHOWN.format(0) in await talk.command("mydata")


async def test_a_button_with_a_day_corrected_since_leads_to_the_corrected_page(talk: Talk, own_parts: Parts) -> None:
    recorded(own_parts, talk.clock, day=13, office="governor", area="32")
    action = "dispute:governor/governor_result/a1/candidate"
    assert "by Friday 10 September 2027" in await talk.press_action(action)
    anchors = Anchors(engine(own_parts.config.database), talk.clock)
    anchors.confirm(anchors.correct(1, date(2027, 8, 14), "certificate 37D", "one"), "two")
    page = await talk.press_action(action)
    assert "by Saturday 11 September 2027" in page and "Corrected: before, 13 August 2027 was said here." in page
    anchors.withdraw(2, "one")
    assert "no longer works" in await talk.press_action(action)
