"""Asks labelled questions through the real answering, as golden questions and `evaluate` do."""

import time
from collections.abc import Callable
from datetime import date

from bot import app
from bot.answering import decide
from bot.answering.answer import Answerer
from bot.answering.explaining import EXACT, deciding, models, shares
from bot.app import Parts
from bot.clock import SystemClock
from bot.evaluation.judged import Reply
from bot.lines import BadLineError, LineReader
from bot.models import Answer, Context, Outcome, Question, Reason
from bot.rendering import Renderer
from knowledge.errors import KnowledgeError
from knowledge.labels import Given, Label

SEEN_FIRST = 250  # characters within which a help line must stand


def by_label(answerer: Answerer, renderer: Renderer, built: Parts) -> Callable[[Label], Given]:
    """A function from a label (its question, time, county, notices) to what the citizen would be given."""
    reader = LineReader(built.country, built.gazetteer, SystemClock().now())

    def ask(label: Label) -> Given:
        question, context = _asked(label, reader)
        answer = answerer.answer(question, context)
        return given(answer, renderer.render(answer, context))

    return ask


def given(answer: Answer, text: str) -> Given:
    passages = tuple((part.citation.id, part.text) for part in answer.parts if part.citation)
    return Given(answer.outcome.value, text, tuple(item.id for item in answer.citations), passages)


class Measuring:
    """Asks as `by_label` does, and notes what an evaluation needs to know besides."""

    def __init__(self, built: Parts, answerer: Answerer) -> None:
        self._answerer = answerer
        self._unreserved = app.unreserved(built, answerer.edition)
        self._renderer = app.renderer(built)
        self._models = models(decide.read())
        self._reader = LineReader(built.country, built.gazetteer, SystemClock().now())
        self._country = built.country
        self._numbers = [number for line in built.country.lines.values() for number in line.numbers]

    def ask(self, label: Label) -> Reply:
        question, context = _asked(label, self._reader)
        started = time.perf_counter()
        answer = self._answerer.answer(question, context)
        text = self._renderer.render(answer, context)
        took = (time.perf_counter() - started) * 1000
        found = shares(deciding(self._models, answer.signals), answer.signals)
        return Reply(
            given=given(answer, text),
            reason=answer.reason.value,
            confidence=_confidence(answer),
            milliseconds=took,
            otherwise=self._otherwise(question, context) if _is_silent(answer) else None,
            points={share.name: share.points for share in found},
            signs=tuple(answer.signals or ()) if not found else (EXACT,) if EXACT in (answer.signals or ()) else (),
            is_help_first=any(number in text[:SEEN_FIRST] for number in self._numbers),
            leaked=self._leaked(answer, context),
        )

    def _otherwise(self, question: Question, context: Context) -> Reply:
        answer = self._unreserved.answer(question, context)
        return Reply(given(answer, self._renderer.render(answer, context)), confidence=_confidence(answer))

    def _leaked(self, answer: Answer, context: Context) -> tuple[str, ...]:
        """Ids of documents that were cited though they may not be served, or of which a withheld sentence was said."""
        day = context.now.astimezone(self._country.zone).date()
        return tuple(
            part.citation.id
            for part in answer.parts
            if part.citation and self._is_leak(part.citation.id, part.text, day)
        )

    def _is_leak(self, document: str, text: str, day: date) -> bool:
        stored = self._answerer.edition.cards.get(document)
        if stored is None:
            return False
        said = " ".join(text.split())
        is_said = any(" ".join(opening.split()) in said for opening in stored.card.withhold)
        return is_said or not self._answerer.edition.serves(stored.card, day)


def _asked(label: Label, reader: LineReader) -> tuple[Question, Context]:
    try:
        return reader.question(label.line), reader.context(label.line)
    except BadLineError as error:
        raise KnowledgeError(f"The label {label.id}: {error}.") from error


def _is_silent(answer: Answer) -> bool:
    """For want of evidence: a foreign language is not that."""
    return answer.outcome is Outcome.UNKNOWN and answer.reason is not Reason.OTHER_LANGUAGE


def _confidence(answer: Answer) -> float | None:
    """Of an answer that rests on evidence: what the clock or a notice says does not."""
    is_weighed = answer.signals is not None or answer.reason is Reason.TWO_PART
    return answer.confidence if answer.outcome is Outcome.ANSWERED and is_weighed else None
