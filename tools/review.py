"""Write docs/review.md: how far the library is reviewed, and what a person must confirm before launch.

    python -m tools.review [--check]

`--check` writes nothing and fails if the page is not what the library says.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from bot import config
from knowledge import country, library
from knowledge.country import Country
from knowledge.models import Card, Confidence, Kind, Language, Review, Topic

PAGE = config.ROOT / "docs" / "review.md"
SURE = frozenset({Confidence.STATUTE, Confidence.OFFICIAL})
INTRODUCTION = """# Review of the library

Made by `make review` from the cards and country.toml: not edited by hand.

- `drafted`: written; `checked`: a second reader tried to prove it wrong against its sources; `approved`: a named
  authority of the operator stands behind it. Nobody has approved anything yet: that is the operator's first work.
- `statute`: the text of the law was read; `official`: a page of the body itself; `secondary`: press, court reports or
  studies say so; `unconfirmed`: general knowledge or an uncertain source, to be confirmed with the body named.
- The Swahili, and every list of words in danger, still needs native readers from several regions."""


def page(cards: Sequence[Card], land: Country) -> str:
    """The whole page as Markdown."""
    blocks = [
        INTRODUCTION,
        "## How many",
        _counts(cards),
        "## To confirm before launch: cards",
        "Every card whose main statement is not from the text of a law or from an official page.",
        *_to_confirm(cards, land),
        "## To confirm before launch: help lines",
        "A number is dialled by a person of the operator, by day and by night, in the month before the election.",
        _lines(land),
        "## To confirm before launch: dates, deadlines and holidays",
        _dates(land),
        "## Read by nobody but the writer",
        _drafted(cards),
    ]
    return "\n\n".join(blocks) + "\n"


def _counts(cards: Sequence[Card]) -> str:
    """By the first topic of a card, which is that of its folder; background documents counted apart."""
    guidance = [card for card in cards if card.kind is Kind.GUIDANCE]
    head = ("topic", "cards", *Confidence, *Review, "background documents")
    rows: list[tuple[Topic | str, tuple[int, ...]]] = []
    for topic in Topic:
        of_topic = [card for card in guidance if card.topics[0] is topic]
        confidence, review = Counter(card.confidence for card in of_topic), Counter(card.review for card in of_topic)
        background = sum(card.kind is Kind.BACKGROUND and card.topics[0] is topic for card in cards)
        counted = (*(confidence[each] for each in Confidence), *(review[each] for each in Review))
        rows.append((topic, (len(of_topic), *counted, background)))
    rows.append(("all", tuple(map(sum, zip(*(numbers for _, numbers in rows), strict=True)))))
    return _table(head, [(name, *numbers) for name, numbers in rows])


def _to_confirm(cards: Sequence[Card], land: Country) -> Iterator[str]:
    open_cards = [card for card in cards if card.kind is Kind.GUIDANCE and card.confidence not in SURE]
    for topic in Topic:
        rows = [
            (card.title, f"`{card.id}`", card.confidence, _with_whom(card, land), "; ".join(card.sources))
            for card in sorted(open_cards, key=lambda card: (card.confidence, card.id))
            if card.topics[0] is topic
        ]
        if rows:
            yield f"### {topic}"
            yield _table(("what", "card", "confidence", "with whom", "rests on"), rows)


def _with_whom(card: Card, land: Country) -> str:
    return land.bodies[card.confirm_with][Language.EN] if card.confirm_with else card.publisher


def _lines(land: Country) -> str:
    rows = [
        (line.name[Language.EN], ", ".join(line.numbers), line.confidence, line.checked.isoformat(), line.source)
        for line in land.lines.values()
    ]
    return _table(("line", "numbers", "confidence", "last looked up", "source"), rows)


def _dates(land: Country) -> str:
    rows: list[tuple[object, ...]] = [
        (item.name[Language.EN], _day(item.day), item.status, item.confidence, item.source)
        for item in land.key_dates.values()
    ]
    rows += [
        (rule.purpose[Language.EN], rule.period.id, "deadline", rule.counting.confidence, rule.counting.source)
        for rule in land.deadlines.values()
        if rule.counting.confidence not in SURE
    ]
    return _table(("what", "day or period", "status", "confidence", "source"), rows)


def _day(day: date | None) -> str:
    return day.isoformat() if day else "not announced"


def _drafted(cards: Sequence[Card]) -> str:
    names = [f"- {card.title} (`{card.id}`)" for card in cards if card.review is Review.DRAFTED]
    return "\n".join(names) or "None: every card and document has had a second reader."


def _table(head: Iterable[object], rows: Iterable[Iterable[object]]) -> str:
    lines = [tuple(map(_cell, head))]
    lines += [tuple(map(_cell, row)) for row in rows]
    lines.insert(1, tuple("---" for _ in lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(value: object) -> str:
    return str(value).replace("|", "/").replace("\n", " ")


def read(folder: Path, today: date) -> tuple[list[Card], Country]:
    """The packaged library of the configured country."""
    land = country.read(folder / "country.toml")
    found = library.find((folder.parent,), land, today)
    return [document.card for document in found.documents], land


def main(arguments: list[str]) -> int:
    settings = config.read()
    cards, land = read(settings.folders[0] / settings.country, date.today())
    made = page(cards, land)
    if arguments == ["--check"]:
        is_true = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == made
        print("docs/review.md is true" if is_true else "docs/review.md is out of date: run `make review`")
        return int(not is_true)
    PAGE.write_text(made, encoding="utf-8")
    print(f"docs/review.md: {len(cards)} cards and documents")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
