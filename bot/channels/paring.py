"""What of an update is not needed is taken out before it is stored: names, phone numbers, places, ID numbers."""

import re
from collections.abc import Mapping
from typing import Any

NOTHING = "-"  # where Telegram's types ask for a name
# Seven digits and more, also in groups: identity cards, passports, phones. Years, sums and short lines have fewer.
_NUMBER = re.compile(r"(?<!\d)\d(?:[ \-./]?\d){6,}(?!\d)")
_NAMES = frozenset(
    {"first_name", "title", "sender_user_name", "author_signature", "file_name", "performer", "invite_link", "address"}
)
_DROPPED = frozenset(
    {
        *("last_name", "username", "vcard", "phone_number_hash", "google_place_id", "foursquare_id"),
        *("reply_to_message", "external_reply", "quote", "thumbnail"),
    }
)
_TEXTS = frozenset({"text", "caption"})
_PLACE = {"latitude": 0.0, "longitude": 0.0}
_BARE = ("message_id", "date", "chat")
_ANYBODY = {"phone_number": "0", "first_name": NOTHING}


def pared(update: Mapping[str, Any]) -> dict[str, Any]:
    """The update without what identifies anybody but by number, of the same shape. Any JSON is taken."""
    return {key: _pared(key, value) for key, value in update.items()}


def without_numbers(words: str) -> str:
    """Long numbers become zeros, as many, so that what a sentence asks stays the same."""
    return _NUMBER.sub(lambda found: re.sub(r"\d", "0", found[0]), words)


def _pared(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        if key == "location":
            return dict(_PLACE)
        if key == "contact":
            return dict(_ANYBODY)
        if key == "pinned_message":
            value = {inner: value[inner] for inner in _BARE if inner in value}
        return {inner: _pared(inner, one) for inner, one in value.items() if inner not in _DROPPED}
    if isinstance(value, list):
        return [_pared(key, one) for one in value]
    if isinstance(value, str):
        if key in _NAMES:
            return NOTHING
        if key in _TEXTS:
            return without_numbers(value)
    return value
