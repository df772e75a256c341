"""Updates → Ask → Desk → Reply: what Telegram tells us, for the desk and the addresses.

| update | what follows |
| --- | --- |
| a command in a private chat | the desk answers, whatever it is |
| a command in a group | known, or addressed to us (`/top@ours`): the desk answers; meant for another bot: nothing |
| a plain message | private chats, and replies to a message of ours in groups: the desk, if it had asked |
| a button | the press is answered at once, then the desk's reply |
| words typed after @ours in any chat | what the desk offers; what is chosen of it and posted means nothing to us |
| we were let in or out | the address is opened or closed; a new group is greeted |
| the group moved, a topic closed or opened | the address follows |
"""

import asyncio
import logging
from collections.abc import Collection
from typing import Any, Final

from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Message, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.adapters.telegram.directory import can_post
from bot.adapters.telegram.inline import Crowd
from bot.adapters.telegram.platform import TelegramPlatform
from bot.adapters.telegram.replies import Origin, Replies, Turn
from bot.adapters.telegram.speech import command_in, person, place_of, speaker, where
from bot.domain.errors import Rejected, SendFailed
from bot.domain.model import Ask, Closed, Form, Place, Reply
from bot.ports import Addresses, Clock, Desk, Signals

log = logging.getLogger(__name__)

ALLOWED_UPDATES: Final = (Update.MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER)
_PRESS_PATIENCE: Final = 3.0  # seconds until a press is answered even without the desk's words
_OUT: Final = (ChatMember.LEFT, ChatMember.BANNED)

_SERVICE = (
    filters.StatusUpdate.MIGRATE | filters.StatusUpdate.FORUM_TOPIC_CLOSED | filters.StatusUpdate.FORUM_TOPIC_REOPENED
)
_Context = ContextTypes.DEFAULT_TYPE


def is_essential(update: Update) -> bool:
    """Must it never be dropped, however many wait? What moves or closes an address is said only once."""
    return update.my_chat_member is not None or bool(update.message and _SERVICE.check_update(update))


