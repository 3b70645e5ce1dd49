"""The library's documents as plain texts, for the baselines to index: the same words that our edition is made from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.config import Config
from knowledge import country, library, passages
from knowledge.models import Kind

CHUNK_LETTERS, CHUNK_OVERLAP = 1_000, 200


@dataclass(frozen=True)
class Source:
    """One document. `sections`: a card's filled text in each language, or the whole text of a background document."""

    id: str
    title: str
    is_card: bool
    sections: tuple[str, ...]
    questions: tuple[str, ...]


def read(settings: Config, today: date) -> list[Source]:
    land = country.read(settings.folders[0] / settings.country / "country.toml")
    return list(_sources([folder for folder in settings.folders if folder.is_dir()], land, today))


def _sources(folders: Sequence[Path], land: country.Country, today: date) -> Iterator[Source]:
    for document in library.find(folders, land, today).documents:
        card = document.card
        sections: tuple[str, ...] = (document.text,)
        if card.kind is Kind.GUIDANCE:
            split = passages.split(document).passages
            sections = tuple(land.fill(passage.text, passage.language, document.path) for passage in split)
        questions = tuple(question for asked in card.questions.values() for question in asked)
        yield Source(card.id, card.title, card.kind is Kind.GUIDANCE, sections, questions)


def chunks(text: str) -> list[str]:
    """The text cut as most tutorials cut it."""
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    return RecursiveCharacterTextSplitter(chunk_size=CHUNK_LETTERS, chunk_overlap=CHUNK_OVERLAP).split_text(text)
