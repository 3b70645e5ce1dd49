"""The text or caption of a call, with its formatting, within its limits."""

from collections.abc import Callable

from tests.harness import html_text, markdown_text
from tests.harness.entities import Entity, Text, checked
from tests.harness.fields import Fields
from tests.harness.refusals import bad_request

LONGEST_TEXT_UNITS, LONGEST_CAPTION_UNITS = 4096, 1024
_MODES: dict[str, Callable[[str], Text]] = {"html": html_text.parse, "markdownv2": markdown_text.parse}


def text_of(fields: Fields) -> Text:
    text = _read(fields, "text", "entities")
    if not text.words:
        raise bad_request("message text is empty")
    if text.units > LONGEST_TEXT_UNITS:
        raise bad_request("message is too long")
    return text


def caption_of(fields: Fields) -> Text:
    """Empty where there is none."""
    text = _read(fields, "caption", "caption_entities")
    if text.units > LONGEST_CAPTION_UNITS:
        raise bad_request("message caption is too long")
    return text


def content(name: str, text: Text) -> dict[str, str | list[Entity]]:
    """The fields of a message that tell a text; `name` is text or caption."""
    if not text.words:
        return {}
    entities = {"text": "entities", "caption": "caption_entities"}[name]
    return {name: text.words} | ({entities: list(text.entities)} if text.entities else {})


def _read(fields: Fields, name: str, entities: str) -> Text:
    source, mode = fields.text(name), fields.text("parse_mode").lower()
    given = fields.json(entities, list)
    if mode and given is not None:
        raise bad_request(f"parse_mode and {entities} together")
    if given is not None:
        return checked(source, given).trimmed()
    if not mode:
        return Text(source.strip())
    if mode not in _MODES:
        raise bad_request("unsupported parse_mode, or the old Markdown, which is not known here")
    return _MODES[mode](source).trimmed()
