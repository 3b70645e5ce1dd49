"""A message as understood: its words, its subject, the language of the reply."""

from dataclasses import dataclass, replace

from bot.answering.subject import Subject, SubjectReader
from bot.models import Context
from knowledge.language import Reader, Reading
from knowledge.models import Language


@dataclass(frozen=True)
class Understood:
    """`languages`: those of the reply, one unless it is not known which the person reads.

    `own`: the words of the latest question alone, where the reading holds those of an earlier one too.
    """

    reading: Reading
    subject: Subject
    languages: tuple[Language, ...]
    context: Context
    own: Reading | None = None

    @property
    def leans(self) -> bool:
        return self.own is not None

    @property
    def language(self) -> Language:
        return self.languages[0]

    @property
    def counties(self) -> tuple[str, ...]:
        """Counties named in the question; else the one that came with it."""
        return self.subject.counties or ((self.context.county,) if self.context.county else ())


class Understanding:
    """Over the words of one edition and the offices, places and years of one country."""

    def __init__(self, reader: Reader, subjects: SubjectReader) -> None:
        self._reader = reader
        self._subjects = subjects

    def of(self, text: str, context: Context) -> Understood:
        reading = self._reader.read(text)
        language = reading.language or context.language
        languages = (language,) if language else tuple(Language)
        return Understood(reading, self._subjects.read(reading), languages, context)

    def part(self, text: str, whole: Understood) -> Understood:
        """`text`, one part of a message; what it leaves unnamed (seat, year) it takes from the whole message."""
        found = self.of(text, whole.context)
        subject = replace(
            found.subject,
            offices=found.subject.offices or whole.subject.offices,
            years=found.subject.years or whole.subject.years,
            elections=found.subject.elections or whole.subject.elections,
        )
        return replace(whole, reading=found.reading, subject=subject)

    def in_full(self, text: str, latest: Understood) -> Understood:
        """`latest` with the words of `text`, which may hold the question before it too; the reply language stays.

        "And for governor?" after a question on the president is about the governor.
        """
        if text == latest.reading.text:
            return latest
        reading = self._reader.read(text)
        subject = self._subjects.read(reading)
        if latest.subject.offices:
            subject = replace(subject, offices=latest.subject.offices)
        if latest.subject.elections:
            subject = replace(subject, years=latest.subject.years, elections=latest.subject.elections)
        return replace(latest, own=latest.reading, reading=reading, subject=subject)

    def without_offices(self, text: str) -> str:
        return self._subjects.without_offices(text)
