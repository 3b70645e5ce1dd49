"""Files of the library -> their texts. Texts are read here; what may be hostile, in a capped child: see sandbox.py."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.errors import UnreadableError
from knowledge.readers import csv, kinds, markdown, sandbox, suspicion, text
from knowledge.readers.limits import USUAL, Limits
from knowledge.readers.manuscript import Manuscript
from knowledge.readers.readings import Readings

SUPPORTED = kinds.SUPPORTED
_TEXTS = {".md": markdown.read, ".txt": text.read, ".csv": csv.read}


def read(path: Path) -> Manuscript:
    """One file. Raises UnreadableError, which names the file and the remedy."""
    ((_, found),) = read_all([path])
    if isinstance(found, UnreadableError):
        raise found
    return found


def read_all(
    paths: Sequence[Path], limits: Limits = USUAL, readings: Readings | None = None
) -> Iterator[tuple[Path, Manuscript | UnreadableError]]:
    """Every file with what was read or the reason why not: texts first, then those that need the child.

    These share one child; where readings are kept, each that is not found among them has a child of its own.
    """
    risky = []
    for path in paths:
        if path.suffix.lower() in kinds.CHILDS:
            risky.append(path)
        else:
            yield path, _read_text(path)
    if readings is None:
        yield from sandbox.read(risky, limits)
    else:
        yield from ((path, _read_once(path, limits, readings)) for path in risky)


def _read_once(path: Path, limits: Limits, readings: Readings) -> Manuscript | UnreadableError:
    """In a child of its own: one that an earlier file has taken over could lie, and the lie would be kept."""
    name = readings.name(path)
    kept = readings.find(name) if name else None
    if kept is not None:
        return kept
    ((_, found),) = sandbox.read([path], limits)
    # A file that was changed meanwhile may have been read before or after: what was read belongs to no content.
    if name and isinstance(found, Manuscript) and readings.name(path) == name:
        readings.keep(name, found)
    return found


def _read_text(path: Path) -> Manuscript | UnreadableError:
    try:
        kinds.check(path)
        return suspicion.examine(Manuscript(_TEXTS[path.suffix.lower()](path)))
    except UnreadableError as error:
        return error
