"""A whole chat at a terminal, typed and read as text."""

import io

import pytest

from bot.channels.terminal import Terminal
from bot.conversation.citizen import CitizenConversation
from bot.texts.catalogue import Catalogue
from tests.bot.talking import SetClock


@pytest.fixture
def chat(conversation: CitizenConversation, catalogue: Catalogue) -> "Chat":
    return Chat(conversation, catalogue)


class Chat:
    """Types lines, one after the other, then ends the input."""

    def __init__(self, conversation: CitizenConversation, catalogue: Catalogue) -> None:
        self._conversation = conversation
        self._catalogue = catalogue

    async def typed(self, *lines: str) -> list[str]:
        """What was shown after each line, the greeting first."""
        shown = io.StringIO()
        given = io.StringIO("".join(f"{line}\n" for line in lines))
        await Terminal(self._conversation, self._catalogue, SetClock(), given, shown).talk()
        return shown.getvalue().split("> ")


async def test_a_whole_chat_from_start_to_a_card(chat: Chat) -> None:
    shown = await chat.typed("2", "1", "1")
    assert "Choose your language" in shown[0] and "[1] Kiswahili" in shown[0] and "[2] English" in shown[0]
    assert "10 August 2027" in shown[1] and "[3]" in shown[1]
    assert "[1] What time do polling stations open?" in shown[2]
    assert "06:00 (6 am)" in shown[3] and "Source: IEBC" in shown[3]


async def test_it_says_how_to_use_it_in_both_languages(chat: Chat) -> None:
    (shown, *_) = await chat.typed()
    assert "Ctrl-D ends" in shown and "Ctrl-D humaliza" in shown


async def test_a_typed_question_is_answered(chat: Chat) -> None:
    assert "06:00 (6 am)" in (await chat.typed("what time do polling stations open?"))[1]


async def test_the_chosen_language_is_kept_to_the_end(chat: Chat) -> None:
    shown = await chat.typed("1", "/help")
    assert "Andika swali lako" in shown[2]


async def test_a_person_can_be_asked_for_by_number(chat: Chat) -> None:
    shown = await chat.typed("what time do polling stations open?", "5")
    assert "nobody has been told" in shown[2]


@pytest.mark.parametrize("line", ["/help", "/HELP", "/", "/nonsense"])
async def test_a_command_that_it_does_not_know_is_answered_with_the_help(line: str, chat: Chat) -> None:
    assert "/language" in (await chat.typed(line))[1]


@pytest.mark.parametrize("number", ["0", "3", "99", "-1", "²", "1.0"])
async def test_a_number_without_a_button_is_a_question_like_any_other(number: str, chat: Chat) -> None:
    shown = await chat.typed(number)
    assert "10 August 2027" not in shown[1] or "Source" in shown[1]


async def test_empty_lines_are_passed_over(chat: Chat) -> None:
    shown = await chat.typed("", "   ", "/about")
    assert shown[1] == "" and shown[2] == "" and "TEST COPY" in shown[3]


async def test_the_end_of_input_ends_the_chat(chat: Chat) -> None:
    assert (await chat.typed())[-1] == "\n"


async def test_buttons_of_an_earlier_message_are_gone(chat: Chat) -> None:
    shown = await chat.typed("/help", "2")
    assert "Choose a subject" not in shown[2]
