"""A page of docs/ of which a command writes the part between two marked lines; what stands outside stays as it is."""

from dataclasses import dataclass
from pathlib import Path


class PageError(Exception):
    """The page cannot be written into; the message says what it lacks."""


@dataclass(frozen=True)
class MarkedPage:
    """`begin` and `end` are the marked lines; `before` and `after` is what people wrote around them."""

    file: Path
    begin: str
    end: str
    before: str
    after: str

    @classmethod
    def read(cls, file: Path, begin: str, end: str) -> "MarkedPage":
        """Raises PageError."""
        text = file.read_text(encoding="utf-8") if file.is_file() else ""
        before, found_begin, rest = text.partition(begin)
        _, found_end, after = rest.partition(end)
        if not found_begin or not found_end:
            raise PageError(f"{file} lacks the marks between which the figures are written. Put back:\n{begin}\n{end}")
        return cls(file, begin, end, before, after)

    def write(self, figures: str) -> None:
        text = f"{self.before}{self.begin}\n\n{figures}\n\n{self.end}{self.after}"
        self.file.write_text(text, encoding="utf-8")
