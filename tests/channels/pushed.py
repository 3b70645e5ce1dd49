"""A bot that receives by webhook, over the double, as the service puts it together, with shorter times."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.channels.owner import OwnerAlarm
from bot.channels.pushing import Pushing
from bot.channels.reception import Reception
from bot.texts.catalogue import Catalogue
from bot.web.health import Health
from bot.web.server import Server
from bot.web.webhook import Webhook
from tests.bot.talking import SetClock
from tests.channels.running import MOST_SECONDS, FakeConversation, put_together
from tests.harness.botapi import BotApi
from tests.web.calling import PATH, SECRET


@dataclass
class Pushed:
    """A running bot: what stops it, its task, where Telegram brings the updates, what its owner was told."""

    stop: asyncio.Event
    task: "asyncio.Task[None]"
    url: str
    reception: Reception
    owner: list[str] = field(default_factory=list)


@asynccontextmanager
async def pushed(
    double: BotApi,
    conversation: FakeConversation,
    folder: Path,
    catalogue: Catalogue,
    *,
    deliver_seconds: float = 5.0,
    look_seconds: float = 0.02,
    **made: Any,
) -> AsyncIterator[Pushed]:
    bot = put_together(double, conversation, folder, **made)
    told: list[str] = []

    async def tell(text: str) -> None:
        told.append(text)

    clock = SetClock()
    webhook = Webhook(SECRET, bot.inbox.deliver, deliver_seconds=deliver_seconds)
    reception = Reception(clock)
    async with Server("127.0.0.1", 0, Health(lambda: ""), webhook, PATH) as server:
        url = f"http://127.0.0.1:{server.port}{PATH}"
        receiver = Pushing(
            bot.application,
            bot.inbox,
            reception,
            webhook=webhook,
            url=url,
            secret=SECRET,
            alarm=OwnerAlarm(tell, catalogue, clock),
            look_seconds=look_seconds,
            grace_seconds=2.0,
            first_pause_seconds=0.01,
        )
        stop = asyncio.Event()
        task = asyncio.create_task(receiver.run(stop))
        try:
            yield Pushed(stop, task, url, reception, told)
        finally:
            stop.set()
            await asyncio.wait_for(task, MOST_SECONDS)
