"""The double's table of methods says what python-telegram-bot's own signatures say."""

import inspect
import re
from collections.abc import Mapping

import pytest
from telegram import Bot

from tests.harness.methods import CARRIED_OUT
from tests.harness.signatures import ALLOWED, NEEDED

ALWAYS_THE_LIBRARYS = {  # its own conveniences, which never reach Telegram under these names
    *("self", "api_kwargs", "read_timeout", "write_timeout", "connect_timeout", "pool_timeout"),
    *("allow_sending_without_reply", "reply_to_message_id", "disable_web_page_preview", "filename"),
}
ALSO_THE_LIBRARYS = {"sendLocation": {"location"}, "sendVenue": {"venue"}}
IN_ITS_PLACE = {  # the library takes an object in place of these, so that its signature does not require them
    "sendLocation": {"latitude", "longitude"},
    "sendVenue": {"latitude", "longitude", "title", "address"},
}


def _parameters(method: str) -> Mapping[str, inspect.Parameter]:
    name = re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", method)
    found = inspect.signature(getattr(Bot, name)).parameters
    ours = ALWAYS_THE_LIBRARYS | ALSO_THE_LIBRARYS.get(method, set())
    return {name: parameter for name, parameter in found.items() if name not in ours}


@pytest.mark.parametrize("method", ALLOWED)
def test_a_method_takes_the_fields_that_the_library_can_send(method: str) -> None:
    assert ALLOWED[method] == _parameters(method).keys()


@pytest.mark.parametrize("method", ALLOWED)
def test_a_method_needs_the_fields_that_the_library_must_send(method: str) -> None:
    needed = {name for name, each in _parameters(method).items() if each.default is inspect.Parameter.empty}
    assert NEEDED[method] == needed | IN_ITS_PLACE.get(method, set())


def test_every_method_of_the_table_is_carried_out() -> None:
    assert CARRIED_OUT.keys() == ALLOWED.keys() == NEEDED.keys()
