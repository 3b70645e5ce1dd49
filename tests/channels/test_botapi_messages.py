"""Messages are changed, taken back, copied and answered as in Telegram, and what became of them is remembered."""

from datetime import UTC, datetime

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.error import BadRequest, Forbidden

from tests.bot.talking import SetClock
from tests.channels.bots import bot_of, call
from tests.harness.botapi import BotApi

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])
OTHERS = InlineKeyboardMarkup([[InlineKeyboardButton("IEBC", url="https://www.iebc.or.ke")]])


async def test_an_edited_text_replaces_what_people_see_and_both_are_remembered() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        first = await bot.send_message(7, "one", reply_markup=KEYS)
        edited = await bot.edit_message_text("<b>two</b>", 7, first.message_id, parse_mode="HTML")
        assert not isinstance(edited, bool)
        assert edited.edit_date
        message = double.to(7)[0]
        assert (message.text, message.history, [seen.text for seen in double.shown(7)]) == ("two", ["one"], ["two"])
        assert message.entities[0]["type"] == "bold"
        assert message.buttons == []  # not given again, so gone
        await bot.edit_message_text("three", 7, first.message_id, reply_markup=KEYS)
        assert (message.history, message.entities) == (["one", "two"], [])
        assert message.buttons == [[("Yes", "yes")]]


@pytest.mark.parametrize(("text", "markup"), [("two", KEYS), ("one", OTHERS), ("one", None)])
async def test_a_change_of_either_words_or_buttons_is_a_change(text: str, markup: InlineKeyboardMarkup | None) -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        first = await bot.send_message(7, "one", reply_markup=KEYS)
        assert await bot.edit_message_text(text, 7, first.message_id, reply_markup=markup)


async def test_the_same_again_is_no_change() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        first = await bot.send_message(7, "<b>one</b>", parse_mode="HTML", reply_markup=KEYS)
        with pytest.raises(BadRequest, match="is not modified"):
            await bot.edit_message_text(" <b>one</b>", 7, first.message_id, parse_mode="HTML", reply_markup=KEYS)
        assert await bot.edit_message_text("one", 7, first.message_id, reply_markup=KEYS)
        with pytest.raises(BadRequest, match="is not modified"):
            await bot.edit_message_reply_markup(7, first.message_id, reply_markup=KEYS)


async def test_what_is_gone_or_not_the_bots_cannot_be_edited() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.write(7, "mine")
        with pytest.raises(BadRequest, match="can't be edited"):
            await bot.edit_message_text("yours", 7, double.shown(7)[0].message_id)
        gone = await bot.send_message(7, "one")
        await bot.delete_message(7, gone.message_id)
        with pytest.raises(BadRequest, match="to edit not found"):
            await bot.edit_message_text("two", 7, gone.message_id)
        picture = await bot.send_document(7, b"%PDF")
        with pytest.raises(BadRequest, match="no text in the message"):
            await bot.edit_message_text("two", 7, picture.message_id)
        other = await bot.send_message(7, "one")
        with pytest.raises(BadRequest, match="text is empty"):
            await bot.edit_message_text(" ", 7, other.message_id)


async def test_a_deleted_message_is_seen_no_more_and_still_remembered() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.write(7, "a secret")
        sent = await bot.send_message(7, "an answer")
        assert await bot.delete_message(7, double.shown(7)[0].message_id)  # in private chats also a person's
        assert [message.text for message in double.shown(7)] == ["an answer"]
        await bot.delete_message(7, sent.message_id)
        assert not double.shown(7)
        assert double.texts(7) == ["an answer"]
        assert double.to(7)[0].is_deleted
        with pytest.raises(BadRequest, match="to delete not found"):
            await bot.delete_message(7, sent.message_id)


async def test_after_48_hours_nothing_can_be_deleted() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        message = double.keep(7, "old")
        double.age(message, hours=47.9)
        young = double.keep(7, "young")
        assert await bot.delete_message(7, message.message_id)
        double.age(young, hours=48)
        with pytest.raises(BadRequest, match="can't be deleted"):
            await bot.delete_message(7, young.message_id)
        with pytest.raises(BadRequest, match="can't be deleted"):
            await bot.delete_messages(7, [young.message_id])


async def test_a_set_clock_dates_the_messages() -> None:
    clock = SetClock(datetime(2027, 8, 10, 3, tzinfo=UTC))
    async with BotApi(clock=clock) as double, bot_of(double) as bot:
        double.write(7, "open?")
        sent = await bot.send_message(7, "06:00")
        assert sent.date == clock.now()
        assert double.shown(7)[0].date == clock.now().timestamp()
        clock.forward(hours=49)
        with pytest.raises(BadRequest, match="can't be deleted"):
            await bot.delete_message(7, sent.message_id)


async def test_of_many_messages_those_that_are_not_there_are_passed_over() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        numbers = [double.keep(7, words).message_id for words in ("one", "two", "three")]
        assert await bot.delete_messages(7, [numbers[0], 999, numbers[2]])
        assert [message.text for message in double.shown(7)] == ["two"]


async def test_in_a_group_only_an_admin_deletes_what_others_wrote() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.join(-100)
        double.post(-100, 5, "a rumour")
        number = double.shown(-100)[0].message_id
        with pytest.raises(BadRequest, match="can't be deleted"):
            await bot.delete_message(-100, number)
        double.promote(-100)
        assert await bot.delete_message(-100, number)


