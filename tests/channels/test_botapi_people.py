"""What people do reaches python-telegram-bot as the update that Telegram would send."""

import pytest
from telegram import Message, Update

from tests.channels.bots import bot_of
from tests.harness import updates
from tests.harness.botapi import BotApi
from tests.harness.kinds import OTHER_KINDS, SERVICE_KINDS


async def _heard(double: BotApi) -> Update:
    async with bot_of(double) as bot:
        return (await bot.get_updates())[-1]


@pytest.mark.parametrize("kind", sorted(OTHER_KINDS.keys() - {"not yet invented"}))
async def test_every_kind_of_message_is_read_as_that_kind(kind: str) -> None:
    async with BotApi() as double:
        double.send(7, kind)
        message = (await _heard(double)).message
        assert message and getattr(message, kind)
        assert not message.api_kwargs


@pytest.mark.parametrize("kind", SERVICE_KINDS)
async def test_every_service_message_is_read(kind: str) -> None:
    async with BotApi() as double:
        double.join(-100, is_forum=True)
        double.say(-100, SERVICE_KINDS[kind])
        message = (await _heard(double)).message
        assert message and getattr(message, next(iter(SERVICE_KINDS[kind])))


@pytest.mark.parametrize("origin", ["user", "hidden_user", "chat", "channel"])
async def test_a_forwarded_message_says_where_it_comes_from(origin: str) -> None:
    async with BotApi() as double:
        double.say(7, updates.forwarded(updates.text("pass it on"), origin))
        message = (await _heard(double)).message
        assert message and message.forward_origin and message.forward_origin.type == origin


async def test_a_reply_and_its_quote_come_with_the_message_they_answer() -> None:
    async with BotApi() as double:
        asked = double.keep(7, "Where do you vote?")
        double.reply(7, "Huruma", asked, quote="you vote")
        message = (await _heard(double)).message
        assert message and message.reply_to_message and message.reply_to_message.from_user
        assert message.reply_to_message.from_user.is_bot
        assert message.quote and (message.quote.text, message.quote.position) == ("you vote", 9)


async def test_an_edit_changes_the_newest_message_of_the_person_or_the_one_named() -> None:
    async with BotApi() as double:
        double.write(7, "one")
        first = double.shown(7)[0]
        double.write(7, "two")
        double.keep(7, "an answer")
        double.edit(7, "second")
        update = await _heard(double)
        assert update.edited_message and (update.edited_message.text, update.message) == ("second", None)
        assert update.edited_message.edit_date
        double.edit(7, "first", first.message_id)
        assert [message.text for message in double.shown(7)] == ["first", "second", "an answer"]
        with pytest.raises(LookupError, match="no message of a person's"):
            double.edit(8, "x")
        with pytest.raises(LookupError, match="no message of a person's"):
            double.edit(7, "x", double.to(7)[0].message_id)


async def test_somebody_else_may_press_and_so_may_one_under_a_message_that_is_gone() -> None:
    async with BotApi() as double:
        double.join(-100)
        message = double.keep(-100, "Choose", [[{"text": "Yes", "callback_data": "yes"}]])
        double.press(-100, "Yes", by=9)
        query = (await _heard(double)).callback_query
        assert query and query.from_user.id == 9 and isinstance(query.message, Message)
        double.delete(message)
        double.press_under(message, "yes", by=9)
        query = (await _heard(double)).callback_query
        assert query and query.message and not query.message.is_accessible
        with pytest.raises(LookupError, match="Yes"):
            double.press(-100, "Yes")


async def test_an_update_tells_a_message_as_it_was_then() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        message = double.keep(7, "one", [[{"text": "Yes", "callback_data": "yes"}]])
        double.press(7, "Yes")
        await bot.edit_message_text("two", 7, message.message_id)
        query = (await bot.get_updates())[-1].callback_query
        assert query and isinstance(query.message, Message) and query.message.text == "one"
        assert query.message.reply_markup


@pytest.mark.parametrize("language", ["sw", "en-GB", None])
async def test_the_language_of_a_persons_app_can_be_set(language: str | None) -> None:
    async with BotApi() as double:
        double.languages[7] = language
        double.write(7, "habari")
        message = (await _heard(double)).message
        assert message and message.from_user and message.from_user.language_code == language
        double.press_under(double.keep(7, "Choose"), "yes")
        query = (await _heard(double)).callback_query
        assert query and query.from_user.language_code == language


async def test_what_is_not_written_to_the_bot_itself_comes_too() -> None:
    async with BotApi() as double:
        double.ask_inline(7, "polls")
        query = (await _heard(double)).inline_query
        assert query and query.query == "polls"
        double.write_to_business(7, "hello")
        business = (await _heard(double)).business_message
        assert business and business.business_connection_id
        double.pin(7, double.keep(7, "an answer"))
        message = (await _heard(double)).message
        assert message and isinstance(message.pinned_message, Message)
