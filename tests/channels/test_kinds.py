"""Every kind of update, and what the bot does with it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.conversation.replies import Attachment, Message
from tests.bot.talking import SetClock
from tests.channels.running import FakeConversation, running
from tests.harness import updates
from tests.harness.botapi import BotApi, refused
from tests.harness.kinds import OTHER_KINDS, WHERE
from tests.harness.updates import Json

GROUP = -1000000000001
LAST = "the last one"
FILE = {"file_id": "x", "file_unique_id": "y"}
PHOTO = OTHER_KINDS["photo"]

# What a private message may hold besides words. Kinds that Telegram has and the double has not are written out here.
HELD: list[tuple[str, Json, Attachment]] = [
    ("photo", PHOTO, Attachment.PICTURE),
    ("video", OTHER_KINDS["video"], Attachment.PICTURE),
    ("animation", OTHER_KINDS["animation"], Attachment.PICTURE),
    ("story", OTHER_KINDS["story"], Attachment.PICTURE),
    ("paid media", {"paid_media": {"star_count": 1, "paid_media": []}}, Attachment.PICTURE),
    ("voice", OTHER_KINDS["voice"], Attachment.SPOKEN),
    ("audio", OTHER_KINDS["audio"], Attachment.SPOKEN),
    ("video note", OTHER_KINDS["video_note"], Attachment.SPOKEN),
    ("sticker", OTHER_KINDS["sticker"], Attachment.STICKER),
    ("dice", OTHER_KINDS["dice"], Attachment.STICKER),
    ("game", OTHER_KINDS["game"], Attachment.STICKER),
    ("document", OTHER_KINDS["document"], Attachment.DOCUMENT),
    ("location", OTHER_KINDS["location"], Attachment.PLACE),
    ("live location", {"location": WHERE | {"live_period": 600}}, Attachment.PLACE),
    ("venue", OTHER_KINDS["venue"], Attachment.PLACE),
    ("contact", OTHER_KINDS["contact"], Attachment.CONTACT),
    ("poll", OTHER_KINDS["poll"], Attachment.POLL),
    (
        "invoice",
        {"invoice": {"title": "x", "description": "x", "start_parameter": "x", "currency": "KES", "total_amount": 1}},
        Attachment.OTHER,
    ),
    ("not yet invented", OTHER_KINDS["not yet invented"], Attachment.OTHER),
    ("nothing at all", {}, Attachment.OTHER),
]

OF_TELEGRAM: list[Json] = [
    {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
    {"pinned_message": updates.message(1, 7, updates.text("x"))},
    {"new_chat_members": [updates.person(7)]},
    {"left_chat_member": updates.person(7)},
    {"group_chat_created": True},
    {"write_access_allowed": {}},
    {"proximity_alert_triggered": {"traveler": updates.person(7), "watcher": updates.person(8), "distance": 1}},
    {"video_chat_ended": {"duration": 1}},
    {"chat_background_set": {"type": {"type": "chat_theme", "theme_name": "🏠"}}},
    {"web_app_data": {"data": "x", "button_text": "x"}},
    {"users_shared": {"request_id": 1, "users": [{"user_id": 8}]}},
]

WORDS = updates.message(1, 7, updates.text("hello"))
BUSINESS = {"business_connection_id": "b"}
# Updates that are none of the bot's business, with what a careless reader would take for words of chat 7.
SILENT: dict[str, Json] = {
    "inline_query": {"id": "1", "from": updates.person(7), "query": "hello", "offset": ""},
    "chosen_inline_result": {"result_id": "1", "from": updates.person(7), "query": "hello"},
    "business_message": WORDS | BUSINESS,
    "edited_business_message": WORDS | BUSINESS,
    "deleted_business_messages": BUSINESS | {"chat": updates.chat(7), "message_ids": [1]},
    "channel_post": updates.message(1, GROUP, updates.text("hello"), "channel"),
    "edited_channel_post": updates.message(1, GROUP, updates.text("hello"), "channel"),
    "poll_answer": {"poll_id": "1", "user": updates.person(7), "option_ids": [0], "option_persistent_ids": ["a"]},
    "poll": OTHER_KINDS["poll"]["poll"],
    "message_reaction": {
        "chat": updates.chat(7), "message_id": 1, "user": updates.person(7), "date": 1,
        "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "👍"}],
    },
    "message_reaction_count": {"chat": updates.chat(7), "message_id": 1, "date": 1, "reactions": []},
    "chat_member": {
        "chat": updates.chat(7), "from": updates.person(7), "date": 1,
        "old_chat_member": updates.member(updates.person(7), "member"),
        "new_chat_member": updates.member(updates.person(7), "left"),
    },
    "chat_join_request": {"chat": updates.chat(7), "from": updates.person(7), "user_chat_id": 7, "date": 1},
    "pre_checkout_query": {
        "id": "1", "from": updates.person(7), "currency": "KES", "total_amount": 1, "invoice_payload": "x",
    },
    "not_yet_invented": {"id": "1", "from": updates.person(7)},
}  # fmt: skip


async def heard(double: BotApi, *contents: Json, update: str = "message", **made: Any) -> FakeConversation:
    """What the conversation hears of these messages of chat 7, without the last one, behind which all are done."""
    conversation = FakeConversation()
    async with running(double, conversation, **made):
        for content in contents:
            double.say(7, content, update=update)
        double.write(7, LAST)
        await double.wait_until(lambda: f"message: {LAST}" in double.texts(7), 5, "the last one answered")
    assert conversation.heard.pop() == ("message", LAST)
    return conversation


@pytest.mark.parametrize(("content", "kind"), [row[1:] for row in HELD], ids=[row[0] for row in HELD])
async def test_what_is_no_text_is_answered_by_its_kind(content: Json, kind: Attachment) -> None:
    async with BotApi() as double:
        assert (await heard(double, content)).heard == [("attachment", kind.value)]


@pytest.mark.parametrize(("content", "kind"), [row[1:] for row in HELD], ids=[row[0] for row in HELD])
async def test_a_caption_is_heard_behind_what_it_stands_under(content: Json, kind: Attachment) -> None:
    async with BotApi() as double:
        conversation = await heard(double, content | {"caption": "is this true?"})
    assert conversation.heard == [("attachment", kind.value), ("message", "is this true?")]
    assert double.texts(7)[:2] == [f"attachment: {kind.value}", "message: is this true?"]


def test_every_kind_that_the_double_knows_is_in_this_table() -> None:
    contents = [content for _, content, _ in HELD]
    assert all(content in contents for content in OTHER_KINDS.values())


@pytest.mark.parametrize("content", OF_TELEGRAM, ids=lambda content: next(iter(content)))
async def test_what_telegram_itself_says_in_a_chat_is_passed_over(content: Json) -> None:
    async with BotApi() as double:
        assert (await heard(double, content)).heard == []


@pytest.mark.parametrize("kind", SILENT)
async def test_other_updates_are_passed_over(kind: str) -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        await double.wait_until(lambda: double.pollers > 0, 5, "polling")
        double.allowed_updates = frozenset({*double.allowed_updates, kind})  # as an older copy of the bot had asked
        double.inject({kind: SILENT[kind]})
        double.write(7, LAST)
        await double.wait_until_answered([7])
        await double.wait_until_taken()
    assert conversation.heard == [("message", LAST)]
    assert set(double.methods()) == {"getMe", "deleteWebhook", "sendMessage"}


async def test_telegram_is_asked_only_for_what_the_table_names() -> None:
    async with BotApi() as double:
        await heard(double)
        assert double.allowed_updates == {"message", "edited_message", "callback_query", "my_chat_member"}


async def test_words_come_with_their_time_and_number() -> None:
    clock = SetClock(datetime(2027, 8, 10, 6, 0, tzinfo=UTC))
    async with BotApi(clock=clock) as double:
        conversation = await heard(double, updates.text("hello"))
    number = next(message.message_id for message in double.shown(7) if message.text == "hello")
    assert conversation.messages[0] == Message("hello", clock.moment, str(number))
    assert conversation.messages[0].sent_at.tzinfo is not None


async def test_edited_words_are_answered_anew_under_their_number_and_new_time() -> None:
    clock = SetClock(datetime(2027, 8, 10, 6, 0, tzinfo=UTC))
    conversation = FakeConversation()
    async with BotApi(clock=clock) as double, running(double, conversation):
        double.write(7, "helo")
        await double.wait_until_answered([7])
        clock.forward(minutes=5)
        double.edit(7, "hello")
        await double.wait_until_answered([7], 2)
    first, second = conversation.messages
    assert second == Message("hello", clock.moment, first.id, is_edited=True)
    assert first.sent_at < second.sent_at
    assert double.texts(7) == ["message: helo", "message: hello"]


async def test_an_edited_caption_is_answered_without_the_words_for_what_it_stands_under() -> None:
    async with BotApi() as double:
        conversation = await heard(double, PHOTO | {"caption": "is it?", "edit_date": 1}, update="edited_message")
    assert conversation.heard == [("message", "is it?")]
    assert conversation.messages[0].is_edited


@pytest.mark.parametrize("content", [{"location": WHERE | {"live_period": 600}}, PHOTO, OTHER_KINDS["poll"]])
async def test_what_is_edited_and_has_no_words_is_passed_over(content: Json) -> None:
    async with BotApi() as double:
        assert (await heard(double, content | {"edit_date": 1}, update="edited_message")).heard == []


async def test_an_edited_command_is_a_command() -> None:
    async with BotApi() as double:
        assert (await heard(double, updates.text("/help"), update="edited_message")).heard == [("command", "help")]


@pytest.mark.parametrize("origin", ["user", "hidden_user", "chat", "channel"])
async def test_forwarded_words_are_known_as_such(origin: str) -> None:
    async with BotApi() as double:
        conversation = await heard(double, updates.forwarded(updates.text("polls are postponed"), origin))
    assert conversation.heard == [("message", "polls are postponed")]
    assert conversation.messages[0].is_forwarded


async def test_a_forwarded_command_is_only_words() -> None:
    async with BotApi() as double:
        conversation = await heard(double, updates.forwarded(updates.text("/forget")))
    assert conversation.heard == [("message", "/forget")]


async def test_a_command_under_a_picture_is_only_words() -> None:
    async with BotApi() as double:
        conversation = await heard(double, PHOTO | {"caption": "/forget"})
    assert conversation.heard == [("attachment", "picture"), ("message", "/forget")]


async def test_words_by_way_of_another_bot_are_words() -> None:
    gif = {"id": 5, "is_bot": True, "first_name": "Gif", "username": "gif"}
    async with BotApi() as double:
        assert (await heard(double, updates.text("hello") | {"via_bot": gif})).heard == [("message", "hello")]


async def test_a_reply_to_something_is_its_own_words() -> None:
    earlier = updates.message(1, 7, updates.text("earlier"))
    async with BotApi() as double:
        conversation = await heard(double, updates.reply(updates.text("hello"), earlier, quote="earl"))
    assert conversation.heard == [("message", "hello")]


async def test_an_album_is_answered_once_and_its_caption_too() -> None:
    parts = [PHOTO | {"media_group_id": "one"} for _ in range(10)]
    parts[3] |= {"caption": "are these real?"}
    async with BotApi() as double:
        conversation = await heard(double, *parts, PHOTO | {"media_group_id": "two"}, PHOTO)
    assert conversation.heard == [
        ("attachment", "picture"),
        ("message", "are these real?"),
        ("attachment", "picture"),
        ("attachment", "picture"),
    ]


async def test_two_peoples_albums_are_two() -> None:
    album = PHOTO | {"media_group_id": "one"}
    async with BotApi() as double, running(double, FakeConversation()):
        double.say(7, album)
        double.say(8, album)
        await double.wait_until_answered([7, 8])


@pytest.mark.parametrize(
    "words",
    ["w" * 4096, "🗳️👩🏾‍⚖️" * 400, "متى تفتح مراكز الاقتراع؟", "\u202eabc\u202c", "a\u200bb", "ሰላም", "\n\n?\n", "0"],
    ids=lambda words: repr(words[:10]),
)
async def test_words_of_any_script_and_length_are_heard_whole(words: str) -> None:
    async with BotApi() as double:
        assert (await heard(double, updates.text(words))).heard == [("message", words)]


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_added_to_a_group_or_channel_the_bot_leaves(kind: str) -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        double.join(GROUP, kind)
        await double.wait_until(lambda: double.chats[GROUP].status == "left", 5, "left")
        double.write(7, LAST)
        await double.wait_until_answered([7])
    assert conversation.heard == [("message", LAST)]
    assert double.to(GROUP) == []
    assert double.methods().count("leaveChat") == 1


@pytest.mark.parametrize("kind", ["group", "supergroup"])
@pytest.mark.parametrize("content", [updates.text("/start"), updates.text("hello"), PHOTO, OF_TELEGRAM[2]], ids=str)
@pytest.mark.parametrize("update", ["message", "edited_message"])
async def test_from_a_group_that_it_was_in_before_it_goes_without_a_word(kind: str, content: Json, update: str) -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        double.say(GROUP, content, kind, update)
        await double.wait_until(lambda: double.chats[GROUP].status == "left", 5, "left")
    assert conversation.heard == []
    assert double.to(GROUP) == []


async def test_in_an_allowed_group_it_stays_and_is_silent() -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation, allowed_chats=frozenset({GROUP})):
        double.join(GROUP)
        double.say(GROUP, updates.text("/start"), "supergroup")
        await double.wait_until_taken()
        double.write(7, LAST)
        await double.wait_until_answered([7])
    assert conversation.heard == [("message", LAST)]
    assert "leaveChat" not in double.methods()
    assert double.to(GROUP) == []


async def test_leaving_that_fails_harms_nobody_and_is_tried_at_the_next_word() -> None:
    told: list[str] = []
    async with BotApi() as double, running(double, FakeConversation(), on_failure=told.append):
        double.fail("leaveChat", refused(403, "Forbidden: bot is not a member of the supergroup chat"))
        double.join(GROUP)
        double.say(GROUP, updates.text("hello"), "supergroup")
        await double.wait_until(lambda: double.chats[GROUP].status == "left", 5, "left")
    assert told == []


async def test_thrown_out_of_a_group_it_says_and_does_nothing() -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation, allowed_chats=frozenset({GROUP})):
        double.join(GROUP)
        double.remove(GROUP)
        await double.wait_until_taken()
        double.write(7, LAST)
        await double.wait_until_answered([7])
    assert conversation.heard == [("message", LAST)]
    assert "leaveChat" not in double.methods()


async def test_blocked_and_unblocked_it_says_nothing() -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation):
        double.block(7)
        double.unblock(7)
        double.write(7, LAST)
        await double.wait_until_answered([7])
    assert conversation.heard == [("message", LAST)]
    assert double.texts(7) == [f"message: {LAST}"]
