"""How Telegram says no."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class RefusedError(Exception):
    """An answer with `ok: false`. `parameters` tell a program what to do, such as {"retry_after": 3}."""

    status: int
    description: str
    parameters: Mapping[str, int] = field(default_factory=dict)

    @property
    def body(self) -> dict[str, Any]:
        more = {"parameters": dict(self.parameters)} if self.parameters else {}
        return {"ok": False, "error_code": self.status, "description": self.description} | more


def bad_request(reason: str) -> RefusedError:
    return RefusedError(400, f"Bad Request: {reason}")
