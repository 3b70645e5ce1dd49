"""`ingest.py draft`: a first card beside a document, for a person to complete; as written it is never served."""

import re
from datetime import date
from pathlib import Path

import tomli_w

from knowledge import readers
from knowledge.errors import CardError
from knowledge.library import CARD_SUFFIX, card_file
from knowledge.readers.markdown import split_front_matter

TEMPLATE = """\
# First draft of a card: complete every empty value. Nothing is served before `python ingest.py --check` is content.
id = {id}
title = {title}
kind = "background"                    # guidance | background
country = "ke"
topics = []                            # polling | disputes | safety | r2p | history | about
languages = []                         # en | sw
publisher = ""                         # who says it
# published = 2026-01-31               # the day it was published; leave out if the document has none
url = ""
sources = []                           # what kind of document it is, its date, its page
# election = "ke-2027"                 # the election it speaks of; leave out if it holds for all
confidence = ""                        # official | statute | secondary | unconfirmed
review = "drafted"
withhold = []                          # first words of sentences that must never be served
# drafted on {day}
"""


def draft(file: Path, today: date) -> Path:
    """Write NAME.card.toml beside `file`. Raises CardError if it has a card, UnreadableError if it cannot be read."""
    if card_file(file) is not None:
        raise CardError(f"{file}: has a card already ({card_file(file)}). Edit that one.")
    text = readers.read(file)
    if file.suffix.lower() == ".md" and split_front_matter(text)[0]:
        raise CardError(f"{file}: has a card already, between the +++ lines at its top. Edit that one.")
    title = _first_line(text) or file.stem
    target = file.with_suffix(CARD_SUFFIX)
    identifier = re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")
    target.write_text(
        TEMPLATE.format(id=_quoted(identifier), title=_quoted(title), day=today.isoformat()), encoding="utf-8"
    )
    return target


def _first_line(text: str) -> str:
    for line in text.splitlines():
        words = " ".join(line.strip(" #*_").split())
        if len(words) > 3:
            return words[:150]
    return ""


def _quoted(text: str) -> str:
    return tomli_w.dumps({"text": text}).removeprefix("text = ").rstrip("\n")
