"""What happens to chats, and the updates the bot gets for it: it comes and goes, rises, moves; topics close.

Of some of it Telegram makes a message of the chat (`new_chat_members`), which bots hear as well. Of others its apps
alone show a line: those stand among the messages under the key `apps_only`, and no bot is told.
"""

from typing import Any

from bot.demo.botapi.people import People
from bot.demo.botapi.records import Chat, Member, MemberStatus


class Changes(People):
    """Changes of chats and of the bot's place in them."""

    # --- coming and going --------------------------------------------------------------------------------

    def block(self, user: int) -> None:
        """A person blocks the bot."""
        self.private(user).blocked = True
        self._change(self.private(user), user, self.bot.id, "kicked")

    def unblock(self, user: int) -> None:
        """A person lets the bot in again."""
        self.private(user).blocked = False
        self._change(self.private(user), user, self.bot.id, "member")

    def deactivate(self, user: int) -> None:
        """A person deletes the account; the bot is not told."""
        self.user(user).deactivated = True

    def add_bot(self, chat: Chat | int, by: int, status: MemberStatus = "member", **rights: bool) -> None:
        """The bot is let into a chat: as a member, or as an administrator (in channels always)."""
        place = self.chat(chat)
        status = "administrator" if place.type == "channel" else status
        self._change(place, by, self.bot.id, status, **rights)
        if place.type == "channel":
            self._line(place, by, "bot_administrator")
        else:
            joined = {"new_chat_members": [self.bot.json()], "new_chat_member": self.bot.json()}
            self.happened("message", self._service(place, by, joined))

    def kick_bot(self, chat: Chat | int, by: int) -> None:
        """The bot is put out of a chat."""
        self._change(self.chat(chat), by, self.bot.id, "kicked")
        self._line(self.chat(chat), by, "bot_removed")

    def promote(self, chat: Chat | int, by: int, status: MemberStatus = "administrator", **rights: bool) -> None:
        """The bot's place in a chat changes: `administrator`, `member` or `restricted`, with `rights`."""
        self._change(self.chat(chat), by, self.bot.id, status, **rights)
        self._line(self.chat(chat), by, f"bot_{status}")

    def mute(self, chat: Chat | int, *, muted: bool = True) -> None:
        """A group lets its members write no more, or again; bots are not told."""
        self.chat(chat).muted = muted

    def _change(self, chat: Chat, by: int, who: int, status: MemberStatus, **rights: bool) -> None:
        user = self.bot if who == self.bot.id else self.user(who)
        old = chat.members.get(who) or Member(user, "left")
        chat.members[who] = Member(user, status, old.anonymous, rights)
        content = {
            "chat": chat.json(),
            "from": self.user(by).json(),
            "date": self.now(),
            "old_chat_member": old.json(chat.type),
            "new_chat_member": chat.members[who].json(chat.type),
        }
        self.happened("my_chat_member" if who == self.bot.id else "chat_member", content)
        self.journal.write("chat", chat.id)

    def _service(self, chat: Chat, by: int, content: dict[str, Any]) -> dict[str, Any]:
        """A message that the chat itself makes of what `by` did."""
        message = self._message(chat, by) | content
        self._remember(chat, message)
        return message

    def _line(self, chat: Chat, by: int, what: str) -> None:
        """A line that only apps show."""
        if chat.type != "private":
            self._service(chat, by, {"apps_only": what})

    # --- chats that change -------------------------------------------------------------------------------

    def migrate(self, group: Chat | int, by: int = 0, *, updates: tuple[str, ...] = ("to", "from")) -> Chat:
        """A group becomes a supergroup; the new chat.

        `updates`: which service messages the bot gets, in that order: "to" (in the old chat), "from" (in the new).
        From then on the old id answers with the new one.
        """
        old = self.chat(group)
        new = self.supergroup(old.title)
        new.members = dict(old.members)
        old.migrated_to = new.id
        sender = by or next((m.user.id for m in old.members.values() if m.status == "creator"), 0) or 1
        contents = {
            "to": self._service(old, sender, {"migrate_to_chat_id": new.id}),
            "from": self._service(new, sender, {"migrate_from_chat_id": old.id}),
        }
        self.journal.write("chat", old.id)
        for which in updates:
            self.happened("message", contents[which])
        return new

    def close_topic(self, chat: Chat | int, topic: int, by: int = 1) -> None:
        """A topic is closed: only administrators of topics may write. 0 is the General topic."""
        self._topic_closed(self.chat(chat), topic, by, closed=True)

    def reopen_topic(self, chat: Chat | int, topic: int, by: int = 1) -> None:
        """A topic is open again."""
        self._topic_closed(self.chat(chat), topic, by, closed=False)

    def delete_topic(self, chat: Chat | int, topic: int) -> None:
        """A topic goes with its messages; the bot is not told."""
        place = self.chat(chat)
        del place.topics[topic]
        for message in place.messages.values():
            if message.topic == topic and not message.deleted:
                self.removed(place, message.id)

    def delete_message(self, chat: Chat | int, message_id: int) -> None:
        """Someone deletes a message of the bot; the bot is not told."""
        self.removed(self.chat(chat), message_id)

    def _topic_closed(self, chat: Chat, topic: int, by: int, *, closed: bool) -> None:
        content: dict[str, Any] = {"forum_topic_closed" if closed else "forum_topic_reopened": {}}
        if topic:
            chat.topics[topic].closed = closed
            content |= {"message_thread_id": topic, "is_topic_message": True}
        else:
            chat.general_closed = closed
        self.happened("message", self._service(chat, by, content))
