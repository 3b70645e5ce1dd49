"""Telegram by polling, from start to a clean stop."""

import asyncio
import logging
import signal

from bot import redaction
from bot.channels import clients, telegram
from bot.channels.failures import Failures
from bot.channels.inbox import ChatQueues
from bot.channels.polling import Polling, TokenRefusedError
from bot.channels.sender import Sender
from bot.config import Config
from bot.conversation.replies import Conversation
from bot.store.sent import SentMessages

log = logging.getLogger(__name__)


async def serve(settings: Config, conversation: Conversation, sent: SentMessages) -> int:
    """Answer until SIGTERM or SIGINT. Exit status 0 after a clean stop, 1 if Telegram refuses the token."""
    redaction.install(settings.token)
    bot, failures = clients.connect(settings.token, settings.api_url), Failures()
    sender = Sender(bot, sent, conversation.apology, failures=failures)
    application = telegram.build(bot, conversation, sender, sent, concurrency=settings.concurrency, failures=failures)
    polling = Polling(application, ChatQueues(application, sender), poll_seconds=settings.poll_seconds)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    try:
        log.warning("answering on Telegram; Ctrl-C ends")
        await polling.run(stop)
    except TokenRefusedError as error:
        log.error("%s", error)
        return 1
    return 0
