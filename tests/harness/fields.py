"""The fields of one call: checked by name against the method's signature, read by type."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.harness.refusals import bad_request
from tests.harness.signatures import ALLOWED, NEEDED, NOT_HERE

_ESCAPED_SURROGATE = re.compile(r"\\ud[89a-f]", re.IGNORECASE)


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes


class Fields:
    """A value of a wrong type is a RefusedError.

    Telegram takes every value as text: numbers, booleans and objects as their JSON.
    """

    def __init__(self, method: str, given: Mapping[str, str], uploads: Mapping[str, Upload] | None = None) -> None:
        self.uploads = dict(uploads or {})
        names = given.keys() | {name for name in self.uploads if not _is_attached(name, given)}
        unknown = names - ALLOWED[method]
        if unknown:
            raise bad_request(f"unknown field of {method}: {', '.join(sorted(unknown))}")
        missing = NEEDED[method] - names
        if missing:
            raise bad_request(f"{method} needs {', '.join(sorted(missing))}")
        if not names.isdisjoint(NOT_HERE):
            raise bad_request(f"the double does nothing with {', '.join(sorted(names & NOT_HERE))}")
        self._given = given

    def __contains__(self, name: str) -> bool:
        return name in self._given or name in self.uploads

    def text(self, name: str, default: str = "") -> str:
        return self._given.get(name, default)

    def number(self, name: str, default: int = 0) -> int:
        try:
            return int(self._given.get(name, default))
        except ValueError:
            raise bad_request(f"{name} must be a whole number") from None

    def decimal(self, name: str, lowest: float, highest: float) -> float:
        try:
            value = float(self._given.get(name, ""))
        except ValueError:
            raise bad_request(f"{name} must be a number") from None
        if not lowest <= value <= highest:
            raise bad_request(f"{name} is from {lowest:g} to {highest:g}")
        return value

    def flag(self, name: str) -> bool:
        return bool(self.json(name, bool, False))

    def json(self, name: str, kind: type, default: Any = None) -> Any:
        """The value, which must be a `kind` such as list or bool."""
        if name not in self._given:
            return default
        try:
            value = json.loads(self._given[name])
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None
        if not isinstance(value, kind):
            raise bad_request(f"{name} must be a {kind.__name__}")
        if _ESCAPED_SURROGATE.search(self._given[name]):
            check_is_text(json.dumps(value, ensure_ascii=False))
        return value


def check_is_text(words: str) -> None:
    """Refuses half a surrogate pair, which no UTF-8 can hold."""
    try:
        words.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _is_attached(name: str, given: Mapping[str, str]) -> bool:
    """Whether another field refers to the upload, as attach://name."""
    return any(f"attach://{name}" in value for value in given.values())
