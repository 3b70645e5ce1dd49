"""The page for a person: what it is given to show, and what it may do."""

import asyncio
import re
import sys
from typing import Any

import aiohttp
import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot import config
from tests.channels.bots import bot_of
from tests.harness.botapi import BotApi

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="yes")]])


class Browser:
    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def see(self, chat_id: int = 7) -> dict[str, Any]:
        async with self._session.get(f"/chat/{chat_id}") as response:
            seen: dict[str, Any] = await response.json()
            return seen

    async def do(self, chat_id: int = 7, **what: Any) -> int:
        async with self._session.post(f"/chat/{chat_id}", json=what) as response:
            return response.status


async def test_the_page_stands_alone() -> None:
    async with BotApi() as double, aiohttp.ClientSession(double.url) as session, session.get("/") as response:
        page = await response.text()
    assert "<form" in page
    assert not re.search(r"(src|href)=\"?https?:|@import|//cdn", page)


async def test_both_sides_are_shown_with_edits_deletions_buttons_and_notes() -> None:
    async with BotApi() as double, aiohttp.ClientSession(double.url) as session, bot_of(double) as bot:
        browser = Browser(session)
        await browser.do(text="hello")
        first = await bot.send_message(7, "<b>Choose</b>", parse_mode="HTML", reply_markup=KEYS)
        await browser.do(press="yes", under=first.message_id)
        query = (await bot.get_updates())[-1].callback_query
        assert query and query.data == "yes"
        await query.answer("Saved")
        await bot.edit_message_text("Chosen", 7, first.message_id)
        gone = await bot.send_message(7, "gone")
        await bot.delete_message(7, gone.message_id)
        seen = await browser.see()
    assert [(line["from"], line["text"]) for line in seen["lines"]] == [
        ("me", "hello"),
        ("bot", "Chosen"),
        ("bot", "gone"),
    ]
    assert [line["is_edited"] for line in seen["lines"]] == [False, True, False]
    assert [line["is_deleted"] for line in seen["lines"]] == [False, False, True]
    assert seen["notes"] == [["Saved", False]]


@pytest.mark.parametrize("kind", ["photo", "voice", "location", "sticker", "document", "contact"])
async def test_a_person_sends_other_kinds_by_a_button(kind: str) -> None:
    async with BotApi() as double, aiohttp.ClientSession(double.url) as session, bot_of(double) as bot:
        await Browser(session).do(kind=kind)
        message = (await bot.get_updates())[-1].message
        assert message and getattr(message, kind)
        assert (await Browser(session).see())["lines"][0]["about"]


async def test_a_person_forwards_edits_answers_blocks_and_changes_language() -> None:
    async with BotApi() as double, aiohttp.ClientSession(double.url) as session, bot_of(double) as bot:
        browser = Browser(session)
        await browser.do(kind="forward")
        await browser.do(language="sw")
        await browser.do(text="one")
        sent = await bot.send_message(7, "which?")
        await browser.do(text="two", edit=double.shown(7)[1].message_id)
        await browser.do(text="this", answer=sent.message_id)
        await browser.do(is_blocked=True)
        forwarded, plain, edited, answer, blocked = await bot.get_updates()
        seen = await browser.see()
    assert forwarded.message and forwarded.message.forward_origin
    assert plain.message and plain.message.from_user and plain.message.from_user.language_code == "sw"
    assert edited.edited_message and edited.edited_message.text == "two"
    assert answer.message and answer.message.reply_to_message
    assert blocked.my_chat_member
    assert (seen["is_blocked"], seen["language"]) == (True, "sw")


async def test_the_menu_is_that_of_the_persons_language() -> None:
    async with BotApi() as double, aiohttp.ClientSession(double.url) as session, bot_of(double) as bot:
        await bot.set_my_commands([("help", "Help")])
        await bot.set_my_commands([("help", "Msaada")], language_code="sw")
        await Browser(session).do(language="sw")
        assert (await Browser(session).see())["menu"] == [{"command": "help", "description": "Msaada"}]


async def test_what_cannot_be_done_is_said() -> None:
    async with BotApi() as double, aiohttp.ClientSession(double.url) as session:
        assert await Browser(session).do(press="yes", under=99) == 400
        assert await Browser(session).do(text="x", edit=99) == 400
        assert not double.waiting


async def test_a_group_is_joined_by_writing_in_it() -> None:
    async with BotApi() as double, aiohttp.ClientSession(double.url) as session, bot_of(double) as bot:
        await Browser(session).do(-1009, person=5, text="hello")
        topic = await bot.create_forum_topic(-1009, "Case 1")
        sent = await bot.send_message(-1009, "asks", message_thread_id=topic.message_thread_id)
        await Browser(session).do(-1009, person=6, text="08:00", answer=sent.message_id)
        last = (await bot.get_updates())[-1].message
        assert last and last.from_user and last.from_user.id == 6
        assert last.message_thread_id == topic.message_thread_id


async def test_a_photo_of_the_bots_can_be_looked_at() -> None:
    png = b"\x89PNG\r\n\x1a\n and so on"
    async with BotApi() as double, aiohttp.ClientSession(double.url) as session, bot_of(double) as bot:
        double.chats.add(7)
        await bot.send_photo(7, png)
        name = (await Browser(session).see())["lines"][0]["photo"]
        async with session.get(f"/kept/{name}") as response:
            assert await response.read() == png


async def test_run_by_hand_it_says_what_to_set() -> None:
    command = [sys.executable, "-u", "-m", "tests.harness.botapi", "--port", "0"]
    process = await asyncio.create_subprocess_exec(*command, cwd=config.ROOT, stdout=asyncio.subprocess.PIPE)
    try:
        assert process.stdout
        said = (await process.stdout.readuntil(b"ends this.")).decode()
        url = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert url
        async with aiohttp.ClientSession() as session, session.get(url[0]) as response:
            assert response.status == 200
    finally:
        process.terminate()
        await process.wait()
    assert {"KURA_CONFIG", "TELEGRAM_BOT_TOKEN", "api_url"} <= set(re.findall(r"\w+", said))
