"""A file goes to Telegram whole, with its name; what cannot be sent is tried again; /clear takes it away."""

from bot.conversation.replies import Clear, File, Reply
from tests.channels.running import FakeConversation, running
from tests.harness.botapi import SERVER_ERROR, BotApi

CALENDAR = File("dates.ics", b"BEGIN:VCALENDAR\r\n", "Key dates")


def document(double: BotApi) -> tuple[str, bytes, str]:
    """Name, content and caption of the file that was sent to 7."""
    (sent,) = [message for message in double.sent if "document" in message.json]
    file = double.files.get(sent.json["document"]["file_id"])
    assert file is not None
    return sent.json["document"]["file_name"], file.content, sent.text


async def test_a_file_is_sent_with_its_name_and_caption() -> None:
    conversation = FakeConversation(answers={"dates": [Reply("Here:"), CALENDAR]})
    async with BotApi() as double, running(double, conversation):
        double.write(7, "dates")
        await double.wait_until(lambda: len(double.sent) == 2, 5, "both are sent")
    assert double.texts(7)[0] == "Here:"
    assert document(double) == (CALENDAR.name, CALENDAR.content, CALENDAR.caption)


async def test_a_file_that_could_not_be_sent_is_tried_again() -> None:
    conversation = FakeConversation(answers={"dates": [CALENDAR]})
    async with BotApi() as double, running(double, conversation):
        double.fail("sendDocument", SERVER_ERROR, times=2)
        double.write(7, "dates")
        await double.wait_until(lambda: len(double.sent) == 1, 5, "it is sent")
    assert document(double)[0] == CALENDAR.name


async def test_a_caption_that_is_too_long_goes_on_in_a_message() -> None:
    words = "word " * 300
    conversation = FakeConversation(answers={"dates": [File("a.txt", b"a", words)]})
    async with BotApi() as double, running(double, conversation):
        double.write(7, "dates")
        await double.wait_until(lambda: len(double.sent) == 2, 5, "both are sent")
    assert " ".join(double.texts(7)).split() == words.split()


async def test_a_file_is_cleared_with_the_chat() -> None:
    gone = Clear(Reply("cleared"), Reply("not cleared"))
    conversation = FakeConversation(answers={"dates": [CALENDAR], "clear": [gone]})
    async with BotApi() as double, running(double, conversation):
        double.write(7, "dates")
        await double.wait_until(lambda: len(double.sent) == 1, 5, "it is sent")
        double.write(7, "clear")
        await double.wait_until(lambda: len(double.sent) == 2, 5, "the chat is cleared")
    assert double.sent[0].is_deleted
