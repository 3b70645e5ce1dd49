"""Our own text as lessons: the cards' sentences in both languages, and the questions that people asked in their words.

The labelled questions of tests/ are never among them: what measures is not trained on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge import asked, country, library, passages, sentences
from knowledge.asked import Asked
from knowledge.country import Country
from knowledge.models import Document, Kind, Language
from tools.encoder.lesson import Matter, Translation

DOCUMENTS = Path(__file__).parents[2] / "knowledge" / "documents" / "ke"
SENTENCE_TIMES, QUESTION_TIMES = 2, 3  # in an epoch: few lines, but of our subject


@dataclass(frozen=True)
class OwnText:
    translations: tuple[Translation, ...]
    matters: tuple[Matter, ...]


def read(documents: Path = DOCUMENTS) -> OwnText:
    """Of the guidance cards of one country and of its asked.tsv; facts filled in. Cards past their date count too."""
    land = country.read(documents / "country.toml")
    found = library.find((documents,), land, date.min)
    if found.refused:
        raise SystemExit(f"{found.refused[0].file} is refused: run `python ingest.py --check`.")
    cards = [document for document in found.documents if document.card.kind is Kind.GUIDANCE]
    texts = {card.card.id: _filled(card, land) for card in cards}
    questions = asked.read(documents)
    lost = sorted({each.card for each in questions} - texts.keys())
    if lost:
        raise SystemExit(f"{documents / asked.FILE} names {lost[0]}, which is no card: correct its id or take it out.")
    translations = [line for text in texts.values() for line in _sentences(text)]
    translations += [
        Translation(each.english, other, QUESTION_TIMES) for each in questions if each.english for other in each.others
    ]
    return OwnText(tuple(translations), tuple(_matter(card, texts[card.card.id], questions) for card in cards))


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


def _matter(document: Document, text: Mapping[Language, str], questions: Sequence[Asked]) -> Matter:
    card = document.card
    examples = [question for language in Language for question in card.questions[language]]
    forms = [form for each in questions if each.card == card.id for form in each.forms]
    texts = dict.fromkeys((card.title, text[Language.EN], text[Language.SW], *examples, *forms))
    return Matter(card.id, tuple(texts))
