"""Somebody who talks with the bot over the small library."""

from tests.bot.conftest import catalogue, conversation, one_triage, set_clock, talk

__all__ = ["catalogue", "conversation", "one_triage", "set_clock", "talk"]
