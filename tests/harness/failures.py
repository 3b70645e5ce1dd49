"""What may go wrong between the bot and Telegram, as a test plans it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.harness.refusals import RefusedError


@dataclass(frozen=True)
class Failure:
    """What goes wrong with a call. `is_late`: only after it has been carried out."""

    status: int = 500
    body: str | Mapping[str, Any] = ""
    is_reset: bool = False
    is_late: bool = False


def refused(status: int, description: str, retry_after: int | None = None) -> Failure:
    """Telegram's own way to say no, such as refused(429, "Too Many Requests: retry after 3", 3)."""
    return Failure(status, RefusedError(status, description, retry_after).body)


SERVER_ERROR = refused(500, "Internal Server Error")
BAD_GATEWAY_PAGE = Failure(502, "<html><body><h1>502 Bad Gateway</h1></body></html>")
RESET = Failure(is_reset=True)
RESET_AFTER_DELIVERY = Failure(is_reset=True, is_late=True)


@dataclass
class Planned:
    failure: Failure
    method: str
    chat_id: int | None
    times: int


class Plan:
    """The failures that are still to come."""

    def __init__(self) -> None:
        self._planned: list[Planned] = []

    def add(self, method: str, failure: Failure, times: int, chat_id: int | None) -> None:
        self._planned.append(Planned(failure, method, chat_id, times))

    def next(self, method: str, given: Mapping[str, str]) -> Failure | None:
        """What this call meets; the oldest plan that fits it."""
        for planned in self._planned:
            is_meant = planned.chat_id is None or given.get("chat_id") == str(planned.chat_id)
            if planned.method == method and is_meant:
                planned.times -= 1
                if not planned.times:
                    self._planned.remove(planned)
                return planned.failure
        return None
