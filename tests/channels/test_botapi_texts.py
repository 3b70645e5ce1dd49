"""Formatted text is read, and refused, as Telegram does it."""

from typing import Any

import pytest
from telegram import MessageEntity
from telegram.error import BadRequest

from tests.channels.bots import bot_of, call
from tests.harness.botapi import BotApi

Entities = list[tuple[str, int, int]]


@pytest.mark.parametrize(
    ("source", "words", "entities"),
    [
        ("plain", "plain", []),
        ("<b>🗳 vote</b> now", "🗳 vote now", [("bold", 0, 7)]),
        ("a <i>b <u>c</u></i>", "a b c", [("italic", 2, 3), ("underline", 4, 1)]),
        ("<b><i>both</i></b>", "both", [("italic", 0, 4), ("bold", 0, 4)]),
        ("<STRONG>x</STRONG><em>y</em><s>z</s>", "xyz", [("bold", 0, 1), ("italic", 1, 1), ("strikethrough", 2, 1)]),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2 &quot;x&quot; &#x1F5F3;&#33;", '1 < 2 && 3 > 2 "x" 🗳!', []),
        ('<a href="https://iebc.or.ke/?a=1&amp;b=2">here</a>', "here", [("text_link", 0, 4)]),
        ("<code>a&lt;b</code>", "a<b", [("code", 0, 3)]),
        ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1)]),
        ('<span class="tg-spoiler">x</span><tg-spoiler>y</tg-spoiler>', "xy", [("spoiler", 0, 1), ("spoiler", 1, 1)]),
        ("<blockquote>x</blockquote>\n<blockquote expandable>y</blockquote>", "x\ny",
         [("blockquote", 0, 1), ("expandable_blockquote", 2, 1)]),
        ('<tg-emoji emoji-id="5">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2)]),
        (" \n<b> x </b>\n", "x", [("bold", 0, 1)]),
        ("<b></b>x", "x", []),
        ("a > b", "a > b", []),
    ],
)  # fmt: skip
async def test_html_becomes_words_and_entities(source: str, words: str, entities: Entities) -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        message = await bot.send_message(7, source, parse_mode="HTML")
        assert message.text == words
        found = [(entity.type, entity.offset, entity.length) for entity in message.entities]
        assert sorted(found) == sorted(entities)
        assert double.to(7)[0].entities == [entity.to_dict() for entity in message.entities]


async def test_a_links_address_and_a_codes_language_are_kept() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        html = '<a href="https://x.org/?a&amp;b">x</a> <pre><code class="language-c">y</code></pre>'
        linked, code = (await bot.send_message(7, html, parse_mode="HTML")).entities
        assert (linked.url, code.language) == ("https://x.org/?a&b", "c")


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("1 < 2", "'<' not written as &lt;, at byte offset 2"),
        ("🗳 <", "byte offset 5"),
        ("AT&T", "'&' must be written as &amp; at byte offset 2"),
        ("a & b", "&amp; at byte offset 2"),
        ("a&nbsp;b", "&amp; at byte offset 1"),
        ("&#xD800;", "&amp; at byte offset 0"),
        ("<b>x", 'find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b><i>x</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
        ("x<br>y", 'Unsupported start tag "br" at byte offset 1'),
        ("x<br/>y", "byte offset 1"),
        ("<b class='x'>x</b>", 'Unexpected attribute of the tag "b"'),
        ("<b =>x</b>", 'Wrong attribute in the tag "b"'),
        ("<span>x</span>", 'Tag "span" must have'),
        ("<span class='red'>x</span>", 'Tag "span" must have'),
        ("<a>x</a>", 'Tag "a" must have'),
        ("<a href='iebc'>x</a>", 'Tag "a" must have'),
        ("<a href='https://x.org' title='y'>x</a>", "Unexpected attribute"),
        ("<code><b>x</b></code>", 'Tag "b" inside code'),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "Blockquote inside blockquote"),
        ("<>", "empty tag"),
        ("<b", "byte offset 0"),
        ("<b>x</b y>", "Unexpected end tag"),
        ("<!-- x -->", "byte offset 0"),
    ],
)
async def test_html_that_telegram_cannot_read_or_forbids_is_refused(source: str, why: str) -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        with pytest.raises(BadRequest) as caught:
            await bot.send_message(7, source, parse_mode="HTML")
        assert caught.value.message.startswith("Can't parse entities: ")
        assert why.lower() in caught.value.message.lower()  # the library changes the letters
        assert not double.sent


@pytest.mark.parametrize(
    ("source", "words", "entities"),
    [
        (r"plain\.", "plain.", []),
        ("*🗳 bold* _it_ __under__ ~gone~ ||hid||", "🗳 bold it under gone hid",
         [("bold", 0, 7), ("italic", 8, 2), ("underline", 11, 5), ("strikethrough", 17, 4), ("spoiler", 22, 3)]),
        ("*a _b_*", "a b", [("bold", 0, 3), ("italic", 2, 1)]),
        (r"`a*b\`c`", "a*b`c", [("code", 0, 5)]),
        ("```python\nx = 1```", "x = 1", [("pre", 0, 5)]),
        (r"[here](https://x.org/\)a)", "here", [("text_link", 0, 4)]),
        (">one\n>two\nthree", "one\ntwo\nthree", [("blockquote", 0, 7)]),
        (r"\_\*\[\]\(\)\~\`\>\#\+\-\=\|\{\}\.\!\\", r"_*[]()~`>#+-=|{}.!" + "\\", []),
    ],
)  # fmt: skip
async def test_markdown_becomes_words_and_entities(source: str, words: str, entities: Entities) -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        message = await bot.send_message(7, source, parse_mode="MarkdownV2")
        assert message.text == words
        assert sorted((each.type, each.offset, each.length) for each in message.entities) == sorted(entities)


