"""What a message may be besides text: contents as Telegram sends them, and the files behind them."""

from typing import Any

Json = dict[str, Any]

WHERE = {"latitude": -1.28, "longitude": 36.82}


def _file(kind: str, **more: Any) -> Json:
    return {"file_id": f"{kind}-by-a-person", "file_unique_id": f"unique-{kind}", "file_size": 11} | more


_ANIMATION = _file("animation", width=90, height=60, duration=2)
OTHER_KINDS: dict[str, Json] = {
    "photo": {"photo": [_file("photo", width=90, height=60)]},
    "voice": {"voice": _file("voice", duration=3)},
    "video_note": {"video_note": _file("video_note", length=240, duration=3)},
    "sticker": {"sticker": _file("sticker", type="regular", width=512, height=512, is_animated=False, is_video=False)},
    "document": {"document": _file("document", file_name="form34a.pdf")},
    "location": {"location": WHERE},
    "venue": {"venue": {"location": WHERE, "title": "A school", "address": "Moi Avenue"}, "location": WHERE},
    "contact": {"contact": {"phone_number": "+254700000000", "first_name": "Somebody"}},
    "dice": {"dice": {"emoji": "🎲", "value": 4}},
    "audio": {"audio": _file("audio", duration=60)},
    "video": {"video": _file("video", width=90, height=60, duration=5)},
    "animation": {"animation": _ANIMATION, "document": _ANIMATION},
    "poll": {
        "poll": {
            "id": "1",
            "question": "Who?",
            "options": [{"text": "A", "voter_count": 0, "persistent_id": "a"}],
            "total_voter_count": 0,
            "type": "regular",
            "is_closed": False,
            "is_anonymous": True,
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    "story": {"story": {"id": 1, "chat": {"id": 9000, "type": "private", "first_name": "Person 9000"}}},
    "game": {"game": {"title": "Chess", "description": "x", "photo": [_file("game", width=90, height=60)]}},
    "not yet invented": {"hologram": _file("hologram")},
}
# What Telegram itself says in a chat.
SERVICE_KINDS: dict[str, Json] = {
    "somebody joined": {"new_chat_members": [{"id": 9001, "is_bot": False, "first_name": "Person 9001"}]},
    "somebody left": {"left_chat_member": {"id": 9001, "is_bot": False, "first_name": "Person 9001"}},
    "a new title": {"new_chat_title": "Us all"},
    "a new photo": {"new_chat_photo": [_file("photo", width=90, height=60)]},
    "a timer": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}},
    "a topic": {"forum_topic_created": {"name": "A topic", "icon_color": 7322096}},
    "a call": {"video_chat_started": {}},
}
WITH_FILES = ("photo", "voice", "video_note", "sticker", "document", "audio", "video", "animation")
