"""Fit ranking and decision on labelled questions: `python -m tools.calibrate` (make calibrate).

Reads the `tune` half of tests/questions only. First the ranking (knowledge/ranking.json): which mixture of signals puts
the right page before the others, fitted on pairs of pages. Then when a question leans on the one before it
(tools/leaning.py), and the decision (tools/deciding.py). Last, how sure triage must be of a kind that it learnt
(bot/answering/kinds.json).
"""

import json
from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from bot import app, config
from bot.answering import decide
from bot.answering.answer import Answerer
from bot.answering.decide import Decider, Weighing
from bot.answering.kinds import LearntKinds
from bot.clock import SystemClock
from bot.lines import LineReader
from bot.models import Context, Question
from knowledge import labels, ranking
from knowledge.labels import Given, Label
from knowledge.search import Candidate, Edition
from tools import deciding, kind_scores, leaning, question_sets
from tools.deciding import Evidence
from tools.leaning import Dialogue

RANKING_C = 1.0
SIGNALS = ("meaning", "words", "spelling", "share", "asked", "votes", "recognised")
Asked = tuple[Label, Question, Context]
Table = npt.NDArray[np.float64]
SEARCHED = frozenset(
    ("answerable", "lookalike_unanswerable", "innocent_twin", "urgent_twin", "false_premise", "stale", "follow_up")
)


def main() -> None:
    built = app.parts(config.read())
    reader = LineReader(built.country, built.gazetteer, SystemClock().now())
    anything = Weighing({}, bias=0.0, threshold=0.0)
    undecided = Decider(anything, anything)  # only the evidence is looked at
    before = app.answerer(built, decider=undecided, learnt=LearntKinds({}))
    asked = [
        (label, reader.question(label.line), reader.context(label.line))
        for label in _tuning_labels()
        if label.kind in SEARCHED and (not label.is_answerable or _can_be_right(label, before.edition))
    ]
    _fit_ranking(asked, before)
    answerer = app.answerer(built, decider=undecided, learnt=LearntKinds({}))  # opened anew, with the new ranking
    dialogues, context = leaning.read(), reader.context({"id": "", "question": ""})
    leaning.fit(dialogues, answerer, context, built.encoder.sha256)
    answerer = app.answerer(built, answerer.edition, undecided, LearntKinds({}))  # which leans as fitted
    unusual = {label.id for label in labels.read(question_sets.MORE_LOOKALIKES)}
    found = [
        _evidence(label, answerer, question, context, is_usual=label.id not in unusual)
        for label, question, context in asked
    ]
    found += [_of_dialogue(each, answerer, context) for each in dialogues]
    deciding.fit(found, built.encoder.sha256)
    kind_scores.fit(list(_tuning_labels()), answerer.edition, built.encoder.sha256)


def _evidence(label: Label, answerer: Answerer, question: Question, context: Context, *, is_usual: bool) -> Evidence:
    return _found(
        answerer,
        question,
        context,
        lambda item: _is_right(label, item, answerer.edition),
        label.group or label.id,
        is_usual=is_usual,
    )


def _of_dialogue(dialogue: Dialogue, answerer: Answerer, context: Context) -> Evidence:
    """Its second question: more of them than people ask."""
    question = Question(dialogue.question, (dialogue.earlier,))
    return _found(
        answerer, question, context, lambda item: item.card.id == dialogue.card, dialogue.earlier, is_usual=False
    )


def _found(
    answerer: Answerer,
    question: Question,
    context: Context,
    is_right: Callable[[Candidate], bool],
    group: str,
    *,
    is_usual: bool,
) -> Evidence:
    candidates, understood = answerer.evidence(question, context)
    other = decide.second(candidates)
    is_best_right = bool(candidates) and is_right(candidates[0])
    return Evidence(
        signals=decide.measure(candidates, understood.reading, leans=understood.leans),
        is_best_right=is_best_right,
        is_either_right=is_best_right or (other is not None and is_right(other)),
        group=group,
        is_usual=is_usual,
    )


def _fit_ranking(asked: list[Asked], answerer: Answerer) -> None:
    """Pairwise logistic regression: the difference between a right page's signals and each other page's."""
    pairs: list[Table] = []
    for label, question, context in asked:
        candidates, _ = answerer.evidence(question, context)
        right = [_signals(item) for item in candidates if _is_right(label, item, answerer.edition)]
        others = [_signals(item) for item in candidates if not _is_right(label, item, answerer.edition)]
        if label.is_answerable and right:
            pairs += [right[0] - other for other in others]
    weights = _weights(pairs)
    ranking.FILE.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")
    print(f"ranking: {weights}")


def _weights(differences: list[Table]) -> dict[str, float]:
    table = np.array(differences)
    both = np.concatenate([table, -table])
    model = LogisticRegression(C=RANKING_C, fit_intercept=False, max_iter=5_000)
    model.fit(both, np.repeat([1, 0], len(table)))
    shares = np.maximum(model.coef_[0], 0.0)
    shares /= shares.sum()
    return {name: round(float(share), 3) for name, share in zip(SIGNALS, shares, strict=True)}


def _signals(candidate: Candidate) -> Table:
    return np.array([getattr(candidate.signals, name) for name in SIGNALS])


def _tuning_labels() -> Iterator[Label]:
    for file in sorted(question_sets.FOLDER.glob("*.jsonl")):
        yield from (label for label in labels.read(file) if label.split == "tune")


def _can_be_right(label: Label, edition: Edition) -> bool:
    """Whether this library has one of the sources that the label accepts, or the label goes by facts alone."""
    accepted = {*label.expect.cards, *(quoted.document for quoted in label.expect.passages)}
    return bool(accepted & edition.cards.keys()) if accepted else bool(label.expect.all)


def _is_right(label: Label, best: Candidate, edition: Edition) -> bool:
    """Whether answering from `best` would have been right, by the sources and facts that the label accepts."""
    if not label.is_answerable:
        return False
    passages = edition.passages(best.page)
    text = " ".join(passage.text for passage in passages)
    texts = tuple((best.card.id, passage.text) for passage in passages)
    return not labels.judge(label.expect, Given(labels.ANSWERED, text, (best.card.id,), texts)).faults


if __name__ == "__main__":
    main()
