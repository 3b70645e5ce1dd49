"""Updates that Telegram brings by webhook arrive once, in order, all of them, and the webhook looks after itself."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.channels.kinds import ALLOWED_UPDATES
from bot.channels.receiver import TokenRefusedError
from bot.redaction import Redacting
from bot.texts.catalogue import Catalogue
from tests.channels.bots import call
from tests.channels.pushed import pushed
from tests.channels.running import FakeConversation, running
from tests.harness.botapi import BAD_GATEWAY_PAGE, RESET, SERVER_ERROR, TOKEN, BotApi, refused
from tests.web.calling import SECRET


@pytest.fixture
async def double() -> AsyncIterator[BotApi]:
    async with BotApi(webhook_pause_seconds=0.01) as api:
        yield api


@pytest.fixture
def conversation() -> FakeConversation:
    return FakeConversation()


async def until_set(double: BotApi) -> None:
    await double.wait_until(lambda: bool(double.webhook.url), 5, "webhook set")


async def test_who_writes_is_answered_and_telegram_forgets_the_update(
    double: BotApi, conversation: FakeConversation, tmp_path: Path, catalogue: Catalogue
) -> None:
    double.write(7, "before the start")
    async with pushed(double, conversation, tmp_path, catalogue):
        double.write(8, "habari")
        await double.wait_until_answered([7, 8])
        await double.wait_until_taken()
    assert double.texts(8) == ["message: habari"]


async def test_telegram_is_told_where_with_which_secret_and_for_which_updates(
    double: BotApi, conversation: FakeConversation, tmp_path: Path, catalogue: Catalogue
) -> None:
    async with pushed(double, conversation, tmp_path, catalogue) as bot:
        await until_set(double)
        assert double.webhook.url == bot.url and double.webhook.secret == SECRET
        assert double.allowed_updates == set(ALLOWED_UPDATES)


async def test_a_stop_leaves_the_webhook_and_what_comes_meanwhile_is_answered_after_the_next_start(
    double: BotApi, conversation: FakeConversation, tmp_path: Path, catalogue: Catalogue
) -> None:
    async with pushed(double, conversation, tmp_path, catalogue):
        await until_set(double)
    assert double.webhook.url and "deleteWebhook" not in double.methods()
    double.write(7, "meanwhile")
    async with pushed(double, conversation, tmp_path, catalogue):
        await double.wait_until_answered([7])
    assert double.texts(7) == ["message: meanwhile"]


async def test_a_change_to_polling_needs_nothing_but_the_start(
    double: BotApi, conversation: FakeConversation, tmp_path: Path, catalogue: Catalogue
) -> None:
    async with pushed(double, conversation, tmp_path, catalogue):
        await until_set(double)
    double.write(7, "meanwhile")
    async with running(double, conversation, tmp_path):
        await double.wait_until_answered([7])
    assert not double.webhook.url


@pytest.mark.parametrize("failure", [SERVER_ERROR, BAD_GATEWAY_PAGE, RESET, refused(429, "Too Many Requests", 0)])
async def test_the_webhook_is_set_in_the_end_whatever_fails_before(
    failure: object, double: BotApi, conversation: FakeConversation, tmp_path: Path, catalogue: Catalogue
) -> None:
    for method in ("getMe", "setWebhook", "getWebhookInfo"):
        double.fail(method, failure, times=2)  # type: ignore[arg-type]
    async with pushed(double, conversation, tmp_path, catalogue):
        double.write(7, "habari")
        await double.wait_until_answered([7])


async def test_an_address_that_telegram_refuses_is_named_in_the_log(
    double: BotApi,
    conversation: FakeConversation,
    tmp_path: Path,
    catalogue: Catalogue,
    caplog: pytest.LogCaptureFixture,
) -> None:
    double.fail("setWebhook", refused(400, "Bad Request: bad webhook: IP address 10.0.0.1 is reserved"))
    async with pushed(double, conversation, tmp_path, catalogue) as bot:
        await until_set(double)
        await double.wait_until(lambda: "getWebhookInfo" in double.methods(), 5, "looked")
    assert "does not take webhook_url: Bad webhook: ip address" in caplog.text.replace("IP", "ip")
    assert bot.owner == []


async def test_a_token_that_telegram_does_not_know_ends_with_words(
    double: BotApi, conversation: FakeConversation, tmp_path: Path, catalogue: Catalogue
) -> None:
    with pytest.raises(TokenRefusedError, match="check TELEGRAM_BOT_TOKEN") as caught:
        wrong = "7000000001:WRONG-0123456789abcdefghijklmnopqrs"
        async with pushed(double, conversation, tmp_path, catalogue, token=wrong) as bot:
            await bot.task
    assert "WRONG" not in str(caught.value)


async def test_while_the_store_is_locked_telegram_is_sent_away_and_then_all_are_answered_once(
    double: BotApi, conversation: FakeConversation, tmp_path: Path, catalogue: Catalogue
) -> None:
    async with pushed(double, conversation, tmp_path, catalogue, deliver_seconds=0.05):
        await until_set(double)
        with sqlite3.connect(tmp_path / "bot.sqlite", isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            for person in (1, 2, 3, 4):
                double.write(person, "habari")
            await double.wait_until(lambda: bool(double.webhook.last_error), 5, "somebody sent away")
            assert len(double.waiting) == 4
            other.execute("ROLLBACK")
        other.close()
        assert double.webhook.last_error and "503" in double.webhook.last_error[1]
        await double.wait_until_answered([1, 2, 3, 4], timeout=10)
        await double.wait_until_taken()
    assert [len(double.texts(person)) for person in (1, 2, 3, 4)] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    "poison", [{"message": "a text"}, {"message": {}}, {"callback_query": {"id": 1}}, ["no object"], {"update_id": "x"}]
)
async def test_a_poison_update_does_not_stop_the_rest(
    poison: object, double: BotApi, conversation: FakeConversation, tmp_path: Path, catalogue: Catalogue
) -> None:
    async with pushed(double, conversation, tmp_path, catalogue):
        await until_set(double)
        if isinstance(poison, dict) and "update_id" not in poison:
            double.inject(poison)
        else:
            double.inject_as_it_is(poison)
        double.write(7, "habari")
        await double.wait_until_answered([7])
        await double.wait_until_taken()
    assert double.texts(7) == ["message: habari"]


async def test_an_update_brought_twice_is_answered_once(
    double: BotApi, conversation: FakeConversation, tmp_path: Path, catalogue: Catalogue
) -> None:
    double.write(7, "once")
    twice = double.waiting[0][1]
    async with pushed(double, conversation, tmp_path, catalogue):
        await double.wait_until_answered([7])
        double.inject(twice)
        double.write(7, "after")
        await double.wait_until_answered([7], 2)
        await double.wait_until_taken()
    assert double.texts(7) == ["message: once", "message: after"]


async def test_one_persons_messages_are_answered_in_their_order(
    double: BotApi, conversation: FakeConversation, tmp_path: Path, catalogue: Catalogue
) -> None:
    async with pushed(double, conversation, tmp_path, catalogue):
        for number in range(30):
            double.write(7, f"{number}")
            double.write(8, f"{number}")
        await double.wait_until_answered([7, 8], 30)
    assert double.texts(7) == double.texts(8) == [f"message: {number}" for number in range(30)]


async def test_a_stop_finishes_what_telegram_was_told_is_taken(
    double: BotApi, conversation: FakeConversation, tmp_path: Path, catalogue: Catalogue
) -> None:
    slow = asyncio.Event()
    conversation.answers = {"slow": slow}
    async with pushed(double, conversation, tmp_path, catalogue) as bot:
        double.write(7, "slow")
        await double.wait_until_taken()
        bot.stop.set()
        await asyncio.sleep(0)
        slow.set()
        await bot.task
    assert double.texts(7) == ["message: slow"]


async def test_a_webhook_that_somebody_changed_is_set_again_and_the_owner_told(
    double: BotApi, conversation: FakeConversation, tmp_path: Path, catalogue: Catalogue
) -> None:
    async with pushed(double, conversation, tmp_path, catalogue) as bot:
        await until_set(double)
        await call(double, "setWebhook", url="http://127.0.0.1:9/evil")
        await double.wait_until(lambda: double.webhook.url == bot.url, 5, "set again")
        assert double.webhook.secret == SECRET
    assert len(bot.owner) == 1 and "revoke it with @BotFather" in bot.owner[0]


async def test_an_error_that_telegram_reports_is_told_once_with_how_many_wait(
    double: BotApi, conversation: FakeConversation, tmp_path: Path, catalogue: Catalogue
) -> None:
    async with pushed(double, conversation, tmp_path, catalogue) as bot:
        await double.wait_until(lambda: double.methods().count("getWebhookInfo") > 1, 5, "looked")
        double.webhook.last_error = 1_800_000_000, "Connection timed out"
        seen = double.methods().count("getWebhookInfo")
        await double.wait_until(lambda: double.methods().count("getWebhookInfo") > seen + 3, 5, "looked again")
    assert len(bot.owner) == 1
    assert "Connection timed out. Updates that wait there: 0" in bot.owner[0]


async def test_an_error_from_before_the_start_is_no_news(
    double: BotApi, conversation: FakeConversation, tmp_path: Path, catalogue: Catalogue
) -> None:
    double.fail("getWebhookInfo", SERVER_ERROR, times=3)  # the first look comes late
    async with pushed(double, conversation, tmp_path, catalogue) as bot:
        await until_set(double)
        double.webhook.last_error = 1_700_000_000, "Connection refused"
        await double.wait_until(lambda: double.methods().count("getWebhookInfo") > 2, 5, "looked")
    assert bot.owner == []


async def test_telegram_counts_as_heard_once_the_webhook_stands(
    double: BotApi, conversation: FakeConversation, tmp_path: Path, catalogue: Catalogue
) -> None:
    double.fail("setWebhook", SERVER_ERROR, times=3)
    async with pushed(double, conversation, tmp_path, catalogue) as bot:
        assert not bot.reception.has_begun
        await asyncio.wait_for(bot.reception.begun(), 5)
        assert double.webhook.url


async def test_neither_secret_nor_token_is_in_any_record_of_a_run_with_every_failure(
    double: BotApi,
    conversation: FakeConversation,
    tmp_path: Path,
    catalogue: Catalogue,
    caplog: pytest.LogCaptureFixture,
) -> None:
    guard = Redacting(TOKEN, SECRET)
    caplog.handler.addFilter(guard)
    for name in ("", "telegram", "telegram.ext", "bot", "aiohttp", "asyncio"):
        caplog.set_level(logging.DEBUG, name)
    for failure in (SERVER_ERROR, BAD_GATEWAY_PAGE, RESET, refused(400, f"Bad Request: {TOKEN} {SECRET}")):
        double.fail("setWebhook", failure)
        double.fail("getWebhookInfo", failure)
    conversation.answers = {"bad": RuntimeError(f"{SECRET} and {TOKEN}")}
    async with pushed(double, conversation, tmp_path, catalogue):
        await until_set(double)
        double.write(7, "bad")
        double.inject({"message": f"{SECRET} {TOKEN}"})
        double.write(7, "good")
        await double.wait_until_answered([7], 2)
    caplog.handler.removeFilter(guard)
    everything = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert {"telegram", "bot"} <= {record.name.partition(".")[0] for record in caplog.records}
    assert [canary for canary in (TOKEN, TOKEN.partition(":")[2], SECRET) if canary in everything] == []
