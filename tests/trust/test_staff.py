"""The promise H6 of staff that is not there yet: its commands are nothing to anybody, and there is no other door."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.owner_desk import NAMES
from bot.conversation.citizen import CitizenConversation
from bot.conversation.menu import COMMANDS
from bot.conversation.replies import Person
from bot.store.tables import metadata
from tests.bot.talking import Talk

# What desks, helpdesks and admins of other bots are told to do; of ours, the owner's are heard before the conversation.
STAFF = (
    *("admin", "approve", "anchor", "assign", "backup", "ban", "broadcast", "claim", "close", "confirm", "correct"),
    *("export", "grant", "helpdesk", "ingest", "key", "log", "notice", "promote", "publish", "reload", "reply"),
    *("restore", "retry", "revoke", "role", "rollback", "send", "stats", "status", "sudo", "ticket", "tickets"),
    *("unban", "unpublish", "users", "withdraw"),
)
WORDS = "ke-opening-hours now"


def rows(conversation: CitizenConversation) -> dict[str, list[Any]]:
    with conversation._people._engine.connect() as connection:
        return {table.name: list(connection.execute(select(table))) for table in metadata.sorted_tables}


@pytest.mark.parametrize(
    "person", ["7", "4711", "777000", "1087968824"], ids=["a citizen", "an owner", "of Telegram", "anonymous"]
)
async def test_h6_commands_of_staff_are_unknown_ones_to_everybody_and_change_nothing(
    person: str, conversation: CitizenConversation
) -> None:
    """777000 is what channels post by, 1087968824 what administrators hide behind."""
    talk = Talk(conversation, person=Person("telegram", person))
    unknown, before = await talk.command("no_such_command"), rows(conversation)
    for name in (*STAFF, *NAMES):
        assert await talk.command(name) == unknown, name
    assert rows(conversation) == before


async def test_h6_words_behind_a_command_of_staff_are_a_question_like_any_other(
    talk: Talk, conversation: CitizenConversation
) -> None:
    """Each from somebody else, since what was asked before may count."""
    expected, before = await talk.command("no_such_command", WORDS), rows(conversation)
    for number, name in enumerate((*STAFF, *NAMES), 100):
        another = Talk(conversation, person=Person("telegram", str(number)))
        assert await another.command(name, WORDS) == expected, name
    assert rows(conversation) == before


def test_h6_what_the_menu_offers_is_for_citizens() -> None:
    assert not {*STAFF, *NAMES} & set(COMMANDS)
