"""How the bot sends a file, and gets one."""

from typing import Any

from tests.harness import texts
from tests.harness.fields import Fields
from tests.harness.files import LARGEST_DOWNLOAD
from tests.harness.refusals import bad_request
from tests.harness.sending import send
from tests.harness.telegram_side import Telegram
from tests.harness.updates import Json


async def send_photo(telegram: Telegram, fields: Fields) -> Any:
    size = telegram.files.of(fields, "photo").json | {"width": 90, "height": 60}
    spoiler = {"has_media_spoiler": True} if fields.flag("has_spoiler") else {}
    above = {"show_caption_above_media": True} if fields.flag("show_caption_above_media") else {}
    return _send(telegram, fields, {"photo": [size]} | spoiler | above)


async def send_document(telegram: Telegram, fields: Fields) -> Any:
    file = telegram.files.of(fields, "document")
    if "thumbnail" in fields:
        raise bad_request("the double does nothing with a thumbnail")
    fields.flag("disable_content_type_detection")
    return _send(telegram, fields, {"document": file.json | {"file_name": file.name}})


async def send_voice(telegram: Telegram, fields: Fields) -> Any:
    file = telegram.files.of(fields, "voice")
    return _send(telegram, fields, {"voice": file.json | {"duration": fields.number("duration")}})


def _send(telegram: Telegram, fields: Fields, content: Json) -> Json:
    return send(telegram, fields, content | texts.content("caption", texts.caption_of(fields)))


async def get_file(telegram: Telegram, fields: Fields) -> Any:
    file = telegram.files.get(fields.text("file_id"))
    if not file:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > LARGEST_DOWNLOAD:
        raise bad_request("file is too big")
    return file.json | {"file_path": file.path}
