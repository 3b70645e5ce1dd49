"""The child that reads risky files: a JSON line in with a path, a JSON line out with what was read or why not.

It is confined before the first path comes, and has no environment: neither token nor key is within its reach.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from pydantic import TypeAdapter

from knowledge.errors import UnreadableError
from knowledge.readers import confinement, docx, html, kinds, pdf, suspicion
from knowledge.readers.limits import Limits
from knowledge.readers.manuscript import Manuscript

MANUSCRIPT = TypeAdapter(Manuscript)
_READERS: dict[str, Callable[[Path, Limits], Manuscript]] = {
    ".pdf": pdf.read,
    ".docx": docx.read,
    ".html": html.read,
    ".htm": html.read,
}


def main(limits: Limits) -> NoReturn:
    confinement.confine(limits)
    for line in sys.stdin:
        confinement.allow_processor(limits.processor_seconds)
        sys.stdout.write(_answer(Path(json.loads(line)), limits) + "\n")
        sys.stdout.flush()
    sys.exit(0)


def _answer(path: Path, limits: Limits) -> str:
    try:
        return json.dumps({"read": MANUSCRIPT.dump_python(_read(path, limits), mode="json")})
    except (MemoryError, RecursionError) as error:
        return _give_up(path, _TOO_MUCH[type(error)])
    except UnreadableError as error:
        return _give_up(path, _TOO_MUCH[MemoryError]) if _is_full(limits) else json.dumps({"refused": str(error)})
    except Exception as error:  # a damaged file makes parsers raise anything: all one to us
        if _is_full(limits):
            return _give_up(path, _TOO_MUCH[MemoryError])
        remedy = "Open it in its program and save it anew, or ask for another copy."
        return json.dumps({"refused": f"{path.name}: the file is damaged ({type(error).__name__}). {remedy}"})


def _give_up(path: Path, why: str) -> NoReturn:
    """What a half-done parse has left in memory is unknown: the next file gets a new child."""
    print(json.dumps({"refused": f"{path.name}: {why}", "is_last": True}), flush=True)
    sys.exit(0)


def _is_full(limits: Limits) -> bool:
    """Whether the memory was all but used up: some parsers then fail with an error that does not say so."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return False
    return int(status.partition("VmPeak:")[2].split()[0]) * 1024 > 0.9 * limits.memory


_TOO_MUCH: dict[type[BaseException], str] = {
    MemoryError: "reading it takes more memory than is allowed. Part it into several documents, or do not use it.",
    RecursionError: "it is nested too deep. Open it in its program and save it anew.",
}


def _read(path: Path, limits: Limits) -> Manuscript:
    kinds.check(path)
    size = path.stat().st_size
    if size > limits.bytes:
        raise UnreadableError(
            f"{path.name}: has {size:,} bytes; at most {limits.bytes:,} are read. Save it without its pictures."
        )
    found = suspicion.examine(_READERS[path.suffix.lower()](path, limits))
    if len(found.text) > limits.characters:
        raise UnreadableError(
            f"{path.name}: holds {len(found.text):,} characters; at most {limits.characters:,} are read. Part it "
            f"into several documents."
        )
    return found
