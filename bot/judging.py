"""Asks labelled questions through the real answering, as golden questions and `evaluate` do."""

from collections.abc import Callable

from bot.answering.answer import Answerer
from bot.app import Parts
from bot.clock import SystemClock
from bot.lines import BadLineError, LineReader
from bot.models import Answer
from bot.rendering import Renderer
from knowledge.errors import KnowledgeError
from knowledge.labels import Given, Label


def by_label(answerer: Answerer, renderer: Renderer, built: Parts) -> Callable[[Label], Given]:
    """A function from a label (its question, time, county, notices) to what the citizen would be given."""
    reader = LineReader(built.country, built.gazetteer, SystemClock().now())

    def ask(label: Label) -> Given:
        try:
            question, context = reader.question(label.line), reader.context(label.line)
        except BadLineError as error:
            raise KnowledgeError(f"The label {label.id}: {error}.") from error
        answer = answerer.answer(question, context)
        return given(answer, renderer.render(answer, context))

    return ask


def given(answer: Answer, text: str) -> Given:
    passages = tuple((part.citation.id, part.text) for part in answer.parts if part.citation)
    return Given(answer.outcome.value, text, tuple(item.id for item in answer.citations), passages)
