"""The menu of commands that Telegram shows, in each language."""

import logging
from collections.abc import Sequence

from telegram import Bot, BotCommand

from bot.redaction import without_words
from bot.texts.catalogue import Catalogue
from knowledge.models import Language

DEFAULT = Language.EN  # for people whose Telegram is in a language that the bot does not speak

_log = logging.getLogger(__name__)


async def publish_commands(bot: Bot, catalogue: Catalogue, names: Sequence[str]) -> None:
    """Tells Telegram the commands of these names, each with its `commands.NAME`. A failure is only logged."""
    if not names:
        return
    try:
        for language in Language:
            menu = [BotCommand(name, catalogue.say(f"commands.{name}", language)) for name in names]
            await bot.set_my_commands(menu, language_code=None if language is DEFAULT else language.value)
    except Exception as error:  # people can write without a menu
        _log.warning("the menu of commands is not set: %s", without_words(error))
