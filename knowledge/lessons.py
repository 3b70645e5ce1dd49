"""What an edition learns from examples: which card a question belongs to, and of which kind a message is."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge import asked, beyond, messages, recognition
from knowledge.embeddings import PARTS, Vectors
from knowledge.language import Reader
from knowledge.learnt import Learnt
from knowledge.messages import PLAIN
from knowledge.progress import Progress
from knowledge.recognition import NONE, KnownText

ONE_IN_PLAIN = 3  # of all texts about cards: what the cards are asked is plain, too, and so is what none answers


@dataclass(frozen=True)
class Lessons:
    """Examples beside the cards' own: `asked`, (card, question); `beyond` every card; `messages`, (kind, message)."""

    asked: tuple[tuple[str, str], ...] = ()
    beyond: tuple[str, ...] = ()
    messages: tuple[tuple[str, str], ...] = ()

    def questions(self) -> Iterator[str]:
        """What is asked of cards, and what none answers."""
        yield from (question for _, question in self.asked)
        yield from self.beyond


def read(country_folder: Path) -> Lessons:
    """Raises KnowledgeError that names file and line."""
    questions = tuple((each.card, form) for each in asked.read(country_folder) for form in each.forms)
    none_answers = tuple(form for forms in beyond.read(country_folder) for form in forms)
    return Lessons(questions, none_answers, messages.read(country_folder))


def learn(
    lessons: Lessons,
    on_cards: Sequence[tuple[str, str]],
    reader: Reader,
    encode: Callable[[Sequence[str]], Vectors],
    learnt: Learnt,
    progress: Progress,
    folder: Path,
) -> None:
    """Writes both recognisers. `on_cards` are the texts of the cards: (card, text).

    `encode` gives the vectors of texts, shape (texts, PARTS, dimensions).

    What was asked of a card that this library lacks teaches nothing. What an edition learnt from exactly the same is
    taken over: `progress` is told of the texts that are learnt from anew.
    """
    of_cards = [KnownText(reader.read(text), card) for card, text in on_cards]
    served = {text.name for text in of_cards}
    known = {(text.name, text.reading.readable) for text in of_cards}
    asked_too = [KnownText(reader.read(question), card) for card, question in lessons.asked if card in served]
    about_cards = of_cards + [text for text in asked_too if (text.name, text.reading.readable) not in known]
    about_cards += [KnownText(reader.read(question), NONE) for question in lessons.beyond]
    of_kinds = [KnownText(reader.read(text), NONE if kind == PLAIN else kind) for kind, text in lessons.messages]
    made = encode([text.reading.readable for text in (*about_cards, *of_kinds)])
    of_them = made[: len(about_cards)]
    sample = [at for at, text in enumerate(about_cards) if _is_in_sample(text)]
    plain = [KnownText(about_cards[at].reading, NONE) for at in sample]
    of_messages = np.concatenate([made[len(about_cards) :], of_them[sample]])
    # Of which matter a question is, its meaning tells; with what intent a message is written, its manner too.
    wanted = (
        (recognition.CARDS, about_cards, of_them, 1),
        (recognition.KINDS, [*of_kinds, *plain], of_messages, PARTS),
    )
    digests = {what: recognition.digest(texts, of_texts, parts) for what, texts, of_texts, parts in wanted}
    fresh = [each for each in wanted if not learnt.take_over(each[0], digests[each[0]], folder)]
    progress.start("recognition", sum(len(texts) for _, texts, *_ in fresh))
    for what, texts, of_texts, parts in fresh:
        recognition.learn(texts, of_texts, parts).save(folder, what, digests[what])
        progress.advance(len(texts))


def _is_in_sample(text: KnownText) -> bool:
    """By its words alone: where a card changes, the sample of all others stays, and with it what triage decides."""
    return zlib.crc32(text.reading.readable.encode()) % ONE_IN_PLAIN == 0