@pytest.mark.parametrize("character", "()~`>#+-=|{}.!*_[]")
async def test_a_reserved_character_of_markdown_must_be_escaped(character: str) -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        with pytest.raises(BadRequest, match=r"Can't (parse entities|find)"):
            await bot.send_message(7, f"06:00 x{character} y", parse_mode="MarkdownV2")


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("Polls open.", r"Character '.' is reserved and must be escaped with the preceding '\' at byte offset 10"),
        ("🗳 a-b", "byte offset 6"),
        ("*x", "Can't find end of Bold entity at byte offset 0"),
        ("a _x", "Can't find end of Italic entity at byte offset 2"),
        ("*a _b* c_", "bold inside bold"),
        ("[x]", "Can't find end of a URL"),
        ("[x](y)", "'y' is no link"),
        ("```x", "Can't find end of Pre"),
        ("*a _b *c**_", "bold inside bold"),
    ],
)
async def test_markdown_that_telegram_cannot_read_is_refused(source: str, why: str) -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        with pytest.raises(BadRequest) as caught:
            await bot.send_message(7, source, parse_mode="MarkdownV2")
        assert why.lower() in caught.value.message.lower()


@pytest.mark.parametrize("mode", ["Markdown", "BBCode"])
async def test_an_unknown_parse_mode_is_refused(mode: str) -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        with pytest.raises(BadRequest, match="nsupported parse_mode"):
            await bot.send_message(7, "x", parse_mode=mode)


async def test_the_limit_counts_what_is_read_and_not_the_markup() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        assert await bot.send_message(7, f"<b>{'x' * 4096}</b>", parse_mode="HTML")
        assert await bot.send_message(7, f"{'&amp;' * 4096}", parse_mode="HTML")
        with pytest.raises(BadRequest, match="too long"):
            await bot.send_message(7, f"<b>{'x' * 4097}</b>", parse_mode="HTML")
        with pytest.raises(BadRequest, match="text is empty"):
            await bot.send_message(7, "<b> </b>", parse_mode="HTML")


@pytest.mark.parametrize(("offset", "length"), [(0, 2), (0, 7), (2, 5), (3, 1)])
async def test_entities_that_lie_in_the_text_are_kept(offset: int, length: int) -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        message = await bot.send_message(7, "🗳 vote", entities=[MessageEntity("bold", offset, length)])
        assert [(entity.offset, entity.length) for entity in message.entities] == [(offset, length)]


@pytest.mark.parametrize(
    ("entities", "why"),
    [
        ([{"type": "bold", "offset": 0, "length": 8}], "ends after the end of the text"),
        ([{"type": "bold", "offset": 1, "length": 2}], "begins in a middle of a UTF-16 symbol"),
        ([{"type": "bold", "offset": 0, "length": 1}], "ends in a middle of a UTF-16 symbol"),
        ([{"type": "bold", "offset": -1, "length": 2}], "an offset is at least 0"),
        ([{"type": "bold", "offset": 0, "length": 0}], "a length at least 1"),
        ([{"type": "bold", "offset": "0", "length": 2}], "whole numbers"),
        ([{"type": "bold", "offset": 0}], "a type, an offset and a length"),
        ([{"type": "loud", "offset": 0, "length": 2}], "Unsupported type"),
        ([{"type": "text_link", "offset": 0, "length": 2}], "wrong fields of a text_link"),
        ([{"type": "bold", "offset": 0, "length": 2, "url": "x"}], "wrong fields of a bold"),
        (["bold"], "a type, an offset and a length"),
        ({"type": "bold"}, "entities must be a list"),
    ],
)
async def test_entities_that_do_not_fit_the_text_are_refused(entities: Any, why: str) -> None:
    async with BotApi() as double:
        double.chats.add(7)
        status, body = await call(double, "sendMessage", chat_id=7, text="🗳 vote", entities=entities)
        assert status == 400
        assert why in body["description"]


async def test_formatting_is_told_in_one_way_only() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        with pytest.raises(BadRequest, match="together"):
            await bot.send_message(7, "xy", parse_mode="HTML", entities=[MessageEntity("bold", 0, 1)])


async def test_entities_move_with_the_white_space_that_is_cut() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        message = await bot.send_message(7, "  vote  ", entities=[MessageEntity("bold", 0, 4)])
        assert message.text == "vote"
        assert [(entity.offset, entity.length) for entity in message.entities] == [(0, 2)]


async def test_a_caption_has_its_own_limit_and_formatting() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        message = await bot.send_document(7, b"%PDF", caption=f"<b>{'x' * 1024}</b>", parse_mode="HTML")
        assert message.caption_entities[0].length == 1024
        assert double.texts(7) == ["x" * 1024]
        with pytest.raises(BadRequest, match="caption is too long"):
            await bot.send_document(7, b"%PDF", caption="x" * 1025)
        with pytest.raises(BadRequest, match="find end tag"):
            await bot.send_document(7, b"%PDF", caption="<b>", parse_mode="HTML")
