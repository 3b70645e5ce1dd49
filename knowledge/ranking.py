"""How much each signal counts when pages are ranked: data, fitted by tools/calibrate.py."""

import json
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import KnowledgeError

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


def read(file: Path = FILE) -> Weights:
    """Raises KnowledgeError."""
    try:
        return Weights(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise KnowledgeError(f"{file} is missing or damaged: run `make calibrate`.") from error
