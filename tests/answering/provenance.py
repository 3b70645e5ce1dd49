"""Where each sentence of an answer comes from: a cited passage, the bot's own texts, a known frame, or nowhere.

It looks at nothing but the rendered text, the edition's files and bot/texts, so that neither composing nor rendering
can vouch for itself.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot import config
from bot.models import Notice, PartKind
from bot.texts.catalogue import Catalogue
from knowledge import speech
from knowledge.country import Country
from knowledge.models import Card, Language, Passage
from knowledge.search import Edition
from tests.answering.citizen import Said

SENTENCE = re.compile(r"(?<=[.!?:;])[”\"]?\s+|\n")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
TEXTS = config.ROOT / "bot" / "texts"
COMPUTED = ("polls", "deadline")


class Provenance:
    """Knows everything that may be said from one edition."""

    def __init__(self, edition: Edition, catalogue: Catalogue, land: Country) -> None:
        pages = range(len(edition.store.page_documents))
        self._passages: Mapping[str, Passage] = {item.id: item for page in pages for item in edition.passages(page)}
        self._cards: Mapping[str, Card] = {key: stored.card for key, stored in edition.cards.items()}
        self._land = land
        lines = [
            line
            for language in Language
            for text in catalogue.sentences(language)
            for line in text.splitlines()
            if line
        ]
        self._own = frozenset(_sentences("\n".join(line for line in lines if not PLACEHOLDER.search(line))))
        frames = dict.fromkeys(line for line in lines if PLACEHOLDER.search(line) and not _is_bare(line))
        self._frames = tuple((_shape(frame), frame) for frame in frames)
        self._computed = tuple(_open(line) for line in computed_lines())
        self._undated = {catalogue.say("frame.undated", language) for language in Language}
        self._tongues = {
            catalogue.say(f"frame.in_{name}", language) for name in ("english", "swahili") for language in Language
        }

    def unfounded(self, said: Said, notices: Sequence[Notice] = ()) -> list[str]:
        """The sentences of an answer that stand nowhere."""
        cards = [self._cards[cited] for cited in said.cited]
        texts = [self._passages[part.passage] for part in said.answer.parts if part.passage]
        assert {text.document_id for text in texts} <= set(said.cited), "a passage of a document that is not cited"
        reviewed = [text.text for text in texts] + [words for notice in notices for words in notice.text.values()]
        stored = frozenset(sentence for text in reviewed for sentence in _sentences(text))
        own = self._own if any(part.kind is PartKind.WORDS for part in said.answer.parts) else frozenset()
        values = self._values(cards, said, notices)
        return [
            line
            for line in said.text.splitlines()
            if line.strip() and not stored | own >= set(_sentences(line)) and not self._is_frame(line.strip(), values)
        ]

    def _is_frame(self, line: str, values: Mapping[str, set[str]]) -> bool:
        """Whether a line is a frame of bot/texts filled with nothing but what its card says."""
        if any(shape.fullmatch(line) and _filled(frame, values).fullmatch(line) for shape, frame in self._frames):
            return True
        return line.removeprefix("- ") in values["nearby"] or any(frame.fullmatch(line) for frame in self._computed)

    def _values(self, cards: Sequence[Card], said: Said, notices: Sequence[Notice]) -> Mapping[str, set[str]]:
        published = {card.published for card in cards if card.published}
        law = {card.law_as_at for card in cards if card.law_as_at}
        offered = [self._cards[key] for key in _asked(option.action for option in said.answer.options)]
        moments = [
            moment.astimezone(self._land.zone) for n in notices for moment in (n.valid_from, n.valid_until) if moment
        ]
        days = {speech.day(day, tongue) for day in (*law, *(m.date() for m in moments)) for tongue in Language}
        clocks = {speech.clock(moment.time(), tongue) for moment in moments for tongue in Language}
        return {
            "publisher": {card.publisher for card in cards},
            "title": {card.title for card in cards},
            "published": {speech.day(day, tongue) for day in published for tongue in Language} | self._undated,
            "day": days,
            "clock": clocks,
            "until": {f"{day}, {clock}" for day in days for clock in clocks},
            "source": {notice.source for notice in notices},
            "body": {self._land.bodies[card.confirm_with][t] for card in cards if card.confirm_with for t in Language},
            "note": {note for card in cards for change in card.changed for note in change.note.values()},
            "language": self._tongues,
            "asked": {card.title for card in cards} | {asked for card in cards for asked in _questions(card)},
            "nearby": {asked for card in offered for asked in _questions(card)},
        }


def _questions(card: Card) -> Iterator[str]:
    return (question for asked in card.questions.values() for question in asked)


def computed_lines() -> Iterator[str]:
    """The sentences that the clock and the rules fill in: tests of bot/situation say that with the right days."""
    for file in sorted(TEXTS.glob("*.toml")):
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        for section in COMPUTED:
            yield from (line for text in table[section].values() for line in text.splitlines() if line)


def _open(frame: str) -> re.Pattern[str]:
    """A frame that any words may fill, with others of its kind behind it in the same line."""
    pieces = PLACEHOLDER.split(frame)
    pattern = "".join(".+?" if number % 2 else re.escape(piece) for number, piece in enumerate(pieces))
    return re.compile(rf"{pattern}(?: .+)?")


def _shape(frame: str) -> re.Pattern[str]:
    """What every filling of a frame matches, whatever the values: to be asked first, for it is made only once."""
    pieces = PLACEHOLDER.split(frame)
    return re.compile("".join(".*" if number % 2 else re.escape(piece) for number, piece in enumerate(pieces)), re.S)


def _asked(actions: Iterable[str]) -> Iterator[str]:
    return (action.removeprefix("ask:") for action in actions if action.startswith("ask:"))


def _filled(frame: str, values: Mapping[str, set[str]]) -> re.Pattern[str]:
    """A line of bot/texts as a pattern that lets through only `values` in the place of each name."""
    pieces = PLACEHOLDER.split(frame)  # text, name, text, name, text
    pattern = "".join(
        _any_of(values.get(piece, set())) if number % 2 else re.escape(piece) for number, piece in enumerate(pieces)
    )
    return re.compile(pattern)


def _any_of(values: set[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(values)))})" if values else "(?!)"


def _is_bare(line: str) -> bool:
    """A line that is nothing but a value would let everything through."""
    return not PLACEHOLDER.sub("", line).strip(" -“”().,:")


def _sentences(text: str) -> list[str]:
    return [plain for piece in SENTENCE.split(text) if (plain := _plain(piece))]


def _plain(text: str) -> str:
    """Words and their signs, without quotation marks, bullets and the shape of the spaces."""
    return " ".join(text.replace("“", "").replace("”", "").split()).removeprefix("- ").removeprefix("• ").strip()
