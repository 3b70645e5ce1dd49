"""How Telegram says no."""

from dataclasses import dataclass
from typing import Any


@dataclass
class RefusedError(Exception):
    """An answer with `ok: false`."""

    status: int
    description: str
    retry_after: int | None = None

    @property
    def body(self) -> dict[str, Any]:
        parameters = {} if self.retry_after is None else {"parameters": {"retry_after": self.retry_after}}
        return {"ok": False, "error_code": self.status, "description": self.description} | parameters


def bad_request(reason: str) -> RefusedError:
    return RefusedError(400, f"Bad Request: {reason}")
