"""`ingest.py draft`: a first card beside a document, for a person to complete; as written it is never served."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

from knowledge import readers
from knowledge.country import Country
from knowledge.errors import CardError
from knowledge.guessing import Guess, guess
from knowledge.language import Reader
from knowledge.library import CARD_SUFFIX, card_file, is_markdown
from knowledge.readers import csv, markdown
from knowledge.readers.manuscript import Manuscript

TABLE = """
# What each row says, once a language: a sentence with the columns in brackets. Columns not named are never served.
# The columns are: {names}
[columns]
section = ""                           # the column that stands above the quotation; remove the line for none
en = ""                                # en = "{{{first}}} is ..."
"""


def draft(file: Path, country: Country, reader: Reader, today: date) -> tuple[Path, Manuscript]:
    """Write NAME.card.toml beside `file`. Raises CardError if it has a card, UnreadableError if it cannot be read."""
    if card_file(file) is not None:
        raise CardError(f"{file}: has a card already ({card_file(file)}). Edit that one.")
    found = readers.read(file)
    text = found.text
    if is_markdown(file):
        front_matter, text = markdown.split_front_matter(text)
        if front_matter:
            raise CardError(f"{file}: has a card already, between the +++ lines at its top. Edit that one.")
    guessed = guess(found, text, file.stem, country.past_elections, reader, today)
    card = "\n".join(_lines(file, country, guessed, today)) + "\n"
    if file.suffix.lower() == ".csv":
        names = csv.rows(found.text)[0]
        card += TABLE.format(names=_on_one_line(", ".join(names)), first=_on_one_line(names[0]))
    target = file.with_suffix(CARD_SUFFIX)
    target.write_text(card, encoding="utf-8")
    return target, found


def _lines(file: Path, country: Country, found: Guess, today: date) -> Iterator[str]:
    guessed = list(found.from_where)
    yield "# First draft of a card: look at every guess, fill in what is empty, then empty the list `guessed`."
    yield "# Nothing is served before `python ingest.py --check` is content."
    yield _key("guessed", guessed, "take a key off once you have looked at it")
    yield _key("id", re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-"), "stable and unique")
    yield _key("title", found.title, _why(found, "title"))
    yield _key("kind", "background", "guidance | background")
    yield _key("country", country.code)
    yield _key(
        "topics", list(found.topics), _why(found, "topics", "polling | disputes | safety | r2p | history | about")
    )
    yield _key("languages", list(found.languages), _why(found, "languages", "en | sw"))
    yield _key("publisher", found.publisher, _why(found, "publisher", "who says it"))
    if found.published:
        yield _key("published", found.published, _why(found, "published"))
    else:
        yield f"# published = {today.isoformat()}               # the day it was published; leave out if it has none"
    yield _key("url", "", "where it stands; may stay empty")
    yield _key("sources", [], "what kind of document it is, its date, its page")
    elections = f"{' | '.join(country.past_elections)}: questions that name its year find it"
    if found.election:
        yield _key("election", found.election, f"{_why(found, 'election', elections)}; remove the line for none")
    else:
        yield f'# election = "{country.past_elections[-1]}"                # if it speaks of one: {elections}'
    yield _key("confidence", "", "official | statute | secondary | unconfirmed")
    yield _key("review", "drafted")
    yield _key("withhold", [], "first words of sentences that must never be served; may stay empty")
    yield f"# drafted on {today.isoformat()}"


def _why(found: Guess, key: str, choices: str = "") -> str:
    guessed = f"guess, from {found.from_where[key]}" if key in found.from_where else ""
    return "; ".join(part for part in (guessed, choices) if part)


def _key(key: str, value: Any, comment: str = "") -> str:
    written = tomli_w.dumps({key: [str(each) for each in value] if isinstance(value, list) else value})
    line = (
        " ".join(written.split()).replace("[ ", "[").replace(", ]", "]") if isinstance(value, list) else written.strip()
    )
    return f"{line:<38} # {comment}" if comment else line


def _on_one_line(text: str) -> str:
    return re.sub(r"[^\w ,.()/-]", " ", text)
