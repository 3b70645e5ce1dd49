"""What people do on Telegram, and what reaches the bot of it."""

from collections.abc import Mapping

from bot.clock import Clock
from tests.harness import updates
from tests.harness.chats import ALL_RIGHTS, Chat
from tests.harness.kinds import OTHER_KINDS
from tests.harness.memory import Memory, Query, Sent
from tests.harness.updates import Json


class People(Memory):
    """Each call gives the number of the update."""

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.languages: dict[int, str | None] = {}  # None: the person's app tells none

    def write(self, chat_id: int, words: str) -> int:
        """A private text message, or a command."""
        return self.say(chat_id, updates.text(words))

    def send(self, chat_id: int, kind: str) -> int:
        """A private message of a kind of OTHER_KINDS, such as "photo"."""
        return self.say(chat_id, OTHER_KINDS[kind])

    def say(self, chat_id: int, content: Json, kind: str = "", update: str = "message", by: Json | None = None) -> int:
        """A message of any kind, in any kind of chat; `update` may be "edited_message" or "channel_post".

        `kind` need not be given for a chat that is known, or a private one. `by` are fields that say who wrote;
        without it, in a private chat, its person.
        """
        chat = self.chats.add(chat_id, kind)
        json = updates.message(self.next_message(chat_id), chat_id, content, chat.kind)
        json["date"], json["chat"] = self.moment(), chat.json
        if by is not None:
            json = {name: value for name, value in json.items() if name != "from"} | by
        elif "from" in json:
            json["from"] = self.person(abs(chat_id))
        self.remember(json, is_by_bot=False)
        return self.inject({update: json})

    def edit(self, chat_id: int, words: str, message_id: int | None = None) -> int:
        """A person changes what they wrote: their newest message there, or the one of that number."""
        message = self.message(chat_id, message_id) if message_id else self.last_by_a_person(chat_id)
        if not message or message.is_by_bot:
            raise LookupError(f"chat {chat_id} shows no message of a person's to edit")
        self.rewrite(message, updates.text(words))
        kind = "edited_channel_post" if self.chats[chat_id].kind == "channel" else "edited_message"
        return self.inject({kind: message.json})

    def reply(self, chat_id: int, words: str, to: Sent, *, quote: str = "", by: int | None = None) -> int:
        """A person answers a message, in its topic; in a group, the person `by`."""
        content = updates.reply(updates.text(words), to.json, quote)
        return self.post(chat_id, by or abs(chat_id), content, thread=to.thread)

    def pin(self, chat_id: int, message: Sent) -> int:
        """Somebody pins a message."""
        return self.say(chat_id, {"pinned_message": message.json})

    def ask_inline(self, person: int, words: str) -> int:
        return self.inject(updates.inline_query(words, self.person(person)))

    def write_to_business(self, chat_id: int, words: str) -> int:
        """A message to somebody who lets the bot answer for them."""
        return self.inject(updates.business_message(self.next_message(chat_id), chat_id, updates.text(words)))

    def press(self, chat_id: int, label: str, by: int | None = None) -> int:
        """Presses the newest button with that label; a LookupError where there is none to press."""
        for message in reversed(self._to[chat_id]):
            for shown, action in (button for row in message.buttons for button in row):
                if shown == label and not message.is_deleted:
                    return self.press_under(message, action, by)
        raise LookupError(f"chat {chat_id} shows no button {label!r}")

    def press_under(self, message: Sent, action: str, by: int | None = None) -> int:
        """Presses a button by its action, which may also be one that the message never had.

        `by` is the person, where it is not the one whose private chat it is. Of a message that is gone, Telegram
        tells the bot only the number.
        """
        query = f"query{self._last_update + 1}"
        self.queries[query] = Query(message.chat_id, self.moment())
        under = message.json
        if message.is_deleted:
            under = {"chat": under["chat"], "message_id": message.message_id, "date": 0}
        return self.inject(updates.press(query, under, action, self.person(by or abs(message.chat_id))))

    def person(self, number: int) -> Json:
        return updates.person(number, self.languages.get(number, "en"))

    def last_by_a_person(self, chat_id: int) -> Sent | None:
        theirs = (message for message in reversed(self._messages[chat_id].values()) if not message.is_by_bot)
        return next((message for message in theirs if not message.is_deleted), None)

    # In groups and channels.

    def join(
        self, chat_id: int, kind: str = "supergroup", *, by: int = 1, title: str = "Us", is_forum: bool = False
    ) -> int:
        """A person adds the bot to a group or channel."""
        if chat_id not in self.chats:
            self.chats.add(chat_id, kind).status = "left"
        chat = self.chats[chat_id]
        chat.title, chat.is_forum = title, is_forum
        return self._become(chat, "administrator" if kind == "channel" else "member", by)

    def promote(self, chat_id: int, *, by: int = 1, rights: frozenset[str] = ALL_RIGHTS) -> int:
        """A person makes the bot an admin of a group."""
        return self._become(self.chats[chat_id], "administrator", by, rights)

    def remove(self, chat_id: int, *, by: int = 1, is_banned: bool = True) -> int:
        """A person throws the bot out of a group or channel."""
        return self._become(self.chats[chat_id], "kicked" if is_banned else "left", by)

    def block(self, person: int) -> int:
        """A person blocks the bot."""
        self.blocked_by.add(person)
        return self._become(self.chats.add(person), "kicked", person)

    def unblock(self, person: int) -> int:
        self.blocked_by.discard(person)
        return self._become(self.chats.add(person), "member", person)

    def upgrade(self, chat_id: int, new_id: int) -> int:
        """A group becomes a supergroup, with a number of its own; in the old one nothing more can be written."""
        old, new = self.chats[chat_id], self.chats.add(new_id, "supergroup")
        self.say(chat_id, {"migrate_to_chat_id": new_id})
        new.title, new.status, new.rights, old.moved_to = old.title, old.status, old.rights, new_id
        return self.say(new_id, {"migrate_from_chat_id": chat_id})

    def seat(self, chat_id: int, person: int, status: str = "member", rights: frozenset[str] = frozenset()) -> None:
        """Says what somebody is in a group, of which the bot is not told: creator, administrator, member, left."""
        self.chats[chat_id].members[person], self.chats[chat_id].member_rights[person] = status, rights

    def post(self, chat_id: int, person: int, content: str | Json, *, thread: int | None = None) -> int:
        """A member writes in a group; `thread` is the topic."""
        return self._post(chat_id, {"from": self.person(person)}, content, thread)

    def post_anonymously(self, chat_id: int, content: str | Json, *, thread: int | None = None) -> int:
        """An admin who hides behind the group's name writes there."""
        sender = {"from": updates.ANONYMOUS_ADMIN, "sender_chat": self.chats[chat_id].json}
        return self._post(chat_id, sender, content, thread)

    def post_from_channel(self, chat_id: int, channel_id: int, content: str | Json) -> int:
        """A post of the channel that is linked to the group appears in the group."""
        channel = updates.chat(channel_id, "channel")
        sender = {"from": updates.TELEGRAM, "sender_chat": channel, "is_automatic_forward": True}
        return self._post(chat_id, sender, content, None)

    def _post(self, chat_id: int, sender: Mapping[str, object], content: str | Json, thread: int | None) -> int:
        said = updates.text(content) if isinstance(content, str) else content
        where = {"message_thread_id": thread, "is_topic_message": True} if thread else {}
        update = "channel_post" if self.chats[chat_id].kind == "channel" else "message"
        return self.say(chat_id, said | where, update=update, by=dict(sender))

    def _become(self, chat: Chat, status: str, by: int, rights: frozenset[str] = frozenset()) -> int:
        old = updates.member(updates.BOT, chat.status, chat.rights)
        chat.status, chat.rights = status, rights
        new = updates.member(updates.BOT, status, rights)
        return self.inject(updates.membership(chat.json, self.person(by), old, new, self.moment()))
