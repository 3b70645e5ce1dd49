"""All that the methods work on."""

from bot.clock import Clock
from tests.harness.files import Files
from tests.harness.people import People
from tests.harness.webhook import Webhook


class Telegram(People):
    """`https_only`: as Telegram, take no webhook without TLS. Off, because tests have no certificates."""

    def __init__(self, clock: Clock | None = None, *, https_only: bool = False, pause_seconds: float = 0.05) -> None:
        super().__init__(clock)
        self.files = Files()
        self.https_only = https_only
        self.webhook = Webhook(self, first_pause_seconds=pause_seconds)
