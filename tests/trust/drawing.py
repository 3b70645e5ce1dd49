"""Updates of every kind with values replaced or taken away, drawn by a seed.

    python -m tests.trust.drawing SEED UPDATES FILE

writes at least so many into the file, a batch of them a line.
"""

import itertools
import json
import sys
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.harness import updates

FEWEST, MOST_IN_BATCH, BATCHES = 20, 40, 6  # updates in a batch, batches in a round

odd = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=50)
    | st.sampled_from(["\u202e", "\ud800", "/start", "private", "9" * 5000, "", -1, 2**63, 10**19]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KINDS = [
    {"message": updates.message(5, 7, content)}
    for content in (updates.text("/start"), updates.text("habari"), *list(updates.OTHER_KINDS.values())[:12])
] + [
    {"edited_message": updates.message(5, 7, updates.text("x")) | {"edit_date": 5}},
    {"message": updates.message(5, -7, updates.text("habari"), "supergroup")},
    {"channel_post": updates.message(5, -8, updates.text("habari"), "channel")},
    updates.press("q", updates.message(5, 7, updates.text("x")), "menu"),
    updates.inline_query("x", updates.person(7)),
    updates.business_message(5, 7, updates.text("x")),
    updates.membership(
        updates.chat(7),
        updates.person(7),
        updates.member(updates.BOT, "member"),
        updates.member(updates.BOT, "kicked"),
        5,
    ),
]


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """An update of some kind, in which up to three values were replaced or taken away."""
    update: dict[str, Any] = json.loads(json.dumps(draw(st.sampled_from(KINDS))))
    for _ in range(draw(st.integers(0, 3))):
        place: Any = update
        for _ in range(draw(st.integers(0, 4))):
            inner = [value for value in place.values() if isinstance(value, dict) and value]
            if not inner:
                break
            place = draw(st.sampled_from(inner))
        key = draw(st.sampled_from(sorted(place, key=str)))
        if draw(st.booleans()):
            place[key] = draw(odd)
        elif len(place) > 1:
            del place[key]
    return update


def drawn(count: int) -> settings:
    """The seed decides. What fails is told as it was drawn: the bot remembers, so trying less of it would mislead."""
    checks = list(HealthCheck)
    return settings(
        max_examples=count, deadline=None, suppress_health_check=checks, database=None, phases=[Phase.generate]
    )


def a_round(number: int) -> list[list[dict[str, Any]]]:
    """Some batches; the number decides which."""
    batches: list[list[dict[str, Any]]] = []

    @seed(number)
    @drawn(BATCHES)
    @given(st.lists(mutated(), min_size=FEWEST, max_size=MOST_IN_BATCH))
    def drawing(batch: list[dict[str, Any]]) -> None:
        batches.append(batch)

    drawing()
    return batches


def main(first: int, count: int, file: Path) -> None:
    written = 0
    with file.open("w", encoding="utf-8") as lines:
        for number in itertools.count(first):
            for batch in a_round(number):
                lines.write(json.dumps(batch) + "\n")
                written += len(batch)
            if written >= count:
                return


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
