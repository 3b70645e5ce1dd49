"""Receives by webhook: tells Telegram where to bring the updates, and watches how that goes."""

import asyncio
import logging
from datetime import datetime

from telegram import WebhookInfo
from telegram.error import BadRequest

from bot.channels.inbox import Inbox
from bot.channels.kinds import ALLOWED_UPDATES
from bot.channels.owner import OwnerAlarm, Trouble
from bot.channels.receiver import Receiver
from bot.channels.reception import Reception
from bot.channels.telegram import TelegramApplication
from bot.web.webhook import Webhook

CONNECTIONS = 40  # that Telegram opens at most
LOOK_SECONDS = 60.0
MANY_WAITING = 500
LONGEST_REASON = 200  # of what Telegram says of an error

_log = logging.getLogger(__name__)


class Pushing(Receiver):
    """Sets the webhook up once somebody listens there; that it is set up anew at each start harms nothing.

    A stop leaves it standing: Telegram keeps what comes meanwhile and brings it after the next start. Who changes to
    polling need not take it down either: polling does.
    """

    def __init__(
        self,
        application: TelegramApplication,
        inbox: Inbox,
        reception: Reception | None = None,
        *,
        webhook: Webhook,
        url: str,
        secret: str,
        alarm: OwnerAlarm,
        look_seconds: float = LOOK_SECONDS,
        grace_seconds: float = 5.0,
        first_pause_seconds: float = 1.0,
    ) -> None:
        super().__init__(application, inbox, reception, grace_seconds, first_pause_seconds)
        self._webhook = webhook
        self._url = url
        self._secret = secret
        self._alarm = alarm
        self._look_seconds = look_seconds
        self._last_error: datetime | None = None
        self._has_looked = False

    async def _receive(self) -> None:
        await self._insist("setting the webhook", self._set)
        _log.info("receiving from Telegram by webhook")
        while True:
            await self._insist("asking about the webhook", self._look)
            await asyncio.sleep(self._look_seconds)

    async def _set(self) -> None:
        try:
            await self._application.bot.set_webhook(
                self._url, max_connections=CONNECTIONS, allowed_updates=ALLOWED_UPDATES, secret_token=self._secret
            )
        except BadRequest as error:
            _log.error("Telegram does not take webhook_url: %s", error.message[:LONGEST_REASON])
            raise
        self._heard()

    async def _look(self) -> None:
        found = await self._application.bot.get_webhook_info()
        self._heard()
        if found.url != self._url:
            _log.error("the webhook had been changed by somebody else")
            self._alarm.tell(Trouble.TAKEN)
            await self._set()
        self._tell_of(found)

    def _tell_of(self, found: WebhookInfo) -> None:
        """Each error once, and none from before the first look: Telegram shows the last one long after it is over."""
        if self._reception:
            self._reception.webhook_waiting = found.pending_update_count
            self._reception.webhook_error_at = int(found.last_error_date.timestamp()) if found.last_error_date else 0
        is_new = self._has_looked and found.last_error_date is not None and found.last_error_date != self._last_error
        self._has_looked, self._last_error = True, found.last_error_date
        if is_new or found.pending_update_count >= MANY_WAITING:
            reason = (found.last_error_message or "")[:LONGEST_REASON] if is_new else "-"
            _log.warning("the webhook: %s; %d updates wait", reason, found.pending_update_count)
            self._alarm.tell(Trouble.WEBHOOK, error=reason, waiting=str(found.pending_update_count))

    async def _close(self) -> bool:
        await self._webhook.close()  # first: what comes now would be left in an inbox that nobody empties
        return await super()._close()
