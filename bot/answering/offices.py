"""A question about one office never gets another office's rule."""

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.subject import Subject
from knowledge.search import Candidate

OWN_OFFICE_BONUS = 0.06


def without_other_offices(candidates: Sequence[Candidate], subject: Subject) -> list[Candidate]:
    """Candidates for the offices asked about, those that name the office first; all of them if none is asked about."""
    if not subject.offices:
        return list(candidates)
    fitting = [item for item in candidates if not item.card.offices or subject.offices & set(item.card.offices)]
    raised = [_raised(item) if item.card.offices else item for item in fitting]
    return sorted(raised, key=lambda item: -item.signals.relevance)


def _raised(candidate: Candidate) -> Candidate:
    signals = candidate.signals
    return replace(candidate, signals=replace(signals, relevance=min(1.0, signals.relevance + OWN_OFFICE_BONUS)))
