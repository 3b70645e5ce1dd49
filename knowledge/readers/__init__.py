"""A file of the library -> its text, chosen by the file's type."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from knowledge.errors import UnreadableError
from knowledge.readers import markdown, pdf, text

_READERS: Mapping[str, Callable[[Path], str]] = MappingProxyType(
    {".md": markdown.read, ".txt": text.read, ".pdf": pdf.read}
)

SUPPORTED: frozenset[str] = frozenset(_READERS)


def read(path: Path) -> str:
    """The text of the file, unchanged except for line ends; never blank. Pages are parted by a form feed.

    Raises UnreadableError, which names the file and the remedy.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        kinds = ", ".join(sorted(SUPPORTED))
        raise UnreadableError(
            f"{path.name}: files of this type cannot be read. Supported are {kinds}: "
            "save the document as one of these, or remove it from the library folder."
        )
    return reader(path)
