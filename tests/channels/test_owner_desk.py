"""The owner's commands in their own chat; from everybody else, and by every other way, they are refused and logged."""

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.channels.owner_desk import NAMES, OwnerDesk
from bot.store.pausing import Pause, Pauses
from bot.texts.catalogue import Catalogue
from tests.channels.running import FakeConversation, running, until
from tests.harness import updates
from tests.harness.botapi import BotApi
from tests.harness.mailbox import ALL_KINDS

OWNER, GROUP, STRANGER, DIRECTOR = 4711, -1004711, 70007, 12
ANOTHER_GROUP = -1004712
WHY = "The hours below may be wrong."
REFUSED = "a command of the owner's came from somebody else, and was refused"
COMMANDS = (f"/pause {WHY}", f"/silence {WHY}", "/resume")
Door = Callable[[BotApi, str], int]


@pytest.fixture
def pauses(tmp_path: Path) -> Pauses:
    return Pauses(tmp_path)


def private(double: BotApi, words: str) -> int:
    return double.write(OWNER, words)


def as_administrator(double: BotApi, words: str) -> int:
    double.chats.add(GROUP, "supergroup")
    double.seat(GROUP, DIRECTOR, "administrator")
    return double.post(GROUP, DIRECTOR, words)


async def told(double: BotApi, pauses: Pauses, catalogue: Catalogue, door: Door, owner: int, *commands: str) -> str:
    """The answer to the last of these commands, each given once the one before was answered."""
    desk = OwnerDesk(owner, pauses, catalogue)
    async with running(double, FakeConversation(), desk=desk, allowed_chats=frozenset({GROUP})):
        for number, words in enumerate(commands, 1):
            door(double, words)
            await double.wait_until_answered([owner], number)
    return double.texts(owner)[-1]


@pytest.mark.parametrize(("door", "owner"), [(private, OWNER), (as_administrator, GROUP)])
async def test_the_owner_pauses_and_ends_it_in_a_private_chat_or_as_who_runs_the_group(
    door: Door, owner: int, pauses: Pauses, catalogue: Catalogue
) -> None:
    async with BotApi() as double:
        said = await told(double, pauses, catalogue, door, owner, f"/pause  {WHY}\n")
        assert WHY in said and pauses.current() == Pause(WHY)
    async with BotApi() as double:
        said = await told(double, pauses, catalogue, door, owner, f"/silence@{updates.BOT['username']} {WHY}")
        assert "except danger" in said and pauses.current() == Pause(WHY, is_silent=True)
    async with BotApi() as double:
        assert "as usual" in await told(double, pauses, catalogue, door, owner, "/resume")
        assert pauses.current() is None


async def test_a_pause_without_a_reason_is_none_and_says_how(pauses: Pauses, catalogue: Catalogue) -> None:
    async with BotApi() as double:
        said = await told(double, pauses, catalogue, private, OWNER, "/resume", "/pause")
    assert double.texts(OWNER)[0] == "Nothing was paused." and "/pause REASON" in said and pauses.current() is None


async def test_what_config_toml_pauses_is_not_ended_by_a_command(tmp_path: Path, catalogue: Catalogue) -> None:
    configured = Pauses(tmp_path, "from config.toml")
    async with BotApi() as double:
        assert "from config.toml" in await told(double, configured, catalogue, private, OWNER, "/resume")


