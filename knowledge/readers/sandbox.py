"""Reads files that may be hostile: in one capped child process a batch, which this process only asks and times.

What the child may use is in limits.py, what it is kept from in confinement.py. Where it ends before its answer, that
file is refused, and the next one gets a new child. This process never parses what is in a file, only the child's JSON.
"""

import dataclasses
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from knowledge.errors import UnreadableError
from knowledge.readers.limits import USUAL, Limits
from knowledge.readers.manuscript import Manuscript

ROOT = Path(__file__).parents[2]
START_SECONDS = 60.0  # for Python and its libraries, on a busy machine
READ_TOGETHER = 1 << 20
LAST = b'"is_last": true}\n'  # after this answer the child ends by itself
MANUSCRIPT = TypeAdapter(Manuscript)
Outcome = Manuscript | UnreadableError

_START = """
import json, sys
sys.path.insert(0, sys.argv[1])
from knowledge.readers import child
from knowledge.readers.limits import Limits
child.main(Limits(**json.loads(sys.argv[2])))
"""
_ENDED = "Do not use it, or print it to a new PDF and try that."


def read(paths: Sequence[Path], limits: Limits = USUAL) -> Iterator[tuple[Path, Outcome]]:
    """Each file with what was read, or with the reason why it is refused; in order, one child for all that behave."""
    child: _Child | None = None
    try:
        for path in paths:
            if child is not None and not child.is_alive:
                child.end()
                child = None
            child = child or _Child(limits)
            yield path, child.read(path)
    finally:
        if child is not None:
            child.end()


class _Child:
    """One process that reads files, one after the other."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        settings = json.dumps(dataclasses.asdict(limits))
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, str(ROOT), settings],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
            cwd="/",
            close_fds=True,
            start_new_session=True,
        )
        self._has_read = False

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):
                if pipe is not None:
                    pipe.close()

    def read(self, path: Path) -> Outcome:
        try:
            answer = self._answer(path)
        except _EndedError as error:
            self._process.kill()
            self._process.wait()
            return UnreadableError(f"{path.name}: {error} {_ENDED}")
        self._has_read = True
        if answer.endswith(LAST):
            self._process.wait()
        return _outcome(path, answer)

    def _answer(self, path: Path) -> bytes:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        try:
            stdin.write(json.dumps(str(path.absolute())).encode() + b"\n")
            stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None
        until = time.monotonic() + self._limits.seconds + (0 if self._has_read else START_SECONDS)
        answer = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            while not answer.endswith(b"\n"):
                if not selector.select(max(0.0, until - time.monotonic())):
                    raise _EndedError(f"reading it takes longer than {self._limits.seconds:g} seconds.")
                part = os.read(stdout.fileno(), READ_TOGETHER)
                if not part:
                    raise self._ended()
                answer += part
                if len(answer) > self._limits.bytes_of_json:
                    raise _EndedError("what comes out of it is too much.")
        return bytes(answer)

    def _ended(self) -> "_EndedError":
        status = self._process.wait()
        if status == -signal.SIGXCPU:
            return _EndedError(f"reading it takes more than {self._limits.processor_seconds} seconds of the processor.")
        if status == -signal.SIGKILL:
            return _EndedError("reading it takes more memory than this machine has.")
        return _EndedError(f"the program that reads it broke down over it ({_signal(status)}).")


class _EndedError(Exception):
    """The child gave no answer; the message says why."""


def _signal(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"status {status}"


def _outcome(path: Path, answer: bytes) -> Outcome:
    try:
        table: dict[str, Any] = json.loads(answer)
        if "refused" in table:
            return UnreadableError(str(table["refused"])[:1000])
        return MANUSCRIPT.validate_python(table["read"])
    except (ValueError, KeyError, TypeError, ValidationError):
        return UnreadableError(f"{path.name}: what comes out of it makes no sense. {_ENDED}")
