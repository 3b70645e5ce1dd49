"""Hostile names and words: shown literally or not at all, and nobody is named by them."""

import pytest

from bot.channels.paring import without_numbers
from bot.conversation.replies import Button, Reply
from tests.channels.hostile import BIDI_CONTROLS, HOSTILE
from tests.channels.running import FakeConversation, running
from tests.harness import updates
from tests.harness.botapi import BotApi

ANSWER = "Polls open at 06:00 (6 am)."


@pytest.mark.parametrize("words", HOSTILE, ids=ascii)
async def test_nothing_of_hostile_names_titles_or_words_is_in_any_call(words: str) -> None:
    """The edge itself adds nothing of people's to what the conversation gives it."""
    conversation = FakeConversation({without_numbers(readable(words)): [Reply(ANSWER)], "picture": [Reply(ANSWER)]})
    named = {"id": 7, "is_bot": False, "first_name": words, "last_name": words, "username": "x", "language_code": "en"}
    async with BotApi() as double, running(double, conversation):
        for content in (updates.text(words), updates.OTHER_KINDS["photo"]):
            message = updates.message(double.next_message(7), 7, content) | {"from": named}
            message["chat"] |= {"first_name": words, "last_name": words}
            double.inject({"message": message})
        double.chats.add(7)
        await double.wait_until_answered([7], 2)
    assert double.texts(7) == [ANSWER] * 2
    given = [value for call in double.calls for name, value in call.fields.items() if name != "allowed_updates"]
    assert not any(words in value or readable(words) in value for value in given)
    assert not any(BIDI_CONTROLS & set(value) for value in given)


@pytest.mark.parametrize("words", HOSTILE, ids=ascii)
async def test_what_is_said_is_said_literally_and_makes_no_entity(words: str) -> None:
    """Even words that look like a mark-up are sent as they are, without any mode that would read them."""
    conversation = FakeConversation({"tell": [Reply(words, ((Button(words[:30], "x"),),))]})
    async with BotApi() as double, running(double, conversation):
        double.write(7, "tell")
        await double.wait_until_answered([7])
    assert double.texts(7) == [readable(words)]
    sent = [call.fields for call in double.calls if call.method == "sendMessage"]
    assert all(fields.keys() <= {"chat_id", "text", "link_preview_options", "reply_markup"} for fields in sent)
    assert all(fields["link_preview_options"] == '{"is_disabled": true}' for fields in sent)


@pytest.mark.parametrize("length", [4096, 4097, 8192, 20_000])
async def test_a_text_of_any_length_comes_in_messages_that_telegram_takes(length: int) -> None:
    words = ("🗳 kura " * length)[: length // 2]
    async with BotApi() as double, running(double, FakeConversation({"tell": [Reply(words)]})):
        double.write(7, "tell")
        await double.wait_until(lambda: len("".join("".join(double.texts(7)).split())) >= spaceless(words), 5, "whole")
    assert all(len(text.encode("utf-16-le")) // 2 <= 4096 for text in double.texts(7))
    assert " ".join(double.texts(7)).split() == words.split()


def spaceless(words: str) -> int:
    return len("".join(words.split()))


def readable(words: str) -> str:
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
