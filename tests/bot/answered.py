"""Labelled questions as if they had been asked: what a label wants, and what was answered to it."""

from collections.abc import Mapping, Sequence

from bot.evaluation.judged import Judged, Reply
from knowledge import labels
from knowledge.labels import Expectation, Given, Label

RIGHT, WRONG = ("answered", ("a",)), ("answered", ("b",))
SILENT: tuple[str, tuple[str, ...]] = ("unknown", ())
Said = tuple[str, tuple[str, ...]]  # an outcome, and the cards that were cited
ANSWER = ("answered",)


def item(
    said: Said,
    confidence: float | None = None,
    *,
    key: str = "1",
    wants: Sequence[str] = ANSWER,
    held_back: Said | None = None,
    text: str = "x",
    **keys: str,
) -> Judged:
    """A judged question; the card `a` is right. `held_back` would have been said with `confidence` if that sufficed."""
    given = Given(said[0], text, said[1], ())
    otherwise = Reply(Given(held_back[0], text, held_back[1], ()), confidence=confidence) if held_back else None
    reply = Reply(given, confidence=None if held_back else confidence, otherwise=otherwise)
    return judged(label(key, wants, **keys), reply)


def judged(wanted: Label, reply: Reply) -> Judged:
    return Judged(wanted, reply, labels.judge(wanted.expect, reply.given))


def label(
    key: str = "1",
    wants: Sequence[str] = ANSWER,
    language: str = "en",
    kind: str = "answerable",
    split: str = "tune",
    group: str = "",
    none: Sequence[str] = (),
) -> Label:
    expect = Expectation(tuple(wants), cards=("a",), none=tuple(none))
    return Label(key, f"question {key}", language, "polling", kind, split, group, expect, line={})


def decided(said: Said, points: Mapping[str, float], **keys: str) -> Judged:
    """A question that was decided by evidence, of which each signal added its points."""
    reply = Reply(Given(said[0], "x", said[1], ()), reason="card", confidence=0.9, points=points)
    return judged(label(**keys), reply)
