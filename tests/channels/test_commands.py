"""The menu of commands, in each language."""

import pytest

from bot.channels.commands import publish_commands
from bot.conversation.menu import COMMANDS
from bot.texts.catalogue import Catalogue
from knowledge.models import Language
from tests.channels.bots import bot_of
from tests.harness.botapi import SERVER_ERROR, BotApi


async def test_everybody_sees_the_menu_in_english_and_whose_telegram_is_in_swahili_in_swahili(
    catalogue: Catalogue,
) -> None:
    async with BotApi() as double, bot_of(double) as bot:
        await publish_commands(bot, catalogue, COMMANDS)
        for language, code in ((Language.EN, None), (Language.SW, "sw")):
            shown = await bot.get_my_commands(language_code=code)
            assert [(command.command, command.description) for command in shown] == [
                (name, catalogue.say(f"commands.{name}", language)) for name in COMMANDS
            ]


async def test_a_menu_that_telegram_refuses_is_only_logged(
    catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.fail("setMyCommands", SERVER_ERROR)
        await publish_commands(bot, catalogue, COMMANDS)
        await publish_commands(bot, catalogue, ["no_such"])
    assert caplog.text.count("the menu of commands is not set") == 2


async def test_without_commands_telegram_is_asked_nothing(catalogue: Catalogue) -> None:
    async with BotApi() as double, bot_of(double) as bot:
        await publish_commands(bot, catalogue, ())
    assert "setMyCommands" not in double.methods()
