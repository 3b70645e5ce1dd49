"""The chats that the bot knows: what kind they are, and what the bot is there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

IN_GROUP = frozenset({"member", "administrator"})
_RIGHTS = (
    "can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members can_promote_members "
    "can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories can_pin_messages "
    "can_manage_topics"
)
ALL_RIGHTS = frozenset(_RIGHTS.split())


@dataclass
class Topic:
    """One topic of a forum."""

    number: int
    name: str
    color: int
    is_closed: bool = False


@dataclass
class Chat:
    """`status` is the bot's own: member, administrator, left or kicked. `members` has other people's."""

    number: int
    kind: str
    title: str = "Us"
    is_forum: bool = False
    status: str = "member"
    rights: frozenset[str] = frozenset()
    members: dict[int, str] = field(default_factory=dict)
    member_rights: dict[int, frozenset[str]] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    last_message: int = 0
    moved_to: int = 0  # the supergroup that a group became

    @property
    def is_private(self) -> bool:
        return self.kind == "private"

    @property
    def has_own_numbers(self) -> bool:
        """Whether its messages are counted apart; in all other chats they are counted together, for each account."""
        return self.kind in ("supergroup", "channel")

    @property
    def json(self) -> dict[str, Any]:
        if self.is_private:
            return {"id": self.number, "type": self.kind, "first_name": f"Person {self.number}"}
        forum = {"is_forum": True} if self.is_forum else {}
        return {"id": self.number, "type": self.kind, "title": self.title} | forum

    def may(self, right: str) -> bool:
        return self.status == "administrator" and right in self.rights


class Chats:
    """All of them, by number."""

    def __init__(self) -> None:
        self._chats: dict[int, Chat] = {}

    def __contains__(self, number: int) -> bool:
        return number in self._chats

    def __getitem__(self, number: int) -> Chat:
        return self._chats[number]

    def __iter__(self) -> Iterator[int]:
        return iter(self._chats)

    def add(self, number: int, kind: str = "") -> Chat:
        """The chat, which is new where it was not there. Its kind, where not given, goes by its number."""
        if number not in self._chats:
            self._chats[number] = Chat(number, kind or _kind(number))
        elif kind:
            self._chats[number].kind = kind
        return self._chats[number]

    def update(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self.add(number)


def _kind(number: int) -> str:
    if number > 0:
        return "private"
    return "supergroup" if str(number).startswith("-100") and len(str(number)) > 10 else "group"
