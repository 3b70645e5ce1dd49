"""The methods of the Bot API that the double knows: of each, the fields it needs and those it may be given.

A test holds the table against python-telegram-bot's own signatures.
"""

_SENT_QUIETLY = (
    "disable_notification protect_content message_thread_id reply_parameters reply_markup business_connection_id "
    "message_effect_id allow_paid_broadcast direct_messages_topic_id suggested_post_parameters"
)
_CAPTION = "caption parse_mode caption_entities"
_FILE = f"{_CAPTION} {_SENT_QUIETLY}"

_TABLE = {  # method: needed, allowed
    "getMe": ("", ""),
    "getUpdates": ("", "offset limit timeout allowed_updates"),
    "setWebhook": (
        "url",
        "certificate max_connections allowed_updates ip_address drop_pending_updates secret_token",
    ),
    "deleteWebhook": ("", "drop_pending_updates"),
    "getWebhookInfo": ("", ""),
    "sendMessage": ("chat_id text", f"parse_mode entities link_preview_options {_SENT_QUIETLY}"),
    "sendLocation": (
        "chat_id latitude longitude",
        f"horizontal_accuracy live_period heading proximity_alert_radius {_SENT_QUIETLY}",
    ),
    "sendVenue": (
        "chat_id latitude longitude title address",
        f"foursquare_id foursquare_type google_place_id google_place_type {_SENT_QUIETLY}",
    ),
    "sendPhoto": ("chat_id photo", f"has_spoiler show_caption_above_media {_FILE}"),
    "sendDocument": ("chat_id document", f"thumbnail disable_content_type_detection {_FILE}"),
    "sendVoice": ("chat_id voice", f"duration {_FILE}"),
    "sendChatAction": ("chat_id action", "message_thread_id business_connection_id"),
    "copyMessage": (
        "chat_id from_chat_id message_id",
        "show_caption_above_media video_start_timestamp message_thread_id caption parse_mode caption_entities "
        "disable_notification protect_content reply_parameters reply_markup allow_paid_broadcast message_effect_id "
        "direct_messages_topic_id suggested_post_parameters",
    ),
    "editMessageText": (
        "text",
        "chat_id message_id inline_message_id parse_mode entities link_preview_options reply_markup "
        "business_connection_id",
    ),
    "editMessageReplyMarkup": ("", "chat_id message_id inline_message_id reply_markup business_connection_id"),
    "deleteMessage": ("chat_id message_id", ""),
    "deleteMessages": ("chat_id message_ids", ""),
    "answerCallbackQuery": ("callback_query_id", "text show_alert url cache_time"),
    "getFile": ("file_id", ""),
    "setMyCommands": ("commands", "scope language_code"),
    "getMyCommands": ("", "scope language_code"),
    "deleteMyCommands": ("", "scope language_code"),
    "createForumTopic": ("chat_id name", "icon_color icon_custom_emoji_id"),
    "editForumTopic": ("chat_id message_thread_id", "name icon_custom_emoji_id"),
    "closeForumTopic": ("chat_id message_thread_id", ""),
    "reopenForumTopic": ("chat_id message_thread_id", ""),
    "getChat": ("chat_id", ""),
    "getChatMember": ("chat_id user_id", ""),
    "leaveChat": ("chat_id", ""),
}
NEEDED = {method: frozenset(needed.split()) for method, (needed, _) in _TABLE.items()}
ALLOWED = {method: frozenset(f"{needed} {more}".split()) for method, (needed, more) in _TABLE.items()}

# Telegram takes these; the double does nothing with them, and says so rather than let a test believe it did.
_NOT_HERE = (
    "business_connection_id inline_message_id message_effect_id allow_paid_broadcast direct_messages_topic_id "
    "suggested_post_parameters video_start_timestamp icon_custom_emoji_id live_period"
)
NOT_HERE = frozenset(_NOT_HERE.split())
