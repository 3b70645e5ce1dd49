"""People who ask the running bot over the Bot API double, and how long each waits for an answer."""

import asyncio
import random
import time
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.harness.botapi import BotApi
from tests.harness.keyboards import Rows
from tests.harness.memory import Sent
from tests.harness.updates import Json

PEOPLE = 200
QUESTIONS = 1000
FIRST_PERSON = 1000
CEILING, BEYOND = 30.0, 60.0  # questions a second; Telegram itself lets a bot send about 30 messages a second
START_SECONDS = 120.0
ANSWER_SECONDS = 60.0
SEED = 20270810


@dataclass(frozen=True)
class Waits:
    """`together_seconds`: all questions, each person asking the next once answered; `paced`: seconds of each wait, by
    questions a second.

    `accepted_seconds`: all questions asked at one moment, until Telegram may forget the last of them; meanwhile the bot
    answers as ever.
    """

    questions: int
    together_seconds: float
    paced: Mapping[float, Sequence[float]]
    accepted_seconds: float


class WatchedApi(BotApi):
    """Notes when the bot's next message comes into a chat where somebody waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: defaultdict[int, deque[asyncio.Future[float]]] = defaultdict(deque)

    def keep_content(self, chat_id: int, content: Json, rows: Rows | None = None) -> Sent:
        sent = super().keep_content(chat_id, content, rows)
        if self._waiting[chat_id]:
            self._waiting[chat_id].popleft().set_result(time.perf_counter())
        return sent

    async def ask(self, person: int, words: str, seconds: float = ANSWER_SECONDS) -> float:
        """Seconds until the first message of the answer; a TimeoutError after `seconds`."""
        answered: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting[person].append(answered)
        started = time.perf_counter()
        self.write(person, words)
        return await asyncio.wait_for(answered, seconds) - started


async def measured(double: WatchedApi, questions: Sequence[str]) -> Waits:
    """Asks all questions as fast as they are answered, at steady paces with random gaps, then all at once."""
    await double.ask(FIRST_PERSON, questions[0], START_SECONDS)
    started = time.perf_counter()
    share = len(questions) // PEOPLE
    await asyncio.gather(
        *(_in_turn(double, FIRST_PERSON + at, questions[at * share : (at + 1) * share]) for at in range(PEOPLE))
    )
    together = time.perf_counter() - started
    paced = {pace: await _paced(double, questions, pace) for pace in (CEILING, BEYOND)}
    return Waits(share * PEOPLE, together, paced, await _accepted(double, questions))


async def _in_turn(double: WatchedApi, person: int, questions: Sequence[str]) -> None:
    for question in questions:
        await double.ask(person, question)


async def _paced(double: WatchedApi, questions: Sequence[str], pace: float) -> list[float]:
    gaps = random.Random(SEED)
    asked: list[asyncio.Task[float]] = []
    due = time.perf_counter()
    for at, question in enumerate(questions):
        asked.append(asyncio.create_task(double.ask(FIRST_PERSON + at % PEOPLE, question)))
        due += gaps.expovariate(pace)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
    return list(await asyncio.gather(*asked))


async def _accepted(double: WatchedApi, questions: Sequence[str]) -> float:
    """Of people who have not written before, so that nobody is told that it is too much."""
    await double.wait_until_taken(ANSWER_SECONDS)
    started = time.perf_counter()
    for at, question in enumerate(questions):
        double.write(FIRST_PERSON + PEOPLE + at % PEOPLE, question)
    await double.wait_until_taken(ANSWER_SECONDS)
    return time.perf_counter() - started


def repeated(questions: Sequence[str], count: int = QUESTIONS) -> list[str]:
    """`count` questions, from the beginning again where there are fewer."""
    return [questions[at % len(questions)] for at in range(count)]
