"""What a question names narrows the candidates: its offices exclude other offices' rules, its year prefers that era.

Order matters: offices exclude first, then what remains is ranked anew.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.subject import Subject
from knowledge.search import Candidate, Edition

OWN_OFFICE = 0.06
OWN_ERA = 0.12
OTHER_ERA = -0.12


def fitting(candidates: Sequence[Candidate], subject: Subject, edition: Edition) -> list[Candidate]:
    """Candidates that can answer a question on `subject`, those that name its office or era first."""
    fit = [item for item in candidates if _may_speak_of(item, subject.offices)]
    moved = [_moved(item, _office_shift(item, subject) + _era_shift(item, subject, edition)) for item in fit]
    return sorted(moved, key=lambda item: -item.signals.relevance)


def _may_speak_of(candidate: Candidate, offices: frozenset[str]) -> bool:
    """A question about one office never gets another office's rule."""
    return not offices or not candidate.card.offices or bool(offices & set(candidate.card.offices))


def _office_shift(candidate: Candidate, subject: Subject) -> float:
    return OWN_OFFICE if subject.offices and candidate.card.offices else 0.0


def _era_shift(candidate: Candidate, subject: Subject, edition: Edition) -> float:
    """A question that names a past election's year wants documents of it, or cards that speak of that year."""
    if not subject.elections:
        return 0.0
    if candidate.card.election in subject.elections:
        return OWN_ERA
    return 0.0 if any(edition.page_has(candidate.page, year) for year in subject.years) else OTHER_ERA


def _moved(candidate: Candidate, shift: float) -> Candidate:
    relevance = min(1.0, max(0.0, candidate.signals.relevance + shift))
    return replace(candidate, signals=replace(candidate.signals, relevance=relevance))
