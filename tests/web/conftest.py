"""The tests' callers read their answers at once, so nothing is read on for long after a refusal."""

import pytest

from bot.web import server


@pytest.fixture(autouse=True)
def _short_lingering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LINGERING_SECONDS", 0.05)
