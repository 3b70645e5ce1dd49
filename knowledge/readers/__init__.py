"""Files of the library -> their texts. Texts are read here; what may be hostile, in a capped child: see sandbox.py."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.errors import UnreadableError
from knowledge.readers import csv, kinds, markdown, sandbox, suspicion, text
from knowledge.readers.limits import USUAL, Limits
from knowledge.readers.manuscript import Manuscript

SUPPORTED = kinds.SUPPORTED
_TEXTS = {".md": markdown.read, ".txt": text.read, ".csv": csv.read}


def read(path: Path) -> Manuscript:
    """One file. Raises UnreadableError, which names the file and the remedy."""
    ((_, found),) = read_all([path])
    if isinstance(found, UnreadableError):
        raise found
    return found


def read_all(paths: Sequence[Path], limits: Limits = USUAL) -> Iterator[tuple[Path, Manuscript | UnreadableError]]:
    """Every file with what was read or the reason why not: texts first, then those that share one child."""
    risky = []
    for path in paths:
        if path.suffix.lower() in kinds.CHILDS:
            risky.append(path)
        else:
            yield path, _read_text(path)
    yield from sandbox.read(risky, limits)


def _read_text(path: Path) -> Manuscript | UnreadableError:
    try:
        kinds.check(path)
        return suspicion.examine(Manuscript(_TEXTS[path.suffix.lower()](path)))
    except UnreadableError as error:
        return error
