"""Nothing that people write comes back in what the bot says."""

import pytest

from bot.conversation.citizen import CitizenConversation
from bot.conversation.replies import Clear, Effect, File, Message, Noted, Person
from tests.channels.hostile import BIDI_CONTROLS, HOSTILE
from tests.harness.clock import NOON

CANARY = "zqcanary"
SOMEBODY = Person("telegram", "7")


@pytest.mark.parametrize("words", [*HOSTILE, "when is the election?", "they are burning houses"], ids=ascii)
async def test_no_hostile_words_are_echoed_by_any_door(conversation: CitizenConversation, words: str) -> None:
    given = f"{words} {CANARY}".encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    said = [
        *await conversation.message(SOMEBODY, Message(given, NOON, "1")),
        *await conversation.message(SOMEBODY, Message(given, NOON, "1", is_edited=True)),
        *await conversation.message(SOMEBODY, Message(given, NOON, "2", is_forwarded=True)),
        *await conversation.command(SOMEBODY, CANARY, given),
        *await conversation.command(SOMEBODY, "start", given),
        *await conversation.press(SOMEBODY, given[:30] + CANARY),
        *await conversation.press(SOMEBODY, f"ask:{CANARY}"),
        *await conversation.apology(SOMEBODY),
    ]
    shown = " ".join(text for effect in said for text in texts(effect))
    assert shown and CANARY not in shown.lower()
    assert not BIDI_CONTROLS & set(shown)


def texts(effect: Effect) -> list[str]:
    if isinstance(effect, Noted):
        return [effect.text]
    if isinstance(effect, File):
        return [effect.name, effect.caption]
    replies = [effect.done, effect.failed] if isinstance(effect, Clear) else [effect]
    labels = [button.label for reply in replies for row in reply.buttons for button in row]
    return [reply.text for reply in replies] + labels
