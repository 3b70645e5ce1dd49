"""The owner is told of trouble: once an hour for each kind, and never anything of a person."""

import asyncio

import pytest

from bot.channels import owner
from bot.channels.owner import EVENTS, OwnerAlarm, Trouble
from bot.texts.catalogue import Catalogue
from tests.bot.talking import SetClock

VALUES = {
    "seconds": "90",
    "count": "7",
    "free": "12",
    "error": "503",
    "waiting": "4",
    "minutes": "60",
    "past_review": "2",
    "ending": "3",
}


class Owner:
    """Reads what is sent, unless `failure` is raised or `silence` is waited for first."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.failure: Exception | None = None
        self.silence: asyncio.Event | None = None

    async def send(self, text: str) -> None:
        if self.silence:
            await self.silence.wait()
        if self.failure:
            raise self.failure
        self.read.append(text)


@pytest.fixture
def chief() -> Owner:
    return Owner()


@pytest.fixture
def now() -> SetClock:
    return SetClock()


@pytest.fixture
def alarm(chief: Owner, now: SetClock, catalogue: Catalogue) -> OwnerAlarm:
    return OwnerAlarm(chief.send, catalogue, now)


@pytest.mark.parametrize("trouble", list(Trouble))
async def test_every_kind_of_trouble_is_told_in_a_sentence(trouble: Trouble, alarm: OwnerAlarm, chief: Owner) -> None:
    alarm.tell(trouble, **VALUES)
    await alarm.close()
    assert len(chief.read) == 1 and chief.read[0].startswith("Kura Salama: ")


async def test_a_kind_is_told_once_an_hour_and_then_how_often_it_happened(
    alarm: OwnerAlarm, chief: Owner, now: SetClock
) -> None:
    for _ in range(5):
        alarm.tell(Trouble.ERROR)
    now.forward(minutes=59, seconds=59)
    alarm.tell(Trouble.ERROR)
    await alarm.close()
    assert len(chief.read) == 1
    now.forward(seconds=1)
    alarm.tell(Trouble.ERROR)
    await alarm.close()
    assert len(chief.read) == 2 and "one by one: 5" in chief.read[1]
    now.forward(hours=1)
    alarm.tell(Trouble.ERROR)
    await alarm.close()
    assert "one by one" not in chief.read[2]


async def test_one_kind_does_not_silence_another(alarm: OwnerAlarm, chief: Owner) -> None:
    alarm.tell(Trouble.ERROR)
    alarm.tell(Trouble.SENDING)
    await alarm.close()
    assert len(chief.read) == 2


async def test_stale_cards_are_told_once_a_day(alarm: OwnerAlarm, chief: Owner, now: SetClock) -> None:
    for _ in range(25):
        alarm.tell(Trouble.STALE, **VALUES)
        now.forward(hours=1)
    await alarm.close()
    assert len(chief.read) == 2


@pytest.mark.parametrize("trouble", sorted(set(Trouble) - EVENTS))
async def test_a_state_that_lasts_is_not_counted(
    trouble: Trouble, alarm: OwnerAlarm, chief: Owner, now: SetClock
) -> None:
    for _ in range(3):
        alarm.tell(trouble, **VALUES)
    now.forward(days=1)
    alarm.tell(trouble, **VALUES)
    await alarm.close()
    assert "one by one" not in chief.read[1]


async def test_what_could_not_be_sent_is_told_with_the_next(
    alarm: OwnerAlarm, chief: Owner, caplog: pytest.LogCaptureFixture
) -> None:
    chief.failure = OSError("no route to 4711")
    alarm.tell(Trouble.ERROR)
    await alarm.close()
    chief.failure = None
    alarm.tell(Trouble.ERROR)
    await alarm.close()
    assert len(chief.read) == 1 and "one by one: 1" in chief.read[0]
    assert "the owner could not be told: OSError" in caplog.text and "4711" not in caplog.text


async def test_telling_waits_for_nothing(alarm: OwnerAlarm, chief: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner, "LAST_SECONDS", 0.05)
    chief.silence = asyncio.Event()
    alarm.tell(Trouble.ERROR)
    await asyncio.wait_for(alarm.close(), 1)
    assert chief.read == []


async def test_sending_is_given_up_in_the_end(
    alarm: OwnerAlarm, chief: Owner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(owner, "SEND_SECONDS", 0.01)
    chief.silence = asyncio.Event()
    alarm.tell(Trouble.ERROR)
    await alarm.close()
    assert "the owner could not be told: TimeoutError" in caplog.text


async def test_telling_never_raises(alarm: OwnerAlarm, chief: Owner, caplog: pytest.LogCaptureFixture) -> None:
    alarm.tell(Trouble.WEBHOOK)  # without the values that its sentence needs
    await alarm.close()
    assert chief.read == [] and "the alarm webhook could not be told: KeyError" in caplog.text


async def test_without_an_owner_it_stands_in_the_log(
    catalogue: Catalogue, now: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    OwnerAlarm(None, catalogue, now).tell(Trouble.ERROR)
    assert "for the owner: Kura Salama: " in caplog.text
