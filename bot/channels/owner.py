"""The owner's alarm: whoever runs the bot is told on Telegram when something goes wrong with it."""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from enum import StrEnum

from bot.clock import Clock
from bot.redaction import without_words
from bot.texts.catalogue import Catalogue
from knowledge.models import Language

SEND_SECONDS = 30.0
LAST_SECONDS = 2.0  # for what is being sent when the bot stops
LANGUAGE = Language.EN  # the one that operators read; the Swahili sentences wait for the first who would rather

Send = Callable[[str], Awaitable[object]]
_log = logging.getLogger(__name__)


class Trouble(StrEnum):
    """What may go wrong; each has its sentence in bot/texts under [owner]."""

    ERROR = "error"
    SENDING = "sending"
    FAILING = "failing"
    WEBHOOK = "webhook"
    TAKEN = "taken"
    QUIET = "quiet"
    STALE = "stale"
    UNOPENED = "unopened"
    SLOW = "slow"
    PARKED = "parked"
    DISK = "disk"


PAUSE = timedelta(hours=1)
PAUSES = {Trouble.STALE: timedelta(days=1)}  # cards are not rewritten within the hour
EVENTS = frozenset({Trouble.ERROR, Trouble.SENDING, Trouble.WEBHOOK, Trouble.TAKEN})  # the others are states that last


class OwnerAlarm:
    """One message for each kind of trouble in an hour, in a day for stale cards; events between them are counted.

    `send` is None where no owner is named: then it only stands in the log. A message holds nothing of any person.
    """

    def __init__(self, send: Send | None, catalogue: Catalogue, clock: Clock) -> None:
        self._send = send
        self._catalogue = catalogue
        self._clock = clock
        self._told_at: dict[Trouble, datetime] = {}
        self._untold: Counter[Trouble] = Counter()
        self._sending: set[asyncio.Task[None]] = set()

    def tell(self, trouble: Trouble, **values: str) -> None:
        """Returns at once and never raises; to be called within the running loop."""
        try:
            self._tell(trouble, values)
        except Exception as error:  # an alarm must not break what it watches over
            _log.error("the alarm %s could not be told: %s", trouble, without_words(error))

    async def close(self) -> None:
        """Gives what is being sent a moment more."""
        if self._sending:
            _, unsent = await asyncio.wait(self._sending, timeout=LAST_SECONDS)
            for task in unsent:
                task.cancel()

    def _tell(self, trouble: Trouble, values: dict[str, str]) -> None:
        now = self._clock.now()
        told_at = self._told_at.get(trouble)
        if told_at is not None and now - told_at < PAUSES.get(trouble, PAUSE):
            self._untold[trouble] += trouble in EVENTS
            return
        text = self._catalogue.say(f"owner.{trouble}", LANGUAGE, **values)
        untold = self._untold.pop(trouble, 0)
        if untold:
            text += "\n" + self._catalogue.say("owner.more", LANGUAGE, count=str(untold))
        self._told_at[trouble] = now
        _log.warning("for the owner: %s", text)
        if self._send is not None:
            task = asyncio.create_task(self._sent(self._send, trouble, text, untold))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _sent(self, send: Send, trouble: Trouble, text: str, untold: int) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await send(text)
        except Exception as error:  # most likely the network; the next trouble of this kind is told at once
            _log.warning("the owner could not be told: %s", without_words(error))
            self._told_at.pop(trouble, None)
            self._untold[trouble] += untold + (trouble in EVENTS)
