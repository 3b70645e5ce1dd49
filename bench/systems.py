"""The three systems measured, behind one face: answer a labelled question, and say which documents it ranks first."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from bench.sources import Source
from bench.ways import Way, asked
from knowledge.labels import Given, Label

TOP = 4  # what a retriever hands on by default
DEEP = 60  # for hits: enough chunks that three different documents are among them


class System(Protocol):
    def answer(self, label: Label) -> str:
        """Does all the work of one answer; returns its outcome."""
        ...

    def ranked(self, label: Label) -> list[str]:
        """Ids of different documents, the best first."""
        ...


class Retriever(Way, Protocol):
    def build(self, sources: Sequence[Source]) -> int: ...
    def retrieve(self, question: str, count: int) -> list[str]: ...


class Baseline:
    """A retriever asked the labelled questions; a follow-up gets the question before it too, as ours does."""

    def __init__(self, retriever: Retriever) -> None:
        self._retriever = retriever

    def answer(self, label: Label) -> str:
        self._retriever.retrieve(asked(label), TOP)
        return "retrieved"

    def ranked(self, label: Label) -> list[str]:
        return list(dict.fromkeys(self._retriever.retrieve(asked(label), DEEP)))


class Ours:
    """The product, built by its own composition root from the live edition."""

    def __init__(self) -> None:
        from threadpoolctl import threadpool_limits

        from bot import app, config, heap, judging
        from bot.clock import SystemClock
        from bot.conversation.citizen import THREADS
        from bot.lines import LineReader

        threadpool_limits(1, "blas")  # as the bot's own process does; with more, one answer takes twice the processor
        built = app.parts(config.read())
        self._answerer = app.answerer(built)
        self._give = judging.by_label(self._answerer, app.renderer(built), built)
        self._turns = threading.Semaphore(THREADS)  # as many are answered at once; the others wait
        self._reader = LineReader(built.country, built.gazetteer, SystemClock().now())
        heap.settle()  # as the bot does when it has opened an edition

    def given(self, label: Label) -> Given:
        with self._turns:
            return self._give(label)

    def answer(self, label: Label) -> str:
        return self.given(label).outcome

    def ranked(self, label: Label) -> list[str]:
        candidates, _ = self._answerer.evidence(self._reader.question(label.line), self._reader.context(label.line))
        return list(dict.fromkeys(candidate.card.id for candidate in candidates))


def retriever(name: str, folder: Path, model: Path) -> Retriever:
    """The baseline `plain` or `words`, its index below `folder`; only `plain` imports torch and needs the model."""
    if name == "plain":
        from bench.plain import PlainRetriever

        return PlainRetriever(folder / name, model)
    from bench.words import WordRetriever

    return WordRetriever(folder / name)
