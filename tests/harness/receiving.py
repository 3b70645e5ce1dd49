"""How the bot gets its updates: by asking, or by a webhook."""

import asyncio
import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from tests.harness.fields import Fields
from tests.harness.mailbox import ALL_KINDS, USUAL_KINDS
from tests.harness.refusals import RefusedError, bad_request
from tests.harness.telegram_side import Telegram
from tests.harness.webhook import MOST_CONNECTIONS

LONGEST_POLL_SECONDS = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_HTTPS_PORTS = (None, 443, 80, 88, 8443)


async def get_updates(telegram: Telegram, fields: Fields) -> Any:
    """Long poll. An offset makes Telegram forget all before it; a second poller ends the first one's wait."""
    limit, offset = fields.number("limit", 100), fields.number("offset")
    seconds = fields.number("timeout")
    if not 1 <= limit <= 100 or not 0 <= seconds <= LONGEST_POLL_SECONDS or offset < 0:
        raise bad_request("limit is 1 to 100, timeout 0 to 50; a negative offset is not known here")
    if telegram.webhook.url:
        raise _conflict("can't use getUpdates method while webhook is active; use deleteWebhook first")
    _allow(telegram, fields)
    telegram.pollers += 1
    me = telegram.pollers
    _forget_before(telegram, offset)
    telegram.notice()
    try:
        async with asyncio.timeout(seconds):
            while not telegram.waiting and telegram.pollers == me and not telegram.webhook.url:
                await telegram.changed()
    except TimeoutError:
        pass
    if telegram.webhook.url:
        raise _conflict("terminated by setWebhook request")
    if telegram.pollers != me:
        raise _conflict("terminated by other getUpdates request; make sure that only one bot instance is running")
    return [update for _, update in sorted(telegram.waiting, key=lambda pair: pair[0])[:limit]]


def _conflict(reason: str) -> RefusedError:
    return RefusedError(409, f"Conflict: {reason}")


def _forget_before(telegram: Telegram, offset: int) -> None:
    if telegram.waiting and offset:
        telegram.waiting = [pair for pair in telegram.waiting if pair[0] >= offset]


def _allow(telegram: Telegram, fields: Fields) -> None:
    kinds = fields.json("allowed_updates", list)
    if kinds is None:
        return
    if not all(isinstance(kind, str) and kind in ALL_KINDS for kind in kinds):
        raise bad_request("unknown kind in allowed_updates")
    telegram.allowed_updates = frozenset(kinds) or USUAL_KINDS


async def set_webhook(telegram: Telegram, fields: Fields) -> Any:
    """An empty address removes the webhook."""
    url, secret = fields.text("url"), fields.text("secret_token")
    number = fields.number("max_connections", MOST_CONNECTIONS)
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters or is too long")
    if not 1 <= number <= 100:
        raise bad_request("max_connections is 1 to 100")
    _check_address(url, telegram.https_only)
    _check_ip(fields.text("ip_address"))
    if "certificate" in fields and "certificate" not in fields.uploads:
        raise bad_request("a certificate is uploaded as a file")
    _allow(telegram, fields)
    await telegram.webhook.close()
    _drop(telegram, fields)
    if url:
        telegram.webhook.has_certificate = "certificate" in fields
        telegram.webhook.ip_address = fields.text("ip_address")
        telegram.webhook.open(url, secret, number)
    return True


def _check_address(url: str, https_only: bool) -> None:
    parts = urlsplit(url)
    if not url:
        return
    if parts.scheme not in ("http", "https") or not parts.hostname or (https_only and parts.scheme != "https"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if https_only and parts.port not in _HTTPS_PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _check_ip(address: str) -> None:
    try:
        ipaddress.ip_address(address or "127.0.0.1")
    except ValueError:
        raise bad_request("bad webhook: Invalid IP address specified") from None


async def delete_webhook(telegram: Telegram, fields: Fields) -> Any:
    await telegram.webhook.close()
    _drop(telegram, fields)
    return True


def _drop(telegram: Telegram, fields: Fields) -> None:
    if fields.flag("drop_pending_updates"):
        telegram.waiting.clear()
        telegram.notice()


async def get_webhook_info(telegram: Telegram, fields: Fields) -> Any:
    webhook = telegram.webhook
    about: dict[str, Any] = {
        "url": webhook.url,
        "has_custom_certificate": bool(webhook.url) and webhook.has_certificate,
        "pending_update_count": len(telegram.waiting),
    }
    if telegram.allowed_updates != USUAL_KINDS:
        about["allowed_updates"] = sorted(telegram.allowed_updates)
    if webhook.url:
        about["max_connections"] = webhook.max_connections
        if webhook.ip_address:
            about["ip_address"] = webhook.ip_address
    if webhook.url and webhook.last_error:
        about["last_error_date"], about["last_error_message"] = webhook.last_error
    return about
