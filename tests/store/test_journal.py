"""Writes of many are committed together, and only the one to blame fails."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import Connection, Engine, event, func, select

from bot.store.journal import Journal
from bot.store.tables import received


@pytest.fixture
async def journal(engine: Engine) -> AsyncIterator[Journal]:
    made = Journal(engine)
    yield made
    await made.close()


def noted(number: int) -> Callable[[Connection], int]:
    def write(connection: Connection) -> int:
        connection.execute(received.insert().values(number=number, at=1))
        return number

    return write


def stored(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(received)).scalar_one()


async def test_what_is_written_is_committed_when_it_returns(journal: Journal, engine: Engine) -> None:
    assert await journal.write(noted(7)) == 7
    assert stored(engine) == 1


async def test_many_at_once_share_a_few_commits(journal: Journal, engine: Engine) -> None:
    commits: list[Connection] = []
    event.listen(engine, "commit", commits.append)
    assert await asyncio.gather(*(journal.write(noted(number)) for number in range(100))) == list(range(100))
    assert stored(engine) == 100 and len(commits) <= 3


async def test_one_that_fails_fails_alone(journal: Journal, engine: Engine) -> None:
    def broken(connection: Connection) -> None:
        noted(99)(connection)
        raise ZeroDivisionError

    ended = await asyncio.gather(
        journal.write(noted(1)), journal.write(broken), journal.write(noted(2)), return_exceptions=True
    )
    assert [type(each) for each in ended] == [int, ZeroDivisionError, int] and stored(engine) == 2


async def test_who_stops_waiting_does_not_disturb_the_others(journal: Journal, engine: Engine) -> None:
    impatient = asyncio.create_task(journal.write(noted(1)))
    patient = asyncio.create_task(journal.write(noted(2)))
    await asyncio.sleep(0)
    impatient.cancel()
    assert await patient == 2 and stored(engine) == 2
