"""`ask --json`: one JSON object a line in, one a line out, in order; a bad line is answered and the run goes on."""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.answering.answer import Answerer
from bot.answering.compose import in_words
from bot.models import Anchor, Answer, Context, Level, Notice, Outcome, Question, Reason, Role
from bot.rendering import Renderer
from bot.texts.catalogue import Catalogue
from knowledge.country import Country
from knowledge.models import Language
from knowledge.places import Gazetteer


class BadLineError(Exception):
    """A line cannot be understood; the message says which key and what to write."""


class LineReader:
    """Reads the keys of a line into a question and its context."""

    def __init__(self, country: Country, gazetteer: Gazetteer, now: datetime, anchors: tuple[Anchor, ...] = ()) -> None:
        """`now` stands for lines without an `at` of their own; `anchors` are known to every line."""
        self._country = country
        self._gazetteer = gazetteer
        self._now = now
        self._anchors = anchors

    def table(self, line: str) -> Mapping[str, Any]:
        """The keys of a line. Raises BadLineError, as do `question` and `context`."""
        try:
            table = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadLineError(f"not JSON: {error}") from error
        if not isinstance(table, dict):
            raise BadLineError('needs {"id": ..., "question": "..."}')
        return table

    def question(self, table: Mapping[str, Any]) -> Question:
        if not isinstance(table.get("question"), str):
            raise BadLineError('needs {"id": ..., "question": "..."}')
        turns = table.get("turns") or []
        if not isinstance(turns, list) or not all(isinstance(turn, str) for turn in turns):
            raise BadLineError("`turns` must be a list of earlier questions")
        return Question(table["question"], tuple(turns))

    def context(self, table: Mapping[str, Any]) -> Context:
        language = table.get("language")
        county = table.get("county")
        return Context(
            now=self.moment(table["at"]) if table.get("at") else self._now,
            language=Language(language) if language in list(Language) else None,
            county=self._county(county) if county else None,
            role=_choice("role", table.get("role") or "citizen", Role),
            notices=self._notices(table.get("notices") or []),
            anchors=self._anchors,
        )

    def moment(self, text: object) -> datetime:
        """An ISO time; without an offset it is the country's."""
        try:
            moment = datetime.fromisoformat(str(text))
            moment = moment if moment.tzinfo else moment.replace(tzinfo=self._country.zone)
            moment.astimezone(UTC)
            return moment.astimezone(self._country.zone)
        except (ValueError, OverflowError):  # the first and last days of the calendar do not exist everywhere
            raise BadLineError(f"{text!r} is not an ISO time such as 2027-08-10T06:00") from None

    def _county(self, text: object) -> str:
        code = self._gazetteer.code(str(text))
        if code is None:
            raise BadLineError(f"`county` {text!r} is not a county of this country")
        return code

    def _notices(self, entries: object) -> tuple[Notice, ...]:
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise BadLineError("`notices` must be a list of objects")
        found = {notice.id: notice for notice in map(self._notice, entries)}
        if len(found) < len(entries):
            raise BadLineError("two notices have the same `id`")
        return tuple(found.values())

    def _notice(self, entry: Mapping[str, Any]) -> Notice:
        try:
            county = str(entry["county"])
            return Notice(
                id=str(entry["id"]),
                county=county if county == "*" else self._county(county),
                level=_choice("level", entry["level"], Level),
                text=_words(entry["text"]),
                valid_from=self.moment(entry["valid_from"]),
                valid_until=self.moment(entry["valid_until"]) if entry.get("valid_until") else None,
                published=_flag(entry, "published"),
                restricted=_flag(entry, "restricted"),
                area=str(entry.get("area", "")),
                topics=_texts(entry, "topics"),
                overrides=_texts(entry, "overrides"),
                source=str(entry.get("source", "")),
                confirmed_by=str(entry.get("confirmed_by", "")),
            )
        except KeyError as error:
            raise BadLineError(f"a notice lacks {error}") from error


def answer_lines(
    lines: Iterable[str], reader: LineReader, answerer: Answerer, renderer: Renderer, catalogue: Catalogue
) -> Iterator[str]:
    """One line of JSON for each line that is not empty."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        key: object = number
        try:
            table = reader.table(line)
            key = table.get("id", number)
            question, context = reader.question(table), reader.context(table)
        except BadLineError as error:
            yield _written(key, _bad_line(str(error), catalogue), "", 0.0)
            continue
        started = time.perf_counter()
        answer = answerer.answer(question, context)
        text = renderer.render(answer, context)
        yield _written(key, answer, text, (time.perf_counter() - started) * 1000)


def _bad_line(problem: str, catalogue: Catalogue) -> Answer:
    parts = in_words(catalogue, "channel.bad_line", (Language.EN,), problem=problem)
    return Answer(Outcome.ERROR, Reason.BAD_LINE, Language.EN, parts)


def _written(key: object, answer: Answer, text: str, milliseconds: float) -> str:
    citations = [
        {
            "id": item.id,
            "title": item.title,
            "publisher": item.publisher,
            "published": item.published.isoformat() if item.published else None,
            "section": item.section,
        }
        for item in answer.citations
    ]
    written = {
        "id": key,
        "outcome": answer.outcome,
        "reason": answer.reason,
        "language": answer.language,
        "text": text or "\n\n".join(part.text for part in answer.parts),
        "options": [option.label for option in answer.options],
        "citations": citations,
        "cards": [item.id for item in answer.citations],
        "notices": list(answer.notices),
        "handover": answer.handover,
        "confidence": round(answer.confidence, 4),
        "milliseconds": round(milliseconds, 2),
    }
    line = json.dumps(written, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:  # an id may hold half a character; escaped, it can still be written
        return json.dumps(written)
    return line


def _choice(key: str, value: object, kinds: Any) -> Any:
    try:
        return kinds(value)
    except ValueError:
        raise BadLineError(f"`{key}` must be one of: {', '.join(kinds)}") from None


def _words(text: object) -> Mapping[Language, str]:
    """A notice's text: one for every language, or one for each that it has."""
    words: Mapping[Any, Any] = text if isinstance(text, dict) else dict.fromkeys(Language, text)
    if not words or not all(key in list(Language) and isinstance(said, str) and said for key, said in words.items()):
        raise BadLineError('a notice needs `text`: "..." or {"en": "...", "sw": "..."}')
    return {Language(key): said for key, said in words.items()}


def _texts(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    texts = entry.get(key) or []
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise BadLineError(f"`{key}` of a notice must be a list of texts")
    return tuple(texts)


def _flag(entry: Mapping[str, Any], key: str) -> bool:
    if not isinstance(entry.get(key), bool):
        raise BadLineError(f"a notice needs `{key}`: true or false")
    return bool(entry[key])
