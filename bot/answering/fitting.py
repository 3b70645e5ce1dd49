"""What a question names narrows the candidates: its offices exclude other offices' rules, its year other eras.

Order matters: offices exclude first, then what remains is ranked anew.
"""

from collections.abc import Sequence

import numpy as np

from bot.answering.subject import Subject
from knowledge.models import Card, Kind, Language
from knowledge.search import Candidate, Edition, Mask

OWN_OFFICE = 0.06  # a card about the seat that the question names, among others
ONLY_OFFICE = 0.1  # a card about that seat and no other
OWN_ERA = 0.05  # a document or card that tells of the election that the question names
COMPARABLE = 0.6  # a rule for another seat with this share of the best relevance could be the one that was meant
OTHER_LANGUAGE = 0.15  # how much nearer a passage in the other language must be to be quoted instead
AS_NEAR = 0.02  # passages of one document this close in relevance are equally good
CLEAR = 0.5  # below this relevance nothing is asked back either


def eligible(mask: Mask, subject: Subject, edition: Edition) -> Mask:
    """`mask` without the pages that cannot answer, so that they do not crowd out those that can."""
    if not subject.offices and not subject.elections:
        return mask
    documents = edition.store.page_documents
    fit = [
        bool(allowed) and _may_answer(edition.cards[documents[page]].card, page, subject, edition)
        for page, allowed in enumerate(mask)
    ]
    return np.array(fit, dtype=np.bool_)


def fitting(
    candidates: Sequence[Candidate], subject: Subject, edition: Edition, language: Language | None = None
) -> list[Candidate]:
    """Candidates that can answer a question on `subject`, those that name its office or era first.

    Of a document in both languages, a passage in the `language` of the reply goes before its like in the other.
    """
    fit = [item for item in candidates if _may_answer(item.card, item.page, subject, edition)]
    # The order changes, the signals do not: naming a seat is no evidence that the card about it answers.
    fit.sort(key=lambda item: -item.signals.relevance - _office_shift(item, subject) - _era_shift(item, subject))
    return _introduced_first(_in_language(fit, edition, language), edition)


def _in_language(ranked: list[Candidate], edition: Edition, language: Language | None) -> list[Candidate]:
    if not ranked or ranked[0].card.kind is Kind.GUIDANCE or language not in ranked[0].card.languages:
        return ranked
    best, languages = ranked[0], edition.store.first_languages
    least = best.signals.relevance - OTHER_LANGUAGE
    for item in ranked:
        if item.card.id == best.card.id and languages[item.page] is language and item.signals.relevance >= least:
            return [item, *(other for other in ranked if other is not item)]
    return ranked


def _introduced_first(ranked: list[Candidate], edition: Edition) -> list[Candidate]:
    """Of passages of one document that are about as near, the earliest first: it introduces what others build on."""
    if not ranked:
        return []
    best = ranked[0]
    least, language = best.signals.relevance - AS_NEAR, edition.store.first_languages
    near = [
        item
        for item in ranked
        if item.card.id == best.card.id
        and item.signals.relevance >= least
        and language[item.page] is language[best.page]
    ]
    first = min(near, key=lambda item: item.page)
    return [first, *(item for item in ranked if item is not first)]


def between_offices(candidates: Sequence[Candidate], subject: Subject) -> frozenset[str]:
    """The offices to choose from, where the best card is about a seat that nobody named and others' rules are near."""
    best = candidates[0] if candidates else None
    if subject.offices or best is None or not best.card.offices or best.signals.relevance < CLEAR:
        return frozenset()
    near = [item for item in candidates if item.signals.relevance >= COMPARABLE * best.signals.relevance]
    others = [item for item in near if item.card.offices and not set(item.card.offices) & set(best.card.offices)]
    if not others:
        return frozenset()
    return frozenset(office for item in (best, *others) for office in item.card.offices)


def _may_answer(card: Card, page: int, subject: Subject, edition: Edition) -> bool:
    """A question about one office never gets another office's rule.

    One that names a past election's year is answered by documents of it, or by pages that name that year.
    """
    if subject.offices and card.offices and not subject.offices & set(card.offices):
        return False
    if not subject.elections or card.election in subject.elections:
        return True
    return any(edition.page_has(page, year) for year in subject.years)


def _office_shift(candidate: Candidate, subject: Subject) -> float:
    if not subject.offices or not candidate.card.offices:
        return 0.0
    return ONLY_OFFICE if set(candidate.card.offices) <= subject.offices else OWN_OFFICE


def _era_shift(candidate: Candidate, subject: Subject) -> float:
    return OWN_ERA if any(map(candidate.card.tells_of, subject.elections)) else 0.0
