"""What a document may be, guessed from what its file says of itself and from its words. A person decides."""

import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.language import Reader
from knowledge.models import Language, Topic
from knowledge.readers.manuscript import Manuscript

TOPIC_WORDS = Path(__file__).with_name("topic_words.toml")
READ = 200_000  # characters that are looked at
ENDS = 3_000  # characters at either end in which a date of publication would stand
FEWEST_WORDS = 5  # of a paragraph whose language can be told
LEAST_SHARE = 0.15  # of the paragraphs in a second language
MOST_TOPICS = 3

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MIEZI = [
    "januari",
    "februari",
    "machi",
    "aprili",
    "mei",
    "juni",
    "julai",
    "agosti",
    "septemba",
    "oktoba",
    "novemba",
    "desemba",
]
_MONTH = {name: number for names in (_MONTHS, _MIEZI) for number, name in enumerate(names, start=1)}
_NAMES = "|".join(_MONTH)
_DAY = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+({_NAMES}),?\s+(\d{{4}})\b|\b({_NAMES})\s+(\d{{1,2}}),?\s+(\d{{4}})\b", re.I
)
# What programs write by themselves.
_NO_TITLE = re.compile(
    r"(?:untitled|document|microsoft word|presentation|slide|\S+\.(?:docx?|pdf|indd|html?))\b.*", re.I
)
_NO_AUTHOR = re.compile(
    r"(?:user|admin|administrator|owner|author|python-docx|microsoft|unknown|pc|hp|dell|\W*)\d*", re.I
)


@dataclass(frozen=True)
class Guess:
    """`from_where` says for each key that was guessed what it rests on; what is not in it is empty."""

    title: str
    publisher: str
    published: date | None
    languages: tuple[Language, ...]
    topics: tuple[Topic, ...]
    election: str
    from_where: Mapping[str, str]


def guess(found: Manuscript, text: str, name: str, past_elections: Sequence[str], reader: Reader, today: date) -> Guess:
    """`text` is what would be quoted, without front matter; `name` that of the file."""
    from_where: dict[str, str] = {}
    said, sample = found.properties, text[:READ]
    title = "" if _NO_TITLE.fullmatch(said.title.strip()) else " ".join(said.title.split())
    from_where["title"] = "the file's own title" if title else "the first line"
    title = title or _first_line(text) or name
    publisher = "" if _NO_AUTHOR.fullmatch(said.author.strip()) else " ".join(said.author.split())
    if publisher:
        from_where["publisher"] = "the file's own author"
    published = _day(text, today)
    if published:
        from_where["published"] = "a date in the text"
    elif said.created and said.created <= today:
        published, from_where["published"] = said.created, "the day on which the file was made"
    languages = _languages(sample, reader)
    if languages:
        from_where["languages"] = "the words"
    topics = _topics(sample)
    if topics:
        from_where["topics"] = "the words"
    election = _election(sample, past_elections)
    if election:
        from_where["election"] = "the years in the text"
    return Guess(title[:150], publisher[:150], published, languages, topics, election, from_where)


def _first_line(text: str) -> str:
    for line in text.splitlines():
        words = " ".join(line.strip(" #*_|").split())
        if len(words) > 3:
            return words
    return ""


def _day(text: str, today: date) -> date | None:
    for part in (text[:ENDS], text[-ENDS:]):
        for match in _DAY.finditer(part):
            day, month, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
            try:
                found = date(int(year), _MONTH[month.lower()], int(day))
            except ValueError:
                continue
            if date(1963, 1, 1) <= found <= today:
                return found
    return None


def _languages(text: str, reader: Reader) -> tuple[Language, ...]:
    words = [reader.plain_words(paragraph) for paragraph in re.split(r"\n\s*\n|(?<=[.!?])\s+", text)]
    count = Counter(reader.language_of(each) for each in words if len(each) >= FEWEST_WORDS)
    told = sum(number for language, number in count.items() if language)
    return tuple(each for each in Language if told and count[each] >= LEAST_SHARE * told)


def _election(text: str, past_elections: Sequence[str]) -> str:
    """The past election whose year the text names more often than those of all others together; "" for none."""
    named = Counter({election: text.count(election[-4:]) for election in past_elections})
    (election, most), *others = named.most_common() or [("", 0)]
    return election if most > sum(count for _, count in others) else ""


def _topics(text: str) -> tuple[Topic, ...]:
    table = tomllib.loads(TOPIC_WORDS.read_text(encoding="utf-8"))
    small = text.lower()
    count = Counter({Topic(name): sum(small.count(word) for word in words) for name, words in table.items()})
    most = max(count.values())
    return tuple(topic for topic, number in count.most_common(MOST_TOPICS) if number and number >= most / 3)
