"""Every path of /dispute, walked button by button as a person would."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.conversation.disputes import TYPE, Disputes
from bot.conversation.replies import Person, Reply
from bot.situation.timeline import Timeline
from knowledge.models import Language

WALKER = Person("walk", "1")


@dataclass(frozen=True)
class Walked:
    """The labels pressed from the first question on, the last action, and what was shown at the end."""

    labels: tuple[str, ...]
    action: str
    end: Reply


def walk(disputes: Disputes, timeline: Timeline, language: Language) -> Iterator[Walked]:
    """Every way from the first question to an end. To type a day leads where the buttons of days lead: passed over."""
    yield from _from((), "", disputes.start(language), disputes, timeline, language)


def _from(
    labels: tuple[str, ...], action: str, shown: Reply, disputes: Disputes, timeline: Timeline, language: Language
) -> Iterator[Walked]:
    buttons = [button for row in shown.buttons for button in row if button.action.startswith("dispute:")]
    ahead = [button for button in buttons if button.action != "dispute:" and not button.action.endswith(f"/{TYPE}")]
    if not ahead:
        yield Walked(labels, action, shown)
    for button in ahead:
        led = button.action.removeprefix("dispute:")
        after = disputes.press(WALKER, led, timeline, language)
        yield from _from((*labels, button.label), led, after, disputes, timeline, language)
