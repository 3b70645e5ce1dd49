"""Baseline (b): BM25 over titles, texts and example questions; lower case, English stems.

Robertson and Zaragoza 2009 with the idf of Lucene, as bm25s computes it by default (k1 1.5, b 0.75). A card is one row;
a background document is a row a chunk, each with the title.
"""

import json
import math
import re
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import snowballstemmer

from bench.sources import Source, chunks
from bench.ways import Found

WORD = re.compile(r"\w+")
K1, B = 1.5, 0.75


class WordRetriever:
    def __init__(self, folder: Path) -> None:
        """Opens what `build` wrote, if it did."""
        self._file = folder / "bm25.json"
        self._stemmer = snowballstemmer.stemmer("english")
        self._lock = threading.Lock()  # the stemmer keeps the word it works on in itself
        self._documents: list[str] = []
        self._texts: list[str] = []
        self._weights: dict[str, list[tuple[int, float]]] = {}
        if self._file.is_file():
            self._documents, self._texts, self._weights = json.loads(self._file.read_text(encoding="utf-8"))

    def build(self, sources: Sequence[Source]) -> int:
        """Index the documents; returns the number of rows."""
        found = [(source.id, row) for source in sources for row in _rows(source)]
        rows = [(document, Counter(self._terms(row.searched))) for document, row in found]
        mean = sum(counts.total() for _, counts in rows) / len(rows)
        held = Counter(term for _, counts in rows for term in counts)
        weights: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for row, (_, counts) in enumerate(rows):
            damp = K1 * (1 - B + B * counts.total() / mean)
            for term, count in counts.items():
                idf = math.log1p((len(rows) - held[term] + 0.5) / (held[term] + 0.5))
                weights[term].append((row, idf * count / (count + damp)))
        self._documents, self._weights = [document for document, _ in rows], dict(weights)
        self._texts = [row.served for _, row in found]
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._file.write_text(json.dumps([self._documents, self._texts, self._weights]), encoding="utf-8")
        return len(rows)

    def retrieve(self, question: str, count: int) -> list[str]:
        """Document ids of the best rows, best first; a document may come more than once."""
        scores = self._scores(question)
        best = sorted(scores, key=lambda row: -scores[row])[:count]
        return [self._documents[row] for row in best]

    def best(self, question: str) -> Found | None:
        """The best row, as it would be served: a card in both languages, or a chunk. None where no word is shared."""
        scores = self._scores(question)
        if not scores:
            return None
        row = max(scores, key=lambda row: scores[row])
        return Found(self._documents[row], self._texts[row], scores[row])

    def _scores(self, question: str) -> dict[int, float]:
        scores: dict[int, float] = defaultdict(float)
        for term in self._terms(question):
            for row, weight in self._weights.get(term, ()):
                scores[row] += weight
        return scores

    def _terms(self, text: str) -> list[str]:
        with self._lock:
            return list(self._stemmer.stemWords(WORD.findall(text.lower())))


@dataclass(frozen=True)
class _Row:
    searched: str
    served: str


def _rows(source: Source) -> Iterator[_Row]:
    if source.is_card:
        yield _Row("\n".join((source.title, *source.sections, *source.questions)), "\n".join(source.sections))
        return
    for section in source.sections:
        for chunk in chunks(section):
            yield _Row("\n".join((source.title, chunk, *source.questions)), chunk)
