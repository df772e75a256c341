"""The world the bot lives in: people, chats, membership, what stands where.

Everything a test or the demo page sets up is here; what people then do is in `people.py`.
"""

from collections import deque
from collections.abc import Callable
from itertools import islice
from typing import Any

from bot.demo.botapi.errors import bad_request, forbidden, migrated
from bot.demo.botapi.inbox import Inbox
from bot.demo.botapi.journal import Journal
from bot.demo.botapi.records import PLURAL, Chat, Member, MemberStatus, SentMessage, Topic, User
from bot.demo.botapi.uploads import Uploads
from bot.demo.botapi.webhook import Webhook
from bot.demo.waiting import Waiting

FIRST_SUPERGROUP = -1_001_000_000_000


class World(Waiting):
    """People and chats.

    Ids are those of the Bot API: people positive, groups negative, supergroups and channels from -1001000000001 down.
    """

    def __init__(self, *, token: str, username: str, clock: Callable[[], float], max_messages: int, max_updates: int):
        super().__init__()
        self.token = token
        self.clock = clock
        self.bot = User(int(token.partition(":")[0]), "Crier", username, is_bot=True)
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.accepted = 0  # messages of the bot, all chats, also those no longer kept
        self._max_messages = max_messages
        self._kept: deque[tuple[int, int]] = deque()
        self._next_supergroup = FIRST_SUPERGROUP
        self._next_group = -1000
        self.inbox = Inbox(max_updates, self.notice)
        self.webhook = Webhook(self)
        self.journal = Journal()
        self.uploads = Uploads()

    # --- setting up --------------------------------------------------------------------------------------

    def user(self, user_id: int, first_name: str = "", *, username: str = "", language_code: str = "") -> User:
        """Make a person known (or return the one known by that id); no chat is opened by it."""
        if user_id not in self.users:
            self.users[user_id] = User(user_id, first_name or f"Person {user_id}", username, language_code)
        return self.users[user_id]

    def private(self, user_id: int, first_name: str = "", *, language_code: str = "", started: bool = True) -> Chat:
        """A person's chat with the bot. `started`: by the person, so that the bot may write; it stays so."""
        user = self.user(user_id, first_name, language_code=language_code)
        chat = self.chats.get(user_id) or self._keep(Chat(user_id, "private", user.first_name, user.username))
        chat.members.setdefault(user_id, Member(user))
        if started and self.bot.id not in chat.members:
            chat.members[self.bot.id] = Member(self.bot)
            self.journal.write("chat", chat.id)
        return chat

    def group(self, title: str = "Group", *, owner: int = 0, bot: MemberStatus = "member") -> Chat:
        """A basic group."""
        self._next_group -= 1
        return self._shared(Chat(self._next_group, "group", title), owner, bot)

    def supergroup(
        self,
        title: str = "Supergroup",
        *,
        username: str = "",
        forum: bool = False,
        owner: int = 0,
        bot: MemberStatus = "member",
    ) -> Chat:
        """A supergroup; with `forum`, one with topics (see `topic`)."""
        return self._shared(Chat(self._new_id(), "supergroup", title, username, forum), owner, bot)

    def channel(
        self,
        title: str = "Channel",
        *,
        username: str = "",
        comments: bool = False,
        owner: int = 0,
        bot: MemberStatus = "administrator",
    ) -> Chat:
        """A channel; with `comments`, a discussion group is linked to it."""
        channel = self._shared(Chat(self._new_id(), "channel", title, username), owner, bot)
        if comments:
            discussion = self._shared(Chat(self._new_id(), "supergroup", f"{title} chat"), owner, "left")
            channel.linked, discussion.linked = discussion.id, channel.id
        return channel

    def topic(self, chat: Chat | int, name: str = "Topic") -> int:
        """Open a topic in a forum; its id."""
        forum = self.chat(chat)
        if not forum.forum:
            raise ValueError("only a forum has topics")
        topic = Topic(forum.next_id(), name)
        forum.topics[topic.id] = topic
        return topic.id

    def member(
        self,
        chat: Chat | int,
        user_id: int,
        status: MemberStatus = "member",
        *,
        anonymous: bool = False,
        **rights: bool,
    ) -> Member:
        """Give a person (or the bot) a place in a chat, without an update; see `promote` for one with it."""
        place = self.chat(chat)
        user = self.bot if user_id == self.bot.id else self.user(user_id)
        place.members[user.id] = Member(user, status, anonymous, rights)
        self.journal.write("chat", place.id)
        return place.members[user.id]

    def chat(self, chat: Chat | int | str) -> Chat:
        """A chat by its id or @username. Raises `KeyError`."""
        if isinstance(chat, Chat):
            return chat
        if isinstance(chat, int):
            return self.chats[chat]
        name = chat.removeprefix("@").lower()
        found = [known for known in self.chats.values() if known.username.lower() == name and known.type != "private"]
        if not name or not found:
            raise KeyError(chat)
        return found[0]

    def _shared(self, chat: Chat, owner: int, bot: MemberStatus) -> Chat:
        if owner:
            chat.members[owner] = Member(self.user(owner), "creator")
        chat.members[self.bot.id] = Member(self.bot, bot)
        return self._keep(chat)

    def _keep(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        self.journal.write("chat", chat.id)
        return chat

    def _new_id(self) -> int:
        self._next_supergroup -= 1
        return self._next_supergroup

    # --- looking -----------------------------------------------------------------------------------------

    def sent(self, chat: Chat | int) -> list[SentMessage]:
        """What the server accepted from the bot in a chat, oldest first, with edits applied; deleted ones too."""
        return list(self.chat(chat).messages.values())

    def arrivals(self, after: int = 0) -> list[SentMessage]:
        """What the server accepted in all chats, in that order, but the first `after`; of what is still kept."""
        skipped = max(0, after - (self.accepted - len(self._kept)))
        kept = islice(self._kept, skipped, None)
        return [self.chats[chat].messages[message] for chat, message in kept]

    async def wait_for(self, chat: Chat | int, n: int = 1, timeout: float = 5.0) -> list[SentMessage]:  # noqa: ASYNC109
        """Wait until the bot has sent `n` messages into a chat. Raises `TimeoutError` saying how many there are."""
        place = self.chat(chat)
        try:
            await self.until(lambda: place.accepted >= n, timeout)
        except TimeoutError:
            raise TimeoutError(f"{place.accepted} of {n} messages came into chat {place.id} in {timeout} s") from None
        return self.sent(place)

    # --- what the methods need ---------------------------------------------------------------------------

    def reach(self, chat_id: object) -> Chat:
        """The chat of a request's `chat_id`, to look at. Raises `ApiError` as the server does."""
        if chat_id in (None, ""):
            raise bad_request("chat_id is empty")
        try:
            chat = self.chat(int(str(chat_id)) if not str(chat_id).startswith("@") else str(chat_id))
        except (KeyError, ValueError):
            raise bad_request("chat not found") from None
        if chat.type == "private":
            return chat
        status = chat.members[self.bot.id].status
        if status == "kicked":
            raise forbidden(f"bot was kicked from the {PLURAL[chat.type]}")
        if chat.migrated_to:
            raise migrated(chat.migrated_to)
        if status == "left" and not chat.username:
            raise forbidden(f"bot is not a member of the {PLURAL[chat.type]}")
        return chat

    def reach_to_write(self, chat_id: object, kind: str = "text messages") -> Chat:
        """The chat of a request's `chat_id`, to write `kind` into. Raises `ApiError` as the server does."""
        chat = self.reach(chat_id)
        if chat.type == "private":
            return self._open_private(chat)
        member = chat.members[self.bot.id]
        if not member.present:
            raise forbidden(f"bot is not a member of the {PLURAL[chat.type]}")
        if chat.type == "channel":
            if not (member.administers and member.may("can_post_messages")):
                raise bad_request("need administrator rights in the channel chat")
        elif (chat.muted and member.status == "member") or not member.may(
            "can_send_photos" if kind == "photos" else "can_send_messages"
        ):
            raise bad_request(f"not enough rights to send {kind} to the chat")
        return chat

    def _open_private(self, chat: Chat) -> Chat:
        if self.users[chat.id].deactivated:
            raise forbidden("user is deactivated")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if self.bot.id not in chat.members:
            raise forbidden("bot can't initiate conversation with a user")
        return chat

    def store(self, message: SentMessage, chat: Chat) -> None:
        """Keep an accepted message; beyond the bound the oldest of all is forgotten."""
        chat.messages[message.id] = message
        chat.accepted += 1
        self.accepted += 1
        self._kept.append((chat.id, message.id))
        self.journal.write("sent", chat.id, message.id)
        if len(self._kept) > self._max_messages:
            old_chat, old_id = self._kept.popleft()
            self.chats[old_chat].messages.pop(old_id, None)

    def happened(self, kind: str, content: dict[str, Any]) -> int:
        """Queue an update for the bot, push it if there is a webhook, and wake who waits."""
        update_id = self.inbox.put(kind, content)
        if update_id:
            self.webhook.push({"update_id": update_id, kind: content})
        self.notice()
        return update_id

    def now(self) -> int:
        """The time as the API writes it: whole Unix seconds."""
        return int(self.clock())