class Handlers:
    """One bot's handlers, for updates that `concerns` lets through. `commands`: those the desk knows;
    `turn` is waited for before each message that answers."""

    def __init__(
        self,
        platform: TelegramPlatform,
        desk: Desk,
        addresses: Addresses,
        signals: Signals,
        clock: Clock,
        commands: Collection[str],
        turn: Turn,
    ) -> None:
        self._platform = platform
        self._desk = desk
        self._addresses = addresses
        self._signals = signals
        self._clock = clock
        self._commands = frozenset(commands)
        self._replies = Replies(platform, addresses, clock, turn)
        self._crowd = Crowd()

    def install(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register all of them; the first that fits takes the update."""
        said = filters.UpdateType.MESSAGE & filters.TEXT  # edited commands are not commands
        application.add_handler(ChatMemberHandler(self._membership, ChatMemberHandler.MY_CHAT_MEMBER))
        application.add_handler(CallbackQueryHandler(self._press))
        application.add_handler(InlineQueryHandler(self._inline))
        application.add_handler(MessageHandler(_SERVICE, self._service))
        application.add_handler(MessageHandler(said, self._message))
        application.add_error_handler(_failed)

    def concerns(self, update: Update) -> bool:
        """Can it have any effect? Most of what a group says cannot, and is not worth a place in a queue.

        The bot must be initialised: its name tells which commands are meant for it.
        """
        message = update.message
        if message is None:
            return any((update.callback_query, update.inline_query, update.my_chat_member))
        return bool(_SERVICE.check_update(update)) or self._meant(message)

    def _meant(self, message: Message) -> bool:
        """Is it a text said to us? What is posted via us, we have said."""
        if message.text is None or message.via_bot is not None or speaker(message) is None:
            return False
        private = message.chat.type == message.chat.PRIVATE
        command, bot = command_in(message.text), self._platform.bot
        if command is None:
            return private or _answers_us(message, bot.id)
        if command.bot:
            return command.bot == bot.username.lower()
        return private or command.name in self._commands

    # --- messages and presses --------------------------------------------------------------------------------------

    async def _message(self, update: Update, context: _Context) -> None:
        message = update.message
        if message is None or message.text is None or (who := speaker(message)) is None:
            return
        command = command_in(message.text)
        if command is not None:
            reply: Reply | None = await self._desk.answer(Ask(where(message), who, command.name, command.words))
        else:
            reply = await self._desk.said(Ask(where(message), who, words=message.text))
        if reply is not None:
            await self._replies.give(reply, Origin(where(message), who, str(message.message_id)))

    async def _press(self, update: Update, context: _Context) -> None:
        query = update.callback_query
        if query is None or query.message is None or query.data is None:
            return
        message = query.message
        place = where(message) if isinstance(message, Message) else place_of(message.chat)
        who = person(query.from_user)
        ask = Ask(place, who, words=query.data, message=str(message.message_id))
        reply = await self._pressed(query, ask)
        form: Form | None = None
        if isinstance(message, Message):
            form = "photo" if message.photo else "text"
        await self._replies.give(reply, Origin(place, who, str(message.message_id), form))

    async def _pressed(self, query: CallbackQuery, ask: Ask) -> Reply:
        """The desk's reply; the button comes to rest at once, or at `_PRESS_PATIENCE` if the desk is slow."""
        work = asyncio.ensure_future(self._desk.press(ask))
        try:
            await asyncio.wait({work}, timeout=_PRESS_PATIENCE)
            ready = work.done() and work.exception() is None
            try:
                await self._platform.answer_press(query.id, work.result().alert if ready else "")
            except SendFailed as error:
                log.info("A press could not be answered: %s", error)
            return await work
        finally:
            work.cancel()

    async def _inline(self, update: Update, context: _Context) -> None:
        query = update.inline_query
        if query is None:
            return
        who = person(query.from_user)
        async with self._crowd.room() as room:
            if not room:
                return
            picks = await self._desk.offer(Ask(Place("telegram", who.id), who, words=query.query), query.offset)
        try:
            await self._platform.answer_inline(query.id, picks)
        except SendFailed as error:  # a refusal is a fault of ours; the rest passes, and is of no use later
            level = logging.WARNING if isinstance(error, Rejected) else logging.INFO
            log.log(level, "What was typed in line could not be answered: %s", error)

    # --- chats -----------------------------------------------------------------------------------------------------

    async def _membership(self, update: Update, context: _Context) -> None:
        change = update.my_chat_member
        if change is None:
            return
        place = place_of(change.chat)
        reason = _closed_by(change, place)
        if reason is not None:
            await self._addresses.close("telegram", place.chat, reason, self._clock())
            return
        if await self._addresses.reopen("telegram", place.chat):
            self._signals.ring("outbox")
        if place.kind == "group" and change.old_chat_member.status in _OUT:
            who = person(change.from_user)
            await self._replies.give(await self._desk.answer(Ask(place, who, "start")), Origin(place, who))

    async def _service(self, update: Update, context: _Context) -> None:
        message = update.message
        if message is None:
            return
        chat, place = str(message.chat.id), where(message)
        if message.migrate_to_chat_id:
            await self._moved(chat, str(message.migrate_to_chat_id))
        elif message.migrate_from_chat_id:
            await self._moved(str(message.migrate_from_chat_id), chat)
        elif message.forum_topic_closed:
            await self._addresses.close("telegram", chat, Closed.TOPIC_GONE, self._clock(), topic=place.topic)
        elif await self._addresses.get(place) is not None:
            await self._addresses.ensure(place)
        self._signals.ring("outbox")

    async def _moved(self, old: str, new: str) -> None:
        """A group became a supergroup, where the bot is still in: that it left the old one means nothing."""
        await self._addresses.move("telegram", old, new)
        await self._addresses.reopen("telegram", new)


def _closed_by(change: ChatMemberUpdated, place: Place) -> Closed | None:
    """Why nothing can be sent there from now on; None: it can."""
    now = change.new_chat_member
    if now.status in _OUT:
        return Closed.BLOCKED if place.kind == "private" else Closed.KICKED
    if place.kind == "private" or can_post(now, place.kind):
        return None
    return Closed.NO_RIGHTS


def _answers_us(message: Message, me: int) -> bool:
    before = message.reply_to_message
    return before is not None and before.from_user is not None and before.from_user.id == me


async def _failed(update: object, context: _Context) -> None:
    number = update.update_id if isinstance(update, Update) else ""
    log.error("Update %s could not be handled", number, exc_info=context.error)
