"""Groups, channels and topics, from both sides."""

import pytest
from telegram import ChatMemberAdministrator, ChatMemberOwner, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.channels.bots import bot_of
from tests.harness import updates
from tests.harness.botapi import BotApi

GROUP = -1001234567890


async def test_the_bot_hears_when_it_is_added_promoted_and_removed() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.join(GROUP, by=5)
        double.promote(GROUP, by=5)
        double.remove(GROUP, by=5)
        changes = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
        statuses = [(one.old_chat_member.status, one.new_chat_member.status) for one in changes]
        assert statuses == [("left", "member"), ("member", "administrator"), ("administrator", "kicked")]
        assert {one.from_user.id for one in changes} == {5}
        admin = changes[1].new_chat_member
        assert isinstance(admin, ChatMemberAdministrator) and admin.can_manage_topics


async def test_the_bot_hears_when_a_person_blocks_it_and_comes_back() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.write(7, "hello")
        double.block(7)
        double.unblock(7)
        changes = [update.my_chat_member for update in await bot.get_updates() if update.my_chat_member]
        assert [one.new_chat_member.status for one in changes] == ["kicked", "member"]
        assert {one.chat.type for one in changes} == {"private"}


async def test_members_admins_without_a_name_and_linked_channels_write_in_a_group() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.join(GROUP)
        double.post(GROUP, 5, "hello")
        double.post(GROUP, 5, updates.mention("hello"))
        double.post_anonymously(GROUP, "/close")
        double.post_from_channel(GROUP, -1009, "news")
        plain, mention, hidden, news = [update.message for update in await bot.get_updates() if update.message]
        assert plain.from_user and plain.from_user.id == 5 and plain.chat.type == "supergroup"
        assert mention.entities[0].type == "mention"
        assert hidden.sender_chat and hidden.sender_chat.id == GROUP and hidden.from_user
        assert hidden.from_user.username == "GroupAnonymousBot"
        assert news.is_automatic_forward and news.sender_chat and news.sender_chat.type == "channel"


async def test_a_group_that_becomes_a_supergroup_says_its_new_number() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.join(-55, "group")
        double.upgrade(-55, GROUP)
        with pytest.raises(ChatMigrated) as caught:
            await bot.send_message(-55, "hello")
        assert caught.value.new_chat_id == GROUP
        assert await bot.send_message(GROUP, "hello")
        heard = [update.message for update in await bot.get_updates() if update.message]
        assert [(one.migrate_to_chat_id, one.migrate_from_chat_id) for one in heard] == [(GROUP, None), (None, -55)]


async def test_in_a_channel_the_bot_writes_as_an_admin_only() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.join(-1009, "channel")
        sent = await bot.send_message(-1009, "news")
        assert sent.from_user is None and sent.sender_chat
        double.chats[-1009].status = "member"
        with pytest.raises(BadRequest, match="eed administrator rights"):
            await bot.send_message(-1009, "news")


async def test_who_is_who_can_be_asked() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.join(GROUP, title="Helpdesk", is_forum=True)
        double.promote(GROUP)
        double.seat(GROUP, 5, "creator")
        double.seat(GROUP, 6)
        double.chats.add(9)
        chat = await bot.get_chat(GROUP)
        assert (chat.title, chat.is_forum, chat.type) == ("Helpdesk", True, "supergroup")
        assert isinstance(await bot.get_chat_member(GROUP, 5), ChatMemberOwner)
        assert isinstance(await bot.get_chat_member(GROUP, bot.id), ChatMemberAdministrator)
        assert [(await bot.get_chat_member(GROUP, one)).status for one in (6, 9)] == ["member", "left"]
        with pytest.raises(BadRequest, match="User not found"):
            await bot.get_chat_member(GROUP, 10)
        assert (await bot.get_chat(9)).type == "private"
        assert (await bot.get_chat_member(9, 9)).status == "member"


async def test_a_group_that_the_bot_left_is_closed_to_it() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.join(GROUP)
        assert await bot.leave_chat(GROUP)
        with pytest.raises(Forbidden, match="not a member"):
            await bot.send_message(GROUP, "hello")
        last = (await bot.get_updates())[-1].my_chat_member
        assert last and (last.new_chat_member.status, last.from_user.id) == ("left", bot.id)


async def test_a_topic_is_made_written_in_renamed_closed_and_opened() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.join(GROUP, is_forum=True)
        double.promote(GROUP)
        topic = await bot.create_forum_topic(GROUP, "Case 12", icon_color=7322096)
        thread = topic.message_thread_id
        sent = await bot.send_message(GROUP, "asks", message_thread_id=thread)
        assert (sent.message_thread_id, sent.is_topic_message) == (thread, True)
        assert double.to(GROUP)[-1].thread == thread
        assert await bot.edit_forum_topic(GROUP, thread, name="Case 12, done")
        assert double.chats[GROUP].topics[thread].name == "Case 12, done"
        assert await bot.close_forum_topic(GROUP, thread)
        with pytest.raises(BadRequest, match="Topic_closed"):
            await bot.send_message(GROUP, "more", message_thread_id=thread)
        with pytest.raises(BadRequest, match="Topic_not_modified"):
            await bot.close_forum_topic(GROUP, thread)
        await bot.reopen_forum_topic(GROUP, thread)
        assert await bot.send_message(GROUP, "more", message_thread_id=thread)


async def test_what_is_wrong_with_a_topic_is_refused() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.join(GROUP, is_forum=True)
        with pytest.raises(BadRequest, match="Not enough rights"):
            await bot.create_forum_topic(GROUP, "x")
        double.promote(GROUP)
        for name in ("", "x" * 129):
            with pytest.raises(BadRequest, match="1 to 128"):
                await bot.create_forum_topic(GROUP, name)
        with pytest.raises(BadRequest, match="Invalid icon color"):
            await bot.create_forum_topic(GROUP, "x", icon_color=1)
        with pytest.raises(BadRequest, match="thread not found"):
            await bot.send_message(GROUP, "x", message_thread_id=99)
        with pytest.raises(BadRequest, match="Topic_id_invalid"):
            await bot.close_forum_topic(GROUP, 99)
        topic = await bot.create_forum_topic(GROUP, "x")
        with pytest.raises(BadRequest, match="Topic_not_modified"):
            await bot.edit_forum_topic(GROUP, topic.message_thread_id, name="x")


async def test_a_reply_in_a_topic_comes_with_its_topic() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.join(GROUP, is_forum=True)
        double.promote(GROUP)
        topic = await bot.create_forum_topic(GROUP, "Case 12")
        await bot.send_message(GROUP, "asks", message_thread_id=topic.message_thread_id)
        double.reply(GROUP, "the office opens at 8", double.to(GROUP)[-1], by=5)
        heard = (await bot.get_updates())[-1].message
        assert heard and heard.message_thread_id == topic.message_thread_id
        assert heard.reply_to_message and heard.reply_to_message.text == "asks"
        assert heard.from_user and heard.from_user.id == 5


async def test_an_edited_post_of_a_channel_is_an_update_of_its_own() -> None:
    async with BotApi() as double, bot_of(double) as bot:
        double.join(-1009, "channel")
        double.say(-1009, updates.text("news"), update="channel_post")
        double.edit(-1009, "better news")
        seen: list[Update] = list(await bot.get_updates())
        assert [one.channel_post.text for one in seen if one.channel_post] == ["news"]
        assert [one.edited_channel_post.text for one in seen if one.edited_channel_post] == ["better news"]
