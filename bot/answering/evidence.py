"""What an edition holds on a question: the pages that may answer it, whether they suffice, what may not be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial

from bot.answering.decide import Decider, Decision, second
from bot.answering.exact import ExactQuestions, certain
from bot.answering.fitting import eligible, fitting
from bot.answering.subject import Subject
from bot.answering.understanding import Understood
from bot.models import Context
from knowledge.country import Country
from knowledge.language import Reading
from knowledge.models import Language
from knowledge.search import Candidate, Edition

KEPT_QUESTIONS = 512  # whose pages are remembered: in an evening many people ask the same
OWN_WORDS = 0.3  # of a question that leans: how much more its own words count than those of the one before it
FAR_BETTER = 0.15  # of relevance, by which a withdrawn or expired card shows that the next best is another matter


@dataclass(frozen=True)
class Evidence:
    """`candidates` that may answer, best first, and what they weigh together. `shown`: those to answer from, 0 to 2.

    `is_exact`: the question is an example question of the one shown, word for word.
    """

    candidates: Sequence[Candidate]
    decision: Decision
    shown: Sequence[Candidate]
    is_exact: bool = False


class Finder:
    """Asks one edition. What it found is remembered as long as the edition is answered from."""

    def __init__(self, edition: Edition, country: Country, decider: Decider) -> None:
        self._edition = edition
        self._country = country
        self._decider = decider
        self._exact = ExactQuestions(edition.reader)
        self._pages = lru_cache(KEPT_QUESTIONS)(partial(_pages, edition, country))

    def weighed(self, asked: Understood) -> Evidence:
        candidates = self.candidates(asked)
        decision = self._decider.decide(candidates, asked.reading, leans=asked.leans)
        exact = self._exact.card_of(asked.reading, candidates)
        if exact is not None:
            return Evidence(candidates, certain(decision), (exact,), is_exact=True)
        other = second(candidates) if decision.shown > 1 else None
        shown = (*candidates[: min(1, decision.shown)], *((other,) if other else ()))
        return Evidence(candidates, decision, shown)

    def candidates(self, asked: Understood) -> Sequence[Candidate]:
        return self._of(asked, self._day(asked.context))

    def is_overtaken(self, best: Candidate, asked: Understood) -> bool:
        """Whether a card that may not be served would have been far better: its neighbour must not stand in for it.

        A card written to replace it is about as near, and answers.
        """
        hidden = self.hidden(asked)
        return hidden is not None and hidden.signals.relevance > best.signals.relevance + FAR_BETTER

    def hidden(self, asked: Understood) -> Candidate | None:
        """What would answer if it were neither withdrawn nor out of date."""
        day, elections = self._day(asked.context), _elections(self._country, asked.subject)
        if (self._edition.mask_all(elections) == self._edition.mask(day, elections)).all():
            return None
        found = self._of(asked, None)
        if not found or not self._decider.decide(found, asked.reading, leans=asked.leans).shown:
            return None
        card = found[0].card
        return found[0] if self.is_withdrawn(found[0]) or not card.holds_on(day) else None

    def is_withdrawn(self, candidate: Candidate) -> bool:
        return candidate.card.id in self._edition.withdrawn()

    def _of(self, asked: Understood, day: date | None) -> Sequence[Candidate]:
        found = self._pages(asked.reading, asked.subject, asked.language, day, self._edition.withdrawn())
        if asked.own is None:
            return found
        alone = self._pages(asked.own, asked.subject, asked.language, day, self._edition.withdrawn())
        by_own = {item.page: item.signals.relevance for item in alone}
        return sorted(found, key=lambda item: -item.signals.relevance - OWN_WORDS * by_own.get(item.page, 0.0))

    def _day(self, context: Context) -> date:
        return context.now.astimezone(self._country.zone).date()


def _pages(
    edition: Edition,
    country: Country,
    reading: Reading,
    subject: Subject,
    language: Language,
    day: date | None,
    _withdrawn: frozenset[str],
) -> Sequence[Candidate]:
    """The pages that may answer on `day`; of any day and withdrawn ones too, if None.

    What is withdrawn is known to the edition; here it makes what was found before a withdrawal be forgotten.
    """
    elections = _elections(country, subject)
    mask = edition.mask_all(elections) if day is None else edition.mask(day, elections)
    found = edition.search(reading, eligible(mask, subject, edition))
    return tuple(fitting(found, subject, edition, language))


def _elections(country: Country, subject: Subject) -> frozenset[str | None]:
    """Which elections' documents may answer: past ones only if named, or if nobody asks what to do now."""
    current: frozenset[str | None] = frozenset({country.election, None})
    if subject.elections:
        return current | subject.elections
    return current if subject.is_practical else current | frozenset(country.past_elections)
