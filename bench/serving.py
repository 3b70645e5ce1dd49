"""The whole bot as people meet it: 200 of them ask over Telegram's double, by polling and by webhook."""

import asyncio
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import tomli_w

from bench import traffic
from bench.figures import OURS, Figure, percentile
from bench.traffic import Waits, WatchedApi
from bench.workplace import Workplace
from tests.harness.ports import free_port

ACCEPTED_A_SECOND, ANSWERS_A_SECOND, SLOWEST_MS = 100.0, 30.0, 1000.0  # asked of ours: Telegram's own ceiling
UNHINDERED = 1000  # messages a second: what the bot can do is measured, not what it is allowed to
SHARES = (("p50", 0.5, None), ("p95", 0.95, None), ("p99", 0.99, SLOWEST_MS))


class Serving:
    """Starts one bot after the other in `place`; `index` and `model` are those of the plain retriever."""

    def __init__(self, place: Workplace, questions: Sequence[str], index: str, model: str) -> None:
        self._place = place
        self._questions = traffic.repeated(questions)
        self._index = index
        self._model = model

    def figures(self, rival: str | None) -> Iterator[Figure]:
        """By polling ours and, unless it is None, the stock bot under the name `rival`; by webhook ours."""
        polled = {OURS: asyncio.run(self._ours("polling"))}
        if rival:
            polled[rival] = asyncio.run(self._stock())
        yield from _figures("by polling", polled)
        yield from _figures("by webhook", {OURS: asyncio.run(self._ours("webhook"))})

    async def _ours(self, receiver: str) -> Waits:
        for file in (self._place.folder / "var").glob("bot.sqlite*"):
            file.unlink()  # of the run before, whose updates had the same numbers
        async with WatchedApi() as double:
            file = self._place.folder / f"{receiver}.toml"
            file.write_text(tomli_w.dumps(self._settings(receiver, double.url)), encoding="utf-8")
            environment = {"KURA_CONFIG": str(file), "TELEGRAM_BOT_TOKEN": double.token}
            with self._place.started("bot", "run", environment=environment):
                return await traffic.measured(double, self._questions)

    async def _stock(self) -> Waits:
        async with WatchedApi() as double:
            with self._place.started("bench.stock", self._index, self._model, double.url, double.token):
                return await traffic.measured(double, self._questions)

    def _settings(self, receiver: str, api_url: str) -> Mapping[str, Any]:
        table = tomllib.loads((self._place.folder / "config.toml").read_text(encoding="utf-8"))
        table["telegram"] |= {"receiver": receiver, "api_url": api_url, "messages_a_second": UNHINDERED}
        if receiver == "webhook":
            table["web"]["port"] = free_port()
            table["telegram"]["webhook_url"] = f"http://127.0.0.1:{table['web']['port']}/telegram"
        return table


def _figures(how: str, waits: Mapping[str, Waits]) -> Iterator[Figure]:
    count = next(iter(waits.values())).questions
    rates = {system: each.questions / each.together_seconds for system, each in waits.items()}
    name = f"Telegram {how}: answers a second, {traffic.PEOPLE} people"
    yield Figure(name, count, rates, higher_is_better=True, target=ANSWERS_A_SECOND)
    for pace in (traffic.CEILING, traffic.BEYOND):
        for name, share, target in SHARES:
            values = {system: 1000 * percentile(each.paced[pace], share) for system, each in waits.items()}
            asked = target if pace == traffic.CEILING else None
            yield Figure(f"  {name} at {pace:.0f} questions a second (ms)", count, values, target=asked)
    accepted = {OURS: count / waits[OURS].accepted_seconds}  # the plain bot stores nothing before it says so
    title = f"  accepted a second, on disk before Telegram hears it, {count} asked at once while it answers"
    yield Figure(title, count, accepted, higher_is_better=True, target=ACCEPTED_A_SECOND)
