"""Telegram from start to a clean stop: what receives, what sends, what is served over HTTP, who is told of trouble."""

import asyncio
import logging
import signal
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial

from bot import heap, redaction
from bot.answering.freshness import Freshness
from bot.channels import client, telegram
from bot.channels.commands import publish_commands
from bot.channels.failures import Failures
from bot.channels.figures import Gauge
from bot.channels.inbox import StoredInbox
from bot.channels.outbox import Outbox
from bot.channels.owner import OwnerAlarm, Send, Trouble
from bot.channels.owner_desk import OwnerDesk
from bot.channels.pace import Flood, Pace
from bot.channels.polling import Polling
from bot.channels.posting import Posting
from bot.channels.pushing import Pushing
from bot.channels.receiver import Receiver, TokenRefusedError
from bot.channels.reception import Reception
from bot.channels.sender import Recheck, Sender
from bot.channels.shift import cancel
from bot.channels.sweep import Keeps, sweep
from bot.channels.traffic import CountedInbox, Traffic
from bot.channels.watch import Watch
from bot.clock import Clock
from bot.config import LOCAL, Config, ReceiverKind
from bot.conversation.menu import COMMANDS
from bot.conversation.replies import Conversation
from bot.conversation.tally import Tally
from bot.conversation.unasked import Unasked
from bot.store import keys, owners
from bot.store.journal import Journal
from bot.store.opened import Store
from bot.store.pausing import Pauses
from bot.store.sent import SentMessages
from bot.store.waiting import waiting
from bot.texts.catalogue import Catalogue
from bot.web.health import Health
from bot.web.metrics import Metrics
from bot.web.server import Server
from bot.web.webhook import Webhook

log = logging.getLogger(__name__)


class AddressError(Exception):
    """What [web] names cannot be listened on; the message says what to change."""


@dataclass(frozen=True)
class Within:
    """What lies behind the channel."""

    conversation: Conversation
    sent: SentMessages
    catalogue: Catalogue
    freshness: Freshness
    clock: Clock
    store: Store
    recheck: Recheck | None = None  # of what is sent late
    seconds: Callable[[], float] = time.monotonic  # by which floods and Telegram's limits are measured
    kept: tuple[Keeps, ...] = ()  # of people, for a while, besides `sent`
    tally: Tally = field(default_factory=Tally)
    unasked: Unasked | None = None  # what people are to be reminded of


async def serve(settings: Config, within: Within) -> int:
    """Answer until SIGTERM or SIGINT. Exit status 0 after a clean stop, 1 where something must be mended first."""
    secret = webhook_secret(within.store.key)
    redaction.install(settings.token, secret)
    service = Service(settings, within, secret)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, service.stop.set)
    heap.settle()
    try:
        await service.run()
    except (TokenRefusedError, AddressError) as error:
        log.error("%s", error)
        return 1
    return 0


def webhook_secret(key: bytes) -> str:
    """Made from the key, so that nothing more has to be kept; of letters that Telegram takes."""
    return keys.code(key, "webhook", "secret")


