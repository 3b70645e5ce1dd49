"""Whether polling stations are open, by the clock."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.situation.timeline import Timeline


class PollsState(StrEnum):
    ANOTHER_DAY = "another_day"
    LATER_TODAY = "later_today"
    OPEN = "open"
    CLOSED = "closed"
    OVER = "over"


@dataclass(frozen=True)
class Polls:
    """`state` at the moment asked; polls open and close at these moments of the country's polling day."""

    state: PollsState
    opens: datetime
    closes: datetime


def polls(timeline: Timeline) -> Polls:
    hours, zone, now = timeline.country.polling, timeline.country.zone, timeline.now
    opens = datetime.combine(timeline.poll, hours.open, zone)
    closes = datetime.combine(timeline.poll, hours.close, zone)
    if now.date() != timeline.poll:
        state = PollsState.ANOTHER_DAY if now < opens else PollsState.OVER
    elif now < opens:
        state = PollsState.LATER_TODAY
    else:
        state = PollsState.OPEN if now < closes else PollsState.CLOSED
    return Polls(state, opens, closes)
