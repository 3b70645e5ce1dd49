"""The one place where it is told that something went wrong, always without people's words."""

import logging
from collections.abc import Callable

from bot.redaction import without_words

_log = logging.getLogger(__name__)


class Failures:
    """Tells the log first, then `on_failure`, if there is one, which must not wait for anything."""

    def __init__(self, on_failure: Callable[[str], None] | None = None) -> None:
        self._on_failure = on_failure

    def report(self, what: str, error: BaseException | None) -> None:
        """`what` happened is a phrase of ours; of the error, only its kind and place are told."""
        told = f"{what}: {without_words(error) if error else 'for no known reason'}"
        _log.error("%s", told)
        if self._on_failure is None:
            return
        try:
            self._on_failure(told)
        except Exception as second:  # whoever listens must not break what reports
            _log.error("nor could that be told: %s", without_words(second))
