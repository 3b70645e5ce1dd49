"""`python -m bot status`: how the bot fares, as lines of text. Counts only; of the answers only blurred ones."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.channels import figures
from bot.clock import Clock
from bot.config import Config
from bot.store.database import engine
from bot.store.pausing import Pauses
from bot.store.waiting import waiting
from knowledge.editions import Shelf

FRESH = timedelta(minutes=3)  # the running bot writes its figures every minute


def lines(settings: Config, clock: Clock) -> Iterator[str]:
    """What waits is looked up now; the rest is what the bot last wrote."""
    now = clock.now()
    yield from _paused(settings)
    yield from _mailbox(settings, now)
    yield f"edition: {Shelf(settings.var).current() or 'none published'}"
    written = figures.written(settings.var)
    if not written or not timedelta(0) <= now - written[0] <= FRESH:
        last = f"; the last figures are of {written[0]:%Y-%m-%d %H:%M}Z" if written else ""
        yield f"bot: not running here{last}"
        return
    yield from _running(written[0], written[1])


def _paused(settings: Config) -> Iterator[str]:
    if pause := Pauses(settings.var, settings.pause).current():
        yield f"PAUSED{', answering nothing but danger' if pause.is_silent else ''}: {pause.reason}"


def _mailbox(settings: Config, now: datetime) -> Iterator[str]:
    if isinstance(settings.database, Path) and not settings.database.exists():
        yield "mailbox: none yet"
        return
    opened = engine(settings.database)
    found = waiting(opened)
    opened.dispose()
    yield f"mailbox: {found.updates} updates and {found.unsent} answers wait, {found.parked} parked"
    if found.bulk:
        yield f"to many: {found.bulk} messages wait; they yield to answers"
    if found.oldest_at is not None:
        yield f"oldest: {found.oldest_seconds(now.timestamp())} s"


def _running(at: datetime, found: dict[str, Any]) -> Iterator[str]:
    values = found["values"]
    heard = "Telegram is heard" if values["is_heard"] else "TELEGRAM IS NOT HEARD"
    yield f"bot: running, {heard}, as of {at:%H:%M}Z with edition {found['edition'] or 'unknown'}"
    if values.get("is_newer_unopened"):
        yield "A NEWER EDITION CANNOT BE OPENED: run python ingest.py once more"
    if "answering" in values:
        past, ending = values["past_review"], values["ending"]
        yield f"cards: {values['answering']} answer, {past} past their review date, {ending} end within 14 days"
    if values["webhook_waiting"] or values["webhook_error_at"]:
        yield f"webhook: {values['webhook_waiting']} wait at Telegram"
    yield "answers since the start, rounded down to ten:" if found["answers"] else "answers: fewer than ten of any kind"
    for one in found["answers"]:
        kind = f"{one['outcome']}, {one['topic']}, {one['language']}"
        yield f"  {kind}: {one['count']}, {one['mean_seconds']} s on average"