async def test_a_reply_quotes_what_was_said() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.write(7, "🗳 when do polls open?")
        asked = double.shown(7)[0].message_id
        sent = await bot.send_message(7, "06:00", reply_parameters=ReplyParameters(asked, quote="polls open"))
        assert sent.reply_to_message and sent.reply_to_message.text == "🗳 when do polls open?"
        assert sent.quote and (sent.quote.text, sent.quote.position) == ("polls open", 11)
        with pytest.raises(BadRequest, match="Quote_text_invalid"):
            await bot.send_message(7, "06:00", reply_parameters=ReplyParameters(asked, quote="polls close"))
        with pytest.raises(BadRequest, match="to be replied not found"):
            await bot.send_message(7, "06:00", reply_parameters=ReplyParameters(999))
        assert await bot.send_message(
            7, "06:00", reply_parameters=ReplyParameters(999, allow_sending_without_reply=True)
        )


async def test_places_are_sent_with_their_names() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        where = await bot.send_location(7, -1.2864, 36.8172)
        office = await bot.send_venue(7, -1.2864, 36.8172, "IEBC", "Anniversary Towers", reply_markup=OTHERS)
        assert where.location and where.location.latitude == -1.2864
        assert office.venue and office.venue.address == "Anniversary Towers"
        assert double.to(7)[1].buttons == [[("IEBC", "")]]


async def test_every_message_keeps_its_options() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        preview = LinkPreviewOptions(is_disabled=True)
        sent = await bot.send_message(7, "x", protect_content=True, link_preview_options=preview)
        assert sent.has_protected_content


async def test_a_copy_has_the_content_and_nothing_of_its_sender() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.join(-100)
        double.write(7, "help me")
        double.send(7, "photo")
        text, photo = (message.message_id for message in double.shown(7))
        copy = await bot.copy_message(-100, 7, text)
        await bot.copy_message(-100, 7, photo, caption="<i>seen</i>", parse_mode="HTML")
        assert copy.message_id == double.to(-100)[0].message_id
        assert double.texts(-100) == ["help me", "seen"]
        assert "photo" in double.to(-100)[1].json
        assert not {"forward_origin", "reply_markup"} & double.to(-100)[0].json.keys()
        double.say(7, {"new_chat_title": "x"})
        with pytest.raises(BadRequest, match="can't be copied"):
            await bot.copy_message(-100, 7, double.shown(7)[-1].message_id)


async def test_a_press_is_answered_with_a_note_while_it_is_fresh() -> None:
    clock = SetClock()
    async with BotApi(clock=clock) as double, bot_of(double) as bot:
        double.chats.add(7)
        message = double.keep(7, "Choose", [[{"text": "Yes", "callback_data": "yes"}]])
        double.press(7, "Yes")
        double.press_under(message, "no")
        double.press_under(message, "late")
        queries = [update.callback_query for update in await bot.get_updates() if update.callback_query]
        assert await queries[0].answer()
        assert await queries[1].answer("Saved", show_alert=True)
        assert [(note.chat_id, note.text, note.is_alert) for note in double.notes] == [(7, "Saved", True)]
        with pytest.raises(BadRequest, match="Message_too_long"):
            await queries[2].answer("x" * 201)
        with pytest.raises(BadRequest, match="Url_invalid"):
            await queries[2].answer(url="https://x.org")
        clock.forward(seconds=61)
        with pytest.raises(BadRequest, match="too old"):
            await queries[2].answer()


async def test_who_blocked_the_bot_or_threw_it_out_cannot_be_written_to() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.write(7, "hello")
        double.block(7)
        with pytest.raises(Forbidden, match="blocked by the user"):
            await bot.send_message(7, "hello")
        double.unblock(7)
        assert await bot.send_message(7, "hello")
        double.join(-100)
        double.remove(-100)
        with pytest.raises(Forbidden, match="was kicked from the supergroup"):
            await bot.send_message(-100, "hello")


async def test_private_chats_share_one_count_of_messages_and_supergroups_have_their_own() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.join(-100, "supergroup")
        double.write(7, "one")
        double.write(8, "two")
        first, second = await bot.send_message(7, "three"), await bot.send_message(-100, "one")
        assert (first.message_id, second.message_id) == (3, 1)


async def test_commands_are_kept_apart_by_scope_and_language() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        everybody, swahili, own = [("help", "Help")], [("help", "Msaada")], [("staff", "Staff")]
        await bot.set_my_commands(everybody)
        await bot.set_my_commands(swahili, language_code="sw")
        scope = {"type": "chat", "chat_id": 7}
        status, _ = await call(
            double, "setMyCommands", commands=[{"command": "staff", "description": "x"}], scope=scope
        )
        assert status == 200
        assert [one.description for one in await bot.get_my_commands(language_code="sw")] == ["Msaada"]
        assert await bot.get_my_commands(language_code="fr") == ()
        assert [one["command"] for one in double.menu(7, "sw")] == [own[0][0]]
        assert [one["description"] for one in double.menu(8, "sw")] == ["Msaada"]
        assert [one["description"] for one in double.menu(8, "fr")] == ["Help"]
        await bot.delete_my_commands(language_code="sw")
        assert [one["description"] for one in double.menu(8, "sw")] == ["Help"]