async def test_a_command_for_another_bot_is_none_of_this_ones(
    pauses: Pauses, catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    desk = OwnerDesk(GROUP, pauses, catalogue)
    async with (
        BotApi() as double,
        running(double, FakeConversation(), desk=desk, allowed_chats=frozenset({GROUP})),
    ):
        as_administrator(double, f"/pause@some_other_bot {WHY}")
        double.write(STRANGER, "habari")
        await double.wait_until_answered([STRANGER])
    assert pauses.current() is None and REFUSED not in caplog.text


def a_stranger(double: BotApi, words: str) -> int:
    return double.write(STRANGER, words)


def a_stranger_who_edits(double: BotApi, words: str) -> int:
    double.write(STRANGER, "habari")
    return double.edit(STRANGER, words)


def a_forward_by_the_owner(double: BotApi, words: str) -> int:
    return double.say(OWNER, updates.forwarded(updates.text(words)))


def through_another_bot(double: BotApi, words: str) -> int:
    return double.say(OWNER, updates.text(words) | {"via_bot": updates.ANONYMOUS_ADMIN})


def the_owners_name_with_another_id(double: BotApi, words: str) -> int:
    somebody = updates.person(STRANGER) | {"username": "the_owner", "first_name": f"Person {OWNER}"}
    return double.say(STRANGER, updates.text(words), by={"from": somebody})


def another_person_in_the_owners_private_chat(double: BotApi, words: str) -> int:
    return double.say(OWNER, updates.text(words), by={"from": updates.person(STRANGER)})


def the_owner_in_a_group(double: BotApi, words: str) -> int:
    double.chats.add(GROUP, "supergroup")
    double.seat(GROUP, OWNER, "administrator")
    return double.post(GROUP, OWNER, words)


def the_owners_channel(double: BotApi, words: str) -> int:
    return double.inject({"channel_post": updates.message(5, OWNER, updates.text(words), "channel")})


def a_business_message(double: BotApi, words: str) -> int:
    return double.write_to_business(OWNER, words)


def a_caption(double: BotApi, words: str) -> int:
    photo = {name: value for name, value in updates.OTHER_KINDS["photo"].items() if name != "caption"}
    return double.say(OWNER, photo | {"caption": words})


def a_stranger_who_answers_the_owner(double: BotApi, words: str) -> int:
    owners = updates.message(1, STRANGER, updates.text(words)) | {"from": updates.person(OWNER)}
    return double.say(STRANGER, updates.reply(updates.text(words), owners))


def a_forward_that_the_owner_edits(double: BotApi, words: str) -> int:
    return double.say(OWNER, updates.forwarded(updates.text(words)) | {"edit_date": 5}, update="edited_message")


def the_owners_channel_that_edits(double: BotApi, words: str) -> int:
    post = updates.message(5, OWNER, updates.text(words), "channel") | {"edit_date": 5}
    return double.inject({"edited_channel_post": post})


def a_business_message_that_is_edited(double: BotApi, words: str) -> int:
    business = updates.business_message(5, OWNER, updates.text(words))
    return double.inject({"edited_business_message": business["business_message"] | {"edit_date": 5}})


def a_bot_in_the_owners_place(double: BotApi, words: str) -> int:
    return double.say(OWNER, updates.text(words), by={"from": updates.person(OWNER) | {"is_bot": True}})


def nobody_at_all(double: BotApi, words: str) -> int:
    return double.say(OWNER, updates.text(words), by={})


OUTSIDE = (
    *(a_stranger, a_stranger_who_edits, a_forward_by_the_owner, through_another_bot, the_owners_name_with_another_id),
    *(another_person_in_the_owners_private_chat, the_owner_in_a_group, the_owners_channel, a_business_message),
    *(a_stranger_who_answers_the_owner, a_forward_that_the_owner_edits, the_owners_channel_that_edits),
    *(a_business_message_that_is_edited, a_bot_in_the_owners_place, nobody_at_all),
)


def an_anonymous_administrator(double: BotApi, words: str) -> int:
    double.chats.add(GROUP, "supergroup")
    return double.post_anonymously(GROUP, words)


def a_member_who_does_not_run_it(double: BotApi, words: str) -> int:
    double.chats.add(GROUP, "supergroup")
    double.seat(GROUP, STRANGER, "member")
    return double.post(GROUP, STRANGER, words)


def one_who_was_an_administrator(double: BotApi, words: str) -> int:
    as_administrator(double, "habari")
    double.seat(GROUP, DIRECTOR, "member")
    return double.post(GROUP, DIRECTOR, words)


def one_who_was_thrown_out(double: BotApi, words: str) -> int:
    double.chats.add(GROUP, "supergroup")
    double.seat(GROUP, DIRECTOR, "kicked")
    return double.post(GROUP, DIRECTOR, words)


def a_channel_that_is_linked_to_it(double: BotApi, words: str) -> int:
    double.chats.add(GROUP, "supergroup")
    return double.post_from_channel(GROUP, -1009, words)


def a_forward_by_an_administrator(double: BotApi, words: str) -> int:
    double.chats.add(GROUP, "supergroup")
    double.seat(GROUP, DIRECTOR, "administrator")
    return double.post(GROUP, DIRECTOR, updates.forwarded(updates.text(words)))


def one_who_left(double: BotApi, words: str) -> int:
    as_administrator(double, "habari")
    double.seat(GROUP, DIRECTOR, "left")
    return double.post(GROUP, DIRECTOR, words)


def the_administrators_name_with_another_id(double: BotApi, words: str) -> int:
    as_administrator(double, "habari")
    double.seat(GROUP, STRANGER, "member")
    somebody = double.person(DIRECTOR) | {"id": STRANGER, "username": "the_director"}
    return double.say(GROUP, updates.text(words), by={"from": somebody})


def a_bot_that_administers_it(double: BotApi, words: str) -> int:
    as_administrator(double, "habari")
    return double.say(GROUP, updates.text(words), by={"from": double.person(DIRECTOR) | {"is_bot": True}})


def an_administrator_of_another_group(double: BotApi, words: str) -> int:
    as_administrator(double, "habari")
    double.chats.add(ANOTHER_GROUP, "supergroup")
    double.seat(ANOTHER_GROUP, DIRECTOR, "administrator")
    return double.post(ANOTHER_GROUP, DIRECTOR, words)


def an_administrator_in_private(double: BotApi, words: str) -> int:
    as_administrator(double, "habari")
    return double.write(DIRECTOR, words)


IN_THE_GROUP = (
    *(an_anonymous_administrator, a_member_who_does_not_run_it, one_who_was_an_administrator),
    *(one_who_was_thrown_out, a_channel_that_is_linked_to_it, a_forward_by_an_administrator),
    *(one_who_left, the_administrators_name_with_another_id, a_bot_that_administers_it),
    *(an_administrator_of_another_group, an_administrator_in_private),
)


@pytest.mark.parametrize("words", COMMANDS, ids=["pause", "silence", "resume"])
@pytest.mark.parametrize(
    ("door", "owner"),
    [
        *((door, OWNER) for door in OUTSIDE),
        *((door, GROUP) for door in IN_THE_GROUP),
        (private, 0),
        (private, STRANGER),
    ],
    ids=lambda given: given.__name__ if callable(given) else "",
)
async def test_h6_from_anybody_else_and_by_any_other_way_it_is_refused_and_logged_without_a_word(
    door: Door, owner: int, words: str, pauses: Pauses, catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever was the owner before stands in the last of these: their id is not that of config.toml any more."""
    caplog.set_level(logging.INFO)
    if words == "/resume":
        pauses.set(Pause("set by the owner"))
    before = pauses.current()
    desk = OwnerDesk(owner, pauses, catalogue)
    allowed = frozenset({GROUP, ANOTHER_GROUP})
    async with BotApi() as double, running(double, FakeConversation(), desk=desk, allowed_chats=allowed):
        double.allowed_updates = double.allowed_updates | ALL_KINDS
        door(double, words)
        await until(lambda: REFUSED in caplog.text, "refused")
        double.write(99, "habari")
        await double.wait_until_answered([99])
    assert pauses.current() == before and WHY not in caplog.text
    assert not {str(STRANGER), str(DIRECTOR), str(OWNER)} & set(caplog.text.split())


def test_h6_every_command_of_the_owners_is_tried_from_everybody() -> None:
    assert tuple(words.split()[0] for words in COMMANDS) == tuple(f"/{name}" for name in NAMES)


async def test_a_command_under_a_picture_is_none(pauses: Pauses, catalogue: Catalogue) -> None:
    desk = OwnerDesk(OWNER, pauses, catalogue)
    async with BotApi() as double, running(double, FakeConversation(), desk=desk):
        a_caption(double, COMMANDS[0])
        await double.wait_until_answered([OWNER])
    assert pauses.current() is None


async def test_to_a_stranger_it_is_a_command_that_does_not_exist_and_danger_in_it_is_heard(
    pauses: Pauses, catalogue: Catalogue
) -> None:
    conversation = FakeConversation()
    async with BotApi() as double, running(double, conversation, desk=OwnerDesk(OWNER, pauses, catalogue)):
        double.write(STRANGER, "/pause they are burning houses")
        await double.wait_until_answered([STRANGER])
    assert conversation.heard == [("command", "pause")]
    assert conversation.behind_commands == ["they are burning houses"]