class Service:
    """Everything that runs while the bot is on Telegram. Runs once, until `stop` is set."""

    def __init__(self, settings: Config, within: Within, secret: str) -> None:
        self.stop = asyncio.Event()
        self._settings = settings
        self._bot = client.connect(settings.token, settings.api_url)
        self._catalogue = within.catalogue
        self._kept = (within.sent, *within.kept)
        self._alarm = OwnerAlarm(self._to_owner(), within.catalogue, within.clock)
        self._traffic = Traffic(within.clock)
        self._reception = Reception(within.clock)
        pauses = Pauses(settings.var, settings.pause)
        self._gauge = Gauge(
            within.tally,
            partial(waiting, within.store.engine),
            self._reception,
            within.clock,
            lambda: pauses.current() is not None,
        )
        watched = (within.freshness, self._traffic, self._alarm, settings.quiet_minutes, self._gauge, settings.var)
        self._watch = Watch(*watched)
        self._journal, owner = Journal(within.store.engine), owners.name()
        mailbox = (self._journal, within.store.vault, within.clock, owner)
        sender = Sender(
            self._bot,
            within.sent,
            within.conversation.apology,
            *mailbox,
            recheck=within.recheck,
            failures=Failures(self._on_unsent),
            pace=Pace(settings.messages_a_second, within.seconds),
        )
        self._application = telegram.build(
            self._bot,
            within.conversation,
            sender,
            within.sent,
            concurrency=settings.concurrency,
            allowed_chats=frozenset({*settings.allowed_chats, settings.owner_chat}),
            failures=Failures(self._on_error),
            desk=OwnerDesk(settings.owner_chat, pauses, within.catalogue),
        )
        slow_down = within.conversation.too_much
        inbox = StoredInbox(self._application, sender, *mailbox, flood=Flood(within.seconds), slow_down=slow_down)
        self._inbox = CountedInbox(inbox, self._traffic)
        self._posting = self._made_posting(within.unasked, sender)
        self._webhook = Webhook(secret, self._inbox.deliver)
        self._receiver = self._made_receiver(secret)

    async def run(self) -> None:
        """The server comes first, since Telegram calls as soon as it knows where, and goes last."""
        async with AsyncExitStack() as running:
            if self._settings.web_port:
                await self._listen(running)
            if port := self._settings.metrics_port:
                metrics = Metrics(self._gauge.page)
                await self._enter(
                    running, Server(LOCAL, port, Health(self._why_not_ready), metrics=metrics), LOCAL, port
                )
            work = [self._watch.run(), self._set_menu(), sweep(self._kept)]
            if self._posting:
                work.append(self._posting.run())
            beside = [asyncio.create_task(each) for each in work]
            running.push_async_callback(self._journal.close)
            running.push_async_callback(cancel, *beside)
            running.push_async_callback(self._alarm.close)
            log.warning("answering on Telegram by %s; Ctrl-C ends", self._settings.receiver)
            await self._receiver.run(self.stop)

    async def _listen(self, running: AsyncExitStack) -> None:
        host, port = self._settings.web_host, self._settings.web_port
        webhook = self._webhook if self._settings.receiver is ReceiverKind.WEBHOOK else None
        server = Server(host, port, Health(self._why_not_ready), webhook, self._settings.webhook_path)
        await self._enter(running, server, host, port)

    async def _enter(self, running: AsyncExitStack, server: Server, host: str, port: int) -> None:
        try:
            await running.enter_async_context(server)
        except OSError as error:
            raise AddressError(
                f"port {port} of {host} cannot be listened on ({error.strerror}): "
                "change [web] in config.toml, or end what listens there"
            ) from error

    def _made_posting(self, unasked: Unasked | None, outbox: Outbox) -> Posting | None:
        """Only while Telegram is heard, and the bot is not stopping."""
        if unasked is None:
            return None
        return Posting(unasked, outbox, self._journal, lambda: self._reception.is_good and not self.stop.is_set())

    def _made_receiver(self, secret: str) -> Receiver:
        if self._settings.receiver is ReceiverKind.POLLING:
            seconds = self._settings.poll_seconds
            return Polling(self._application, self._inbox, self._reception, poll_seconds=seconds)
        return Pushing(
            self._application,
            self._inbox,
            self._reception,
            webhook=self._webhook,
            url=self._settings.webhook_url,
            secret=secret,
            alarm=self._alarm,
        )

    async def _set_menu(self) -> None:
        await self._reception.begun()
        await publish_commands(self._bot, self._catalogue, COMMANDS)

    def _to_owner(self) -> Send | None:
        chat_id = self._settings.owner_chat
        return partial(self._bot.send_message, chat_id) if chat_id else None

    def _on_error(self, told: str) -> None:
        self._traffic.failed()
        self._alarm.tell(Trouble.ERROR)

    def _on_unsent(self, told: str) -> None:
        self._alarm.tell(Trouble.SENDING)

    def _why_not_ready(self) -> str:
        if self.stop.is_set():
            return "stopping"
        if not self._reception.has_begun:
            return "connecting"
        if not self._reception.is_good:
            return "telegram"
        return "" if self._watch.has_answers else "edition"
