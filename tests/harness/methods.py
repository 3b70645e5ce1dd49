"""Which function carries out which method."""

from collections.abc import Awaitable, Callable
from typing import Any

from tests.harness import changing, forum, membership, menu, receiving, sending, sending_files
from tests.harness.fields import Fields
from tests.harness.telegram_side import Telegram
from tests.harness.updates import BOT

Method = Callable[[Telegram, Fields], Awaitable[Any]]


async def get_me(telegram: Telegram, fields: Fields) -> Any:
    return BOT | {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}


CARRIED_OUT: dict[str, Method] = {
    "getMe": get_me,
    "getUpdates": receiving.get_updates,
    "setWebhook": receiving.set_webhook,
    "deleteWebhook": receiving.delete_webhook,
    "getWebhookInfo": receiving.get_webhook_info,
    "sendMessage": sending.send_message,
    "sendChatAction": sending.send_chat_action,
    "sendLocation": sending.send_location,
    "sendVenue": sending.send_venue,
    "sendPhoto": sending_files.send_photo,
    "sendDocument": sending_files.send_document,
    "sendVoice": sending_files.send_voice,
    "copyMessage": sending.copy_message,
    "getFile": sending_files.get_file,
    "editMessageText": changing.edit_message_text,
    "editMessageReplyMarkup": changing.edit_message_reply_markup,
    "deleteMessage": changing.delete_message,
    "deleteMessages": changing.delete_messages,
    "answerCallbackQuery": changing.answer_callback_query,
    "setMyCommands": menu.set_my_commands,
    "getMyCommands": menu.get_my_commands,
    "deleteMyCommands": menu.delete_my_commands,
    "createForumTopic": forum.create_forum_topic,
    "editForumTopic": forum.edit_forum_topic,
    "closeForumTopic": forum.close_forum_topic,
    "reopenForumTopic": forum.reopen_forum_topic,
    "getChat": membership.get_chat,
    "getChatMember": membership.get_chat_member,
    "leaveChat": membership.leave_chat,
}
