"""All texts that an edition is to recognise questions by, as the bot reads them, with what belongs together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge import beyond, messages
from knowledge.language import Reader
from knowledge.messages import PLAIN
from tools.encoder import own_text
from tools.encoder.lesson import Matter


@dataclass(frozen=True)
class NamedText:
    """`name`: of the card that answers it, of the question that no card answers, of the kind of message."""

    text: str
    name: str


def read(reader: Reader, matters: Sequence[Matter], documents: Path = own_text.DOCUMENTS) -> tuple[NamedText, ...]:
    """Each text once a name. A plain message belongs to no other."""
    named = dict.fromkeys((*_of_cards(matters), *_of_none(documents), *_of_kinds(documents)))
    return tuple(dict.fromkeys(NamedText(reader.read(text).readable, name) for text, name in named))


def _of_cards(matters: Sequence[Matter]) -> Iterator[tuple[str, str]]:
    return ((text, f"card {matter.card}") for matter in matters for text in matter.texts)


def _of_none(documents: Path) -> Iterator[tuple[str, str]]:
    return ((form, f"beyond {at}") for at, forms in enumerate(beyond.read(documents)) for form in forms)


def _of_kinds(documents: Path) -> Iterator[tuple[str, str]]:
    for at, (kind, message) in enumerate(messages.read(documents)):
        yield message, f"plain {at}" if kind == PLAIN else f"kind {kind}"
