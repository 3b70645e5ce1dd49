"""Our own text as lessons: the cards' sentences in both languages, and the questions that people asked in their words.

The labelled questions of tests/ are never among them: what measures is not trained on.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge import country, library, passages, sentences
from knowledge.country import Country
from knowledge.models import Document, Kind, Language
from tools.encoder.lesson import Matter, Translation

QUESTIONS = Path(__file__).parent / "own" / "questions.tsv"
DOCUMENTS = Path(__file__).parents[2] / "knowledge" / "documents" / "ke"
SENTENCE_TIMES, QUESTION_TIMES = 2, 3  # in an epoch: few lines, but of our subject


@dataclass(frozen=True)
class OwnText:
    translations: tuple[Translation, ...]
    matters: tuple[Matter, ...]


@dataclass(frozen=True)
class Asked:
    """One question in as many forms as somebody wrote; `english` may be empty."""

    card: str
    english: str
    others: tuple[str, ...]

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.english, *self.others) if self.english else self.others


def read(documents: Path = DOCUMENTS, questions: Path = QUESTIONS) -> OwnText:
    """Of the guidance cards of one country and of `questions`; facts are filled in. Cards past their date count too."""
    land = country.read(documents / "country.toml")
    found = library.find((documents,), land, date.min)
    if found.refused:
        raise SystemExit(f"{found.refused[0].file} is refused: run `python ingest.py --check`.")
    cards = [document for document in found.documents if document.card.kind is Kind.GUIDANCE]
    texts = {card.card.id: _filled(card, land) for card in cards}
    asked = list(_asked(questions, texts.keys()))
    translations = [line for text in texts.values() for line in _sentences(text)]
    translations += [
        Translation(each.english, other, QUESTION_TIMES) for each in asked if each.english for other in each.others
    ]
    return OwnText(tuple(translations), tuple(_matter(card, texts[card.card.id], asked) for card in cards))


def _asked(file: Path, cards: Collection[str]) -> Iterator[Asked]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 4 or cells[0] not in cards:
            raise SystemExit(f"{file}, line {number}: needs a card that exists, English, Swahili and Sheng.")
        card, english, *others = cells
        yield Asked(card, english, tuple(filter(None, others)))


def _filled(document: Document, land: Country) -> dict[Language, str]:
    return {
        passage.language: land.fill(passage.text, passage.language, document.path)
        for passage in passages.split(document).passages
    }


def _sentences(text: Mapping[Language, str]) -> Iterator[Translation]:
    """Sentence beside sentence, of a card that has as many in both languages."""
    english, swahili = (list(_lines(text[language])) for language in (Language.EN, Language.SW))
    if len(english) == len(swahili):
        for ours, theirs in zip(english, swahili, strict=True):
            yield Translation(ours, theirs, SENTENCE_TIMES)


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield from sentences.split(line.strip().removeprefix("- "))


def _matter(document: Document, text: Mapping[Language, str], asked: Sequence[Asked]) -> Matter:
    card = document.card
    examples = [question for language in Language for question in card.questions[language]]
    forms = [form for each in asked if each.card == card.id for form in each.forms]
    texts = dict.fromkeys((card.title, text[Language.EN], text[Language.SW], *examples, *forms))
    return Matter(card.id, tuple(texts))
