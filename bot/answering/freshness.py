"""Whether what answers is fresh: cards past their review, cards that end soon, an edition that cannot be opened."""

from dataclasses import dataclass
from datetime import timedelta

from bot.answering.live import LiveAnswerer
from bot.clock import Clock
from knowledge.country import Country
from knowledge.editions import Shelf
from knowledge.models import Kind

SOON = timedelta(days=14)


@dataclass(frozen=True)
class State:
    """Of the cards that would answer today: how many there are, are past their review, and end within two weeks."""

    answering: int
    past_review: int
    ending: int
    is_newer_unopened: bool
    edition: str = ""

    @property
    def is_stale(self) -> bool:
        return self.past_review > 0 or self.ending > 0


class Freshness:
    """Looks at the live edition, for the owner's alarm and for readiness."""

    def __init__(self, live: LiveAnswerer, shelf: Shelf, country: Country, clock: Clock) -> None:
        self._live = live
        self._shelf = shelf
        self._country = country
        self._clock = clock
        self._unopened: str | None = None

    def look(self) -> State:
        """Blocking: it also takes over a new edition, if there is one. Called less often than `reopen_seconds`."""
        edition = self._live.current().edition
        today = self._clock.now().astimezone(self._country.zone).date()
        cards = [
            stored.card
            for stored in edition.cards.values()
            if stored.card.kind is Kind.GUIDANCE and edition.serves(stored.card, today)
        ]
        return State(
            answering=len(cards),
            past_review=sum(card.review_by is not None and card.review_by < today for card in cards),
            ending=sum(card.valid_until is not None and card.valid_until < today + SOON for card in cards),
            is_newer_unopened=self._is_newer_unopened(edition.manifest.edition),
            edition=edition.manifest.edition,
        )

    def _is_newer_unopened(self, opened: str) -> bool:
        """Only on the second look at the same one: it may have been published since the bot last looked for it."""
        published = self._shelf.current()
        waiting = published if published != opened else None
        was_waiting, self._unopened = self._unopened, waiting
        return waiting is not None and waiting == was_waiting
