"""Whether Telegram takes a link."""

from typing import Any
from urllib.parse import urlsplit


def is_address(link: Any) -> bool:
    if not isinstance(link, str) or not link or any(character.isspace() for character in link):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    if parts.scheme == "tg":
        return bool(parts.netloc)
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "").strip(".")
