"""The formatting of a text, as entities: their places are counted in UTF-16 units."""

from dataclasses import dataclass
from typing import Any

from telegram import MessageEntity

from tests.harness.refusals import bad_request

_KINDS = frozenset(map(str, MessageEntity.ALL_TYPES))
_MORE = {  # what a kind has besides type, offset and length: needed, allowed
    "text_link": ({"url"}, {"url"}),
    "text_mention": ({"user"}, {"user"}),
    "custom_emoji": ({"custom_emoji_id"}, {"custom_emoji_id"}),
    "pre": (set[str](), {"language"}),
    "date_time": ({"unix_time"}, {"unix_time", "date_time_format"}),
}
_ALWAYS = {"type", "offset", "length"}

Entity = dict[str, Any]


@dataclass(frozen=True)
class Text:
    """What is read, without markup, and its entities in their order."""

    words: str
    entities: tuple[Entity, ...] = ()

    @property
    def units(self) -> int:
        return units(self.words)

    def trimmed(self) -> "Text":
        """Without the white space around it, as Telegram shows it."""
        bare = self.words.strip()
        if not self.entities or bare == self.words:
            return Text(bare, self.entities)
        before = units(self.words[: len(self.words) - len(self.words.lstrip())])
        end = units(bare)
        kept = []
        for entity in self.entities:
            first = max(0, entity["offset"] - before)
            last = min(end, entity["offset"] + entity["length"] - before)
            if first < last:
                kept.append(entity | {"offset": first, "length": last - first})
        return Text(bare, tuple(kept))


def units(words: str) -> int:
    """The length as Telegram counts it: an emoji is two."""
    return len(words) if words.isascii() else len(words.encode("utf-16-le")) // 2


def checked(words: str, entities: list[Any]) -> Text:
    """The text with the entities that a call gave beside it."""
    starts = _starts(words)
    for entity in entities:
        _check_shape(entity)
        first, last = entity["offset"], entity["offset"] + entity["length"]
        if last > max(starts):
            raise bad_request(f"entity beginning at UTF-16 offset {first} ends after the end of the text")
        if first not in starts:
            raise bad_request(f"entity begins in a middle of a UTF-16 symbol at offset {first}")
        if last not in starts:
            raise bad_request(f"entity beginning at UTF-16 offset {first} ends in a middle of a UTF-16 symbol")
    return Text(words, in_order(entities))


def in_order(entities: list[Entity]) -> tuple[Entity, ...]:
    """By place; of those that begin together the longest first."""
    return tuple(sorted(entities, key=lambda entity: (entity["offset"], -entity["length"])))


def _starts(words: str) -> set[int]:
    """Where in the text, in UTF-16 units, a character begins or the last one ends."""
    starts, place = {0}, 0
    for character in words:
        place += 2 if ord(character) > 0xFFFF else 1
        starts.add(place)
    return starts


def _check_shape(entity: Any) -> None:
    if not isinstance(entity, dict) or not entity.keys() >= _ALWAYS:
        raise bad_request("can't parse MessageEntity: it has a type, an offset and a length")
    if entity["type"] not in _KINDS:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    needed, allowed = _MORE.get(entity["type"], (set(), set()))
    more = entity.keys() - _ALWAYS
    if not needed <= more or not more <= allowed:
        raise bad_request(f"can't parse MessageEntity: wrong fields of a {entity['type']}")
    if type(entity["offset"]) is not int or type(entity["length"]) is not int:
        raise bad_request("can't parse MessageEntity: an offset and a length are whole numbers")
    if entity["offset"] < 0 or entity["length"] < 1:
        raise bad_request("can't parse MessageEntity: an offset is at least 0, a length at least 1")
