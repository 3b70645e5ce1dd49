"""Text in Telegram's MarkdownV2, as a text with entities. Not known here: quotations that fold, and custom emoji."""

import re
from dataclasses import dataclass

from tests.harness.addresses import is_address
from tests.harness.entities import Entity, Text, in_order, units
from tests.harness.refusals import RefusedError, bad_request

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_LINK = re.compile(r"\]\(((?:\\.|[^\\)])*)\)")
_ESCAPED = re.compile(r"\\(.)")
_MARKS = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler", "`": "code"}


@dataclass
class _Open:
    entity: Entity
    mark: str
    at: int  # in the source


def parse(source: str) -> Text:
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._words: list[str] = []
        self._place = 0  # in UTF-16 units of what is read
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def read(self) -> Text:
        while self._at < len(self._source):
            self._step()
        if self._open and self._open[-1].mark == ">":
            self._close()
        if self._open:
            last = self._open[-1]
            raise _wrong(f"Can't find end of {_name(last.entity)} entity at byte offset {self._byte(last.at)}")
        return Text("".join(self._words), in_order(self._entities))

    def _step(self) -> None:
        character = self._source[self._at]
        if character == "\\" and self._next() and ord(self._next()) < 127:
            self._add(self._next(), 2)
        elif self._is_in("code", "pre"):
            self._step_in_code(character)
        elif character == "\n":
            self._step_over_line()
        elif character in _RESERVED:
            self._step_over_mark(character)
        else:
            self._add(character)

    def _step_in_code(self, character: str) -> None:
        mark = self._open[-1].mark
        if self._source.startswith(mark, self._at):
            self._close(len(mark))
        else:
            self._add(character)

    def _step_over_line(self) -> None:
        is_quoted = bool(self._open) and self._open[-1].mark == ">"
        if is_quoted and self._next() == ">":
            self._add("\n", 2)
            return
        if is_quoted:
            self._close()
        self._add("\n")

    def _step_over_mark(self, character: str) -> None:
        mark = self._mark(character)
        if self._open and self._open[-1].mark == mark:
            self._close(len(mark))
        elif character == "]" and self._is_in("text_link"):
            self._close_link()
        elif mark in _MARKS or mark == "```":
            self._begin(mark)
        elif character == "[":
            self._start({"type": "text_link"}, "[")
        elif character == ">" and self._is_at_line_start():
            self._start({"type": "blockquote"}, ">")
        else:
            raise _wrong(
                f"Character '{character}' is reserved and must be escaped with the preceding '\\' "
                f"at byte offset {self._byte(self._at)}"
            )

    def _mark(self, character: str) -> str:
        for mark in ("```", "__", "||"):
            if self._source.startswith(mark, self._at):
                return mark
        return character

    def _begin(self, mark: str) -> None:
        kind = _MARKS.get(mark, "pre")
        if any(each.entity["type"] == kind for each in self._open):
            raise _wrong(f"{kind} inside {kind} at byte offset {self._byte(self._at)}")
        self._start({"type": kind}, mark)
        if kind == "pre":
            self._read_language()

    def _read_language(self) -> None:
        first, newline, _ = self._source[self._at :].partition("\n")
        if newline and "`" not in first and " " not in first:
            self._at += len(first) + 1
            if first:
                self._open[-1].entity["language"] = first

    def _start(self, entity: Entity, mark: str) -> None:
        self._open.append(_Open(entity | {"offset": self._place}, mark, self._at))
        self._at += len(mark)

    def _close(self, length: int = 0) -> None:
        last = self._open.pop()
        self._at += length
        if self._place > last.entity["offset"]:
            self._entities.append(last.entity | {"length": self._place - last.entity["offset"]})

    def _close_link(self) -> None:
        found = _LINK.match(self._source, self._at)
        if not found:
            raise _wrong(f"Can't find end of a URL at byte offset {self._byte(self._at)}")
        link = _ESCAPED.sub(r"\1", found[1])
        if not is_address(link):
            raise _wrong(f"'{link}' is no link at byte offset {self._byte(self._at)}")
        self._open[-1].entity["url"] = link
        self._close(len(found[0]))

    def _is_in(self, *kinds: str) -> bool:
        return bool(self._open) and self._open[-1].entity["type"] in kinds

    def _is_at_line_start(self) -> bool:
        return not self._open and (self._at == 0 or self._source[self._at - 1] == "\n")

    def _next(self) -> str:
        return self._source[self._at + 1 : self._at + 2]

    def _add(self, words: str, length: int = 1) -> None:
        self._words.append(words)
        self._place += units(words)
        self._at += length

    def _byte(self, at: int) -> int:
        return len(self._source[:at].encode())


def _name(entity: Entity) -> str:
    """As Telegram calls it."""
    return "TextUrl" if entity["type"] == "text_link" else str(entity["type"]).title()


def _wrong(reason: str) -> RefusedError:
    return bad_request(f"can't parse entities: {reason}")
