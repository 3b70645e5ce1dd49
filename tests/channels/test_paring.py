"""Nothing that identifies somebody but by number is stored, and what an update asks stays the same."""

import json

import pytest
from telegram import Update

from bot.channels import kinds
from bot.channels.paring import pared, without_numbers
from tests.harness import updates
from tests.harness.kinds import OTHER_KINDS

CANARIES = {"first_name": "Wanjiku-canary", "last_name": "Otieno-canary", "username": "canary_user"}


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("my ID is 12345678, can I vote?", "my ID is 00000000, can I vote?"),
        ("kitambulisho 1234567 kimepotea", "kitambulisho 0000000 kimepotea"),
        ("call 0712 345 678 or +254-712-345-678", "call 0000 000 000 or +000-000-000-000"),
        ("passport AK0123456", "passport AK0000000"),
        ("2027 elections, 10.08.2027", "2027 elections, 00.00.0000"),
        ("call 1195 or 0800 now, 999, KES 500000, 2027", "call 1195 or 0800 now, 999, KES 500000, 2027"),
    ],
)
def test_long_numbers_become_zeros_and_short_ones_stay(words: str, kept: str) -> None:
    assert without_numbers(words) == kept and len(kept) == len(words)


def test_names_go_from_every_corner_and_the_update_can_still_be_read() -> None:
    message = updates.message(1, 7, updates.text("hello 12345678"))
    message["from"] |= CANARIES
    message["chat"] |= CANARIES
    message["forward_origin"] = {"type": "user", "date": 1, "sender_user": {"id": 8, "is_bot": False, **CANARIES}}
    message["reply_to_message"] = updates.message(2, 7, updates.text("canary words"))
    stored = pared({"update_id": 1, "message": message})
    assert "canary" not in json.dumps(stored) and "12345678" not in json.dumps(stored)
    read = Update.de_json(stored, None)
    assert read.message and read.message.text == "hello 00000000" and read.message.chat.id == 7
    assert read.message.forward_origin is not None


@pytest.mark.parametrize("name", OTHER_KINDS)
def test_each_kind_of_message_is_still_known_for_what_it_is(name: str) -> None:
    update = {"update_id": 1, "message": updates.message(1, 7, OTHER_KINDS[name])}
    before, after = Update.de_json(update, None), Update.de_json(pared(update), None)
    assert before.message and after.message
    assert kinds.attachment(after.message) is kinds.attachment(before.message)
    assert kinds.done_with(after) is kinds.done_with(before)


def test_a_place_and_a_contact_are_not_stored() -> None:
    place = {"location": {"latitude": -1.2921, "longitude": 36.8219}}
    contact = {"contact": {"phone_number": "+254712345678", "first_name": "Wanjiku", "vcard": "BEGIN"}}
    stored = json.dumps([pared({"message": updates.message(1, 7, each)}) for each in (place, contact)])
    assert not [canary for canary in ("1.2921", "36.82", "254712345678", "Wanjiku", "BEGIN") if canary in stored]
