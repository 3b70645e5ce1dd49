"""Somebody who asks: the real answering and rendering over an edition, at a moment that stands still."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import app
from bot.app import Parts
from bot.models import Answer, Context, Level, Notice, Outcome, Question, Role
from knowledge.labels import Label
from knowledge.models import Language
from knowledge.search import Edition
from tests.harness.clock import NOON

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Said:
    """An answer, and what the citizen reads of it."""

    answer: Answer
    text: str

    @property
    def outcome(self) -> Outcome:
        return self.answer.outcome

    @property
    def kind(self) -> str:
        """Outcome and reason as DESIGN writes them: `answered/card`."""
        return f"{self.answer.outcome}/{self.answer.reason}"

    @property
    def cited(self) -> tuple[str, ...]:
        return tuple(item.id for item in self.answer.citations)

    @property
    def paragraphs(self) -> list[str]:
        return self.text.split("\n\n")


class Citizen:
    """Asks one edition."""

    def __init__(self, built: Parts, edition: Edition) -> None:
        self.built = built
        self.edition = edition
        self.answerer = app.answerer(built, edition)
        self.renderer = app.renderer(built)

    def ask(
        self,
        words: str,
        *,
        earlier: Sequence[str] = (),
        now: datetime = NOON,
        language: Language | None = None,
        county: str | None = None,
        role: Role = Role.CITIZEN,
        notices: Sequence[Notice] = (),
    ) -> Said:
        context = Context(now, language, county, role, tuple(notices))
        answer = self.answerer.answer(Question(words, tuple(earlier)), context)
        return Said(answer, self.renderer.render(answer, context))

    def offices(self, words: str) -> frozenset[str]:
        """The seats that a question names."""
        return self.built.subjects.read(self.edition.reader.read(words)).offices

    def ask_label(self, label: Label) -> Said:
        """The question of a label with its turns; in time, place and notices it stands like all others."""
        return self.ask(label.question, earlier=label.line.get("turns") or ())


WARNING = Notice(
    id="n1",
    county="47",
    level=Level.WARNING,
    text={Language.EN: "The road at the market is closed.", Language.SW: "Barabara ya sokoni imefungwa."},
    valid_from=NOON - HOUR,
    valid_until=NOON + HOUR,
    published=True,
    restricted=False,
)


def notice(**changes: object) -> Notice:
    """A notice for Nairobi that a citizen is shown at noon, but for `changes`."""
    return replace(WARNING, **changes)  # type: ignore[arg-type]
