"""Files go up, are named, and come down again."""

from datetime import timedelta

import pytest
from telegram import InputFile
from telegram.error import BadRequest, InvalidToken, NetworkError

from tests.channels.bots import bot_of
from tests.harness.botapi import BotApi

PNG = b"\x89PNG\r\n\x1a\n and so on"


async def test_an_uploaded_file_can_be_downloaded_and_sent_again_by_its_name() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.update({7, 8})
        first = await bot.send_document(7, InputFile(b"%PDF form", filename="form 34A.pdf"), caption="The form")
        assert first.document and first.document.file_name == "form 34A.pdf"
        again = await bot.send_document(8, first.document.file_id)
        assert again.document and again.document.file_unique_id == first.document.file_unique_id
        file = await bot.get_file(first.document.file_id)
        assert file.file_size == 9
        assert bytes(await file.download_as_bytearray()) == b"%PDF form"


async def test_photos_and_voices_go_up_too() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        photo = await bot.send_photo(7, PNG, caption="A map", has_spoiler=True)
        voice = await bot.send_voice(7, b"OggS", duration=3)
        assert photo.photo and photo.has_media_spoiler and photo.caption == "A map"
        assert voice.voice and voice.voice.duration == timedelta(seconds=3)
        assert bytes(await (await photo.photo[-1].get_file()).download_as_bytearray()) == PNG


async def test_an_attached_upload_is_taken() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        assert await bot.send_photo(7, InputFile(PNG, attach=True))


async def test_what_a_person_sent_can_be_downloaded() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.send(7, "voice")
        message = (await bot.get_updates())[0].message
        assert message and message.voice
        assert await (await message.voice.get_file()).download_as_bytearray()


async def test_files_that_telegram_would_refuse_are_refused() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        document = (await bot.send_document(7, b"%PDF")).document
        assert document
        with pytest.raises(BadRequest, match="Wrong remote file identifier"):
            await bot.send_photo(7, "never-seen")
        with pytest.raises(BadRequest, match="Can't use file of type document as photo"):
            await bot.send_photo(7, document.file_id)
        with pytest.raises(BadRequest, match="Image_process_failed"):
            await bot.send_photo(7, b"no picture")
        with pytest.raises(BadRequest, match="must be non-empty"):
            await bot.send_document(7, b"")
        with pytest.raises(BadRequest, match="too big for a photo"):
            await bot.send_photo(7, PNG + bytes(10 << 20))
        with pytest.raises(NetworkError, match="Entity Too Large"):
            await bot.send_document(7, bytes((50 << 20) + 1))


async def test_a_file_over_20_megabytes_goes_up_and_not_down() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.chats.add(7)
        sent = await bot.send_document(7, bytes((20 << 20) + 1))
        assert sent.document
        with pytest.raises(BadRequest, match="File is too big"):
            await bot.get_file(sent.document.file_id)


async def test_a_download_needs_the_token_and_a_path_that_is_there() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        with pytest.raises(InvalidToken):
            await bot.request.retrieve(f"{double.url}/file/bot{double.token}/photos/never.png")
        path = (await bot.get_file("voice-by-a-person")).file_path or ""
        with pytest.raises(InvalidToken):
            await bot.request.retrieve(path.replace(double.token, "7000000001:WRONG-0123456789abcdefghijklmnopqrs"))
