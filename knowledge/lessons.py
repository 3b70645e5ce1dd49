"""What an edition learns from examples: which card a question belongs to, and of which kind a message is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge import beyond, messages, recognition
from knowledge.embeddings import Vectors
from knowledge.language import Reader
from knowledge.messages import PLAIN
from knowledge.recognition import NONE, KnownText

ONE_IN_PLAIN = 8  # of the texts that lead to cards: what the cards are asked is plain, too


@dataclass(frozen=True)
class Lessons:
    """Examples beside the cards' own questions: `beyond` every card; `messages`, (kind, message)."""

    beyond: tuple[str, ...] = ()
    messages: tuple[tuple[str, str], ...] = ()


def read(country_folder: Path) -> Lessons:
    """Raises KnowledgeError that names file and line."""
    return Lessons(beyond.read(country_folder), messages.read(country_folder))


def learn(
    lessons: Lessons,
    on_cards: Sequence[KnownText],
    vectors: Vectors,
    reader: Reader,
    encode: Callable[[Sequence[str]], Vectors],
    folder: Path,
) -> None:
    """Writes both recognisers. `on_cards` are the texts of the cards, `vectors` theirs, shape (texts, dimensions)."""
    beyond_all = [KnownText(reader.read(question), NONE) for question in lessons.beyond]
    of_kinds = [KnownText(reader.read(text), NONE if kind == PLAIN else kind) for kind, text in lessons.messages]
    plain = range(0, len(on_cards), ONE_IN_PLAIN)
    made = encode([text.reading.readable for text in (*beyond_all, *of_kinds)])
    cards = recognition.learn([*on_cards, *beyond_all], np.concatenate([vectors, made[: len(beyond_all)]]))
    cards.save(folder, recognition.CARDS)
    kinds = recognition.learn(
        [*of_kinds, *(KnownText(on_cards[at].reading, NONE) for at in plain)],
        np.concatenate([made[len(beyond_all) :], vectors[plain]]),
    )
    kinds.save(folder, recognition.KINDS)
