"""Which phase of the election it is."""

from datetime import datetime

from bot.situation.rest_days import ONE_DAY
from bot.situation.timeline import Timeline
from knowledge.phases import Phase


def current(timeline: Timeline) -> Phase | None:
    """The phase that began last among those running; None between phases, or where nobody has announced any."""
    running: list[tuple[datetime, Phase]] = []
    for phase in timeline.country.phases:
        start = _start(phase, timeline)
        if start and start <= timeline.now and not _is_over(phase, timeline):
            running.append((start, phase))
    return max(running, key=lambda pair: pair[0])[1] if running else None


def _start(phase: Phase, timeline: Timeline) -> datetime | None:
    if phase.only_if and not timeline.day(phase.only_if, timeline.national):
        return None
    begins = timeline.begins(phase.starts)
    return begins + ONE_DAY if begins and phase.next_day else begins


def _is_over(phase: Phase, timeline: Timeline) -> bool:
    """Over when the last of its known ends is; without one, when `at_latest` is."""
    known = [end for name in phase.ends if (end := timeline.ends(name))]
    latest = timeline.ends(phase.at_latest) if phase.at_latest else None
    if not known:
        return latest is not None and latest <= timeline.now
    return max(known) <= timeline.now
