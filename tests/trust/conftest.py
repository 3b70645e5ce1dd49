"""Somebody who talks with the bot over the small library."""

from tests.bot.conftest import catalogue, conversation, key_file, set_clock, small_live, talk

__all__ = ["catalogue", "conversation", "key_file", "set_clock", "small_live", "talk"]
