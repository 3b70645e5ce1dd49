"""How much each signal counts when pages are ranked: data, fitted by tools/calibrate.py."""

import json
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import KnowledgeError
from knowledge.models import Language

FILE = Path(__file__).parent / "ranking.json"


@dataclass(frozen=True)
class Weights:
    """Shares of the seven signals of a page (see search.Signals); they add up to 1, so relevance stays in 0..1."""

    meaning: float
    words: float
    spelling: float
    share: float
    asked: float
    votes: float
    recognised: float


@dataclass(frozen=True)
class Ranking:
    """Apart by language, because the packaged encoder reads English only: elsewhere words and spelling lead."""

    english: Weights
    other: Weights

    def of(self, language: Language | None) -> Weights:
        return self.english if language is Language.EN else self.other


def read(file: Path = FILE) -> Ranking:
    """Raises KnowledgeError."""
    try:
        table = json.loads(file.read_text(encoding="utf-8"))
        return Ranking(Weights(**table["english"]), Weights(**table["other"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KnowledgeError(f"{file} is missing or damaged: run `make calibrate`.") from error
