"""Text in Telegram's HTML, as a text with entities.

Stricter than Telegram, which passes over in silence what its manual forbids: a bare "&", an unknown attribute, markup
inside code, a quotation in a quotation.
"""

import re
from dataclasses import dataclass

from tests.harness.addresses import is_address
from tests.harness.entities import Entity, Text, in_order, units
from tests.harness.refusals import RefusedError, bad_request

_PIECE = re.compile(r"""[^<&]+|<(?:[^<>"']|"[^"]*"|'[^']*')*>|&[a-z]+;|&\#\d{1,7};|&\#x[0-9a-fA-F]{1,6};|[<&]""", re.I)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)(\s[^>]*|\s*)>", re.IGNORECASE | re.DOTALL)
_ATTRIBUTE = re.compile(r"""\s*([a-z-]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""", re.IGNORECASE)
_NAMED = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"'}
_SIMPLE = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
}
_WITH_ATTRIBUTES = ("a", "tg-emoji", "span", "blockquote")
_WHOLE = ("code", "pre")  # nothing else may be inside


@dataclass
class _Open:
    tag: str
    entity: Entity


def parse(source: str) -> Text:
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._words: list[str] = []
        self._place = 0  # in UTF-16 units of what is read
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def read(self) -> Text:
        for piece in _PIECE.finditer(self._source):
            if piece[0].startswith("<"):
                self._read_tag(piece)
            elif piece[0].startswith("&"):
                self._add(self._character(piece))
            else:
                self._add(piece[0])
        if self._open:
            raise _wrong(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        return Text("".join(self._words), in_order(self._entities))

    def _add(self, words: str) -> None:
        self._words.append(words)
        self._place += units(words)

    def _character(self, piece: re.Match[str]) -> str:
        name = piece[0]
        if name in _NAMED:
            return _NAMED[name]
        if name.startswith("&#"):
            number = int(name[3:-1], 16) if name[2] in "xX" else int(name[2:-1])
            if 0 < number < 0xD800 or 0xDFFF < number < 0x110000:
                return chr(number)
        raise _wrong(f"Character '&' must be written as &amp; at byte offset {self._byte(piece)}")

    def _read_tag(self, piece: re.Match[str]) -> None:
        tag = _TAG.fullmatch(piece[0])
        if not tag:
            raise _wrong(f"Unclosed or empty tag, or character '<' not written as &lt;, at {self._at(piece)}")
        slash, name, rest = tag[1], tag[2].lower(), tag[3]
        if slash:
            self._close(name, rest, piece)
            return
        entity = self._entity(name, self._attributes(name, rest, piece), piece)
        self._open.append(_Open(name, entity | {"offset": self._place}))

    def _close(self, name: str, rest: str, piece: re.Match[str]) -> None:
        if not self._open or rest.strip():
            raise _wrong(f"Unexpected end tag at {self._at(piece)}")
        last = self._open[-1]
        if last.tag != name:
            raise _wrong(f'Unmatched end tag at {self._at(piece)}, expected "</{last.tag}>", found "</{name}>"')
        self._open.pop()
        length = self._place - last.entity["offset"]
        is_language = self._open and self._open[-1].tag == "pre" and last.tag == "code"
        if is_language:
            self._open[-1].entity |= {key: last.entity[key] for key in ("language",) if key in last.entity}
        elif length:
            self._entities.append(last.entity | {"length": length})

    def _entity(self, name: str, attributes: dict[str, str], piece: re.Match[str]) -> Entity:
        around = [each.entity["type"] for each in self._open]
        is_language = around[-1:] == ["pre"] and name == "code"
        if not is_language and set(around) & set(_WHOLE):
            raise _wrong(f'Tag "{name}" inside {around[-1]} at {self._at(piece)}')
        if name not in _SIMPLE and name not in _WITH_ATTRIBUTES:
            raise _wrong(f'Unsupported start tag "{name}" at {self._at(piece)}')
        if name == "blockquote" and any(kind.endswith("blockquote") for kind in around):
            raise _wrong(f"Blockquote inside blockquote at {self._at(piece)}")
        entity, used = _made_of(name, attributes, is_language)
        if not entity:
            raise _wrong(f'Tag "{name}" must have its attribute at {self._at(piece)}')
        if attributes.keys() - {used}:
            raise _wrong(f'Unexpected attribute of the tag "{name}" at {self._at(piece)}')
        return entity

    def _attributes(self, name: str, rest: str, piece: re.Match[str]) -> dict[str, str]:
        found, place = {}, 0
        rest = rest.rstrip()
        while place < len(rest):
            match = _ATTRIBUTE.match(rest, place)
            if not match or match[1] in found:
                raise _wrong(f'Wrong attribute in the tag "{name}" at {self._at(piece)}')
            value = (match[2] or "").strip("\"'")
            for written, meant in _NAMED.items():
                value = value.replace(written, meant)
            found[match[1].lower()] = value
            place = match.end()
        return found

    def _byte(self, piece: re.Match[str]) -> int:
        return len(self._source[: piece.start()].encode())

    def _at(self, piece: re.Match[str]) -> str:
        return f"byte offset {self._byte(piece)}"


def _made_of(name: str, attributes: dict[str, str], is_language: bool) -> tuple[Entity, str]:
    """What a tag stands for, nothing where the attribute it needs is missing; and the attribute that was used."""
    if name == "a":
        return ({"type": "text_link", "url": attributes["href"]} if is_address(attributes.get("href")) else {}), "href"
    if name == "tg-emoji":
        number = attributes.get("emoji-id", "")
        return ({"type": "custom_emoji", "custom_emoji_id": number} if number.isdigit() else {}), "emoji-id"
    if name == "span":
        return ({"type": "spoiler"} if attributes.get("class") == "tg-spoiler" else {}), "class"
    if name == "blockquote":
        return {"type": "expandable_blockquote" if "expandable" in attributes else "blockquote"}, "expandable"
    if is_language and attributes.get("class", "").startswith("language-"):
        return {"type": "code", "language": attributes["class"].removeprefix("language-")}, "class"
    return {"type": _SIMPLE[name]}, ""


def _wrong(reason: str) -> RefusedError:
    return bad_request(f"can't parse entities: {reason}")
