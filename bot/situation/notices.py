"""Which notices a person is shown: published, not restricted, of their place, still running."""

from collections.abc import Sequence
from datetime import datetime

from bot.models import EVERYWHERE, Level, Notice, Role


def holds_at(notice: Notice, now: datetime) -> bool:
    """From `valid_from` inclusive until `valid_until` exclusive."""
    return notice.valid_from <= now and (notice.valid_until is None or now < notice.valid_until)


def may_see(notice: Notice, role: Role) -> bool:
    """Citizens see what is published; a restricted notice is for staff only."""
    return notice.published and (not notice.restricted or role is not Role.CITIZEN)


def in_place(notice: Notice, counties: Sequence[str]) -> bool:
    return notice.county == EVERYWHERE or notice.county in counties


def on_topic(notice: Notice, topics: Sequence[str]) -> bool:
    """A notice without topics speaks to all; a critical one is shown whatever the question is about."""
    return notice.level is Level.CRITICAL or not notice.topics or bool(set(notice.topics) & set(topics))


def touches(notice: Notice, counties: Sequence[str], topics: Sequence[str], cards: Sequence[str]) -> bool:
    """Whether an answer from `cards` needs this notice: by place and topic, or because it contradicts one of them.

    A card that is contradicted goes without the notice only to who is known to be in another county.
    """
    if set(notice.overrides) & set(cards):
        return not counties or in_place(notice, counties)
    return in_place(notice, counties) and on_topic(notice, topics)


def applying(
    notices: Sequence[Notice],
    now: datetime,
    counties: Sequence[str],
    role: Role,
    topics: Sequence[str],
    cards: Sequence[str] = (),
) -> tuple[Notice, ...]:
    """Notices to show with an answer from `cards`, the gravest first."""
    found = [
        notice
        for notice in notices
        if holds_at(notice, now) and may_see(notice, role) and touches(notice, counties, topics, cards)
    ]
    order = ("critical", "warning", "all_clear", "info")
    return tuple(sorted(found, key=lambda notice: order.index(notice.level)))
