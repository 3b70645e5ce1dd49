"""The switch that an operator throws when answers may be wrong: a banner on each, or silence except in danger."""

import os
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path

import tomli_w

FILE = "paused.toml"
LONGEST_REASON = 300


@dataclass(frozen=True)
class Pause:
    """`reason` is shown to people. A silent one stops every answer but those to danger."""

    reason: str
    is_silent: bool = False


class Pauses:
    """Looked up for every answer: what is in the file counts, else what config.toml says."""

    def __init__(self, var: Path, configured: str = "") -> None:
        self._file = var / FILE
        self._configured = configured

    def current(self) -> Pause | None:
        """Blocking. A file that cannot be read pauses too, silently: who wrote it meant something."""
        try:
            table = tomllib.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Pause(self._configured) if self._configured else None
        except (OSError, ValueError):
            return Pause("", is_silent=True)
        return Pause(str(table.get("reason", "")), table.get("silent") is True)

    def set(self, pause: Pause) -> Pause:
        """By one rename, so that no half of it is ever read. Gives what people will read: one line, not too long."""
        pause = replace(pause, reason=" ".join(pause.reason.split())[:LONGEST_REASON])
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = self._file.with_name(f"{FILE}.{os.getpid()}")
        new.write_text(tomli_w.dumps({"reason": pause.reason, "silent": pause.is_silent}), encoding="utf-8")
        new.replace(self._file)
        return pause

    def lift(self) -> bool:
        """False where none was set by `set`."""
        try:
            self._file.unlink()
        except FileNotFoundError:
            return False
        return True
