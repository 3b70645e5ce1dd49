"""A labelled question, what was answered to it, and the judgement."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from knowledge import labels
from knowledge.labels import ANSWERED, Given, Label, Verdict

TUNE, REPORT = "tune", "report"  # the half that anybody may read, and the half that nothing is fitted on


@dataclass(frozen=True)
class Reply:
    """One answer as it is measured.

    `confidence`: how likely the evidence made the page that was given; None where no evidence was weighed.
    `otherwise`: where the evidence did not suffice, what would have been answered if any had. `points`: what each
    signal added to the decision. `signs`: what triage saw. `is_help_first`: a help line stands in the first 250
    characters. `leaked`: cited though out of date or withdrawn, or a sentence that must not be served.
    """

    given: Given
    reason: str = ""
    confidence: float | None = None
    milliseconds: float = 0.0
    otherwise: "Reply | None" = None
    points: Mapping[str, float] = field(default_factory=dict)
    signs: tuple[str, ...] = ()
    is_help_first: bool = False
    leaked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Weighed:
    """An answer that was given, or would be with a lower threshold: how sure it was, and whether it is right."""

    confidence: float
    is_right: bool


@dataclass(frozen=True)
class Judged:
    label: Label
    reply: Reply
    verdict: Verdict

    @property
    def given(self) -> Given:
        return self.reply.given

    @property
    def is_right(self) -> bool:
        return not self.verdict.faults

    @property
    def is_covered(self) -> bool:
        return self.verdict.is_answered and self.is_right

    @property
    def counts_for_coverage(self) -> bool:
        """Whether an answer is the only thing that is right; what may be answered or not does not count."""
        return self.label.expect.outcomes == (ANSWERED,)

    @cached_property
    def weighed(self) -> Weighed | None:
        """None where no evidence was weighed, or none would have been an answer."""
        reply, verdict = self.reply, self.verdict
        if not verdict.is_answered and reply.otherwise is not None:
            reply = reply.otherwise
            verdict = labels.judge(self.label.expect, reply.given)
        if not verdict.is_answered or reply.confidence is None:
            return None
        return Weighed(reply.confidence, not verdict.faults)


Ask = Callable[[Label], Reply]


def read(files: Iterable[Path], split: str | None = None) -> list[Label]:
    """The labels of all `files`, or those of one half. Raises KnowledgeError that names file and line."""
    return [label for file in files for label in labels.read(file) if split is None or label.split == split]


def judge(asked: Sequence[Label], ask: Ask) -> list[Judged]:
    """Each question asked once, in order."""
    found = []
    for label in asked:
        reply = ask(label)
        found.append(Judged(label, reply, labels.judge(label.expect, reply.given)))
    return found


def grouped(items: Iterable[Judged], key: Callable[[Judged], str]) -> dict[str, list[Judged]]:
    """By `key`, in its order."""
    found: dict[str, list[Judged]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return dict(sorted(found.items()))
