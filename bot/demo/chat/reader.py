"""What the reader does: say, press, comment, send what the bot offers, and have the newsroom publish."""

from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse, Response

from bot.demo.botapi import BotApi, Chat
from bot.demo.botapi.results import ID_BYTES, OFFSET_BYTES
from bot.demo.chat.asked import LONGEST, Declined, Wish
from bot.demo.chat.outlet import Outlet
from bot.demo.chat.scene import Scene
from bot.demo.chat.view import may_write
from bot.domain.errors import CrierError

PATIENCE = 10.0  # seconds for the bot to answer a press


@dataclass(frozen=True, slots=True)
class Reader:
    """The acts of `scene.reader`. Each raises `Declined`."""

    api: BotApi
    scene: Scene
    outlet: Outlet
    patience: float

    async def say(self, wish: Wish) -> Response:
        """{"chat", "text", "reply_to"?, "language"} → 204"""
        chat, text, reply_to = self._chat(wish), wish.text("text"), wish.number("reply_to", 0)
        if not may_write(chat, self.scene.reader):
            raise Declined(wish.words.gettext("Only its administrators post in this channel."))
        if reply_to and not chat.knows(reply_to):
            raise Declined(wish.words.gettext("The message you reply to is gone."))
        self._speaks(wish)
        self.api.say(chat.id, self.scene.reader, text, reply_to=reply_to)
        return Response(status_code=204)

    async def comment(self, wish: Wish) -> Response:
        """{"chat", "message", "text", "language"?} → 204"""
        chat, number, text = self._chat(wish), wish.number("message"), wish.text("text")
        try:
            self.api.comment(chat, number, self.scene.reader, text)
        except ValueError:
            raise Declined(wish.words.gettext("This post takes no comments.")) from None
        return Response(status_code=204)

    async def press(self, wish: Wish) -> Response:
        """{"chat", "message", "row", "column", "language"} → {"text", "alert", "url"}; 504 if the bot stays silent"""
        chat, number = self._chat(wish), wish.number("message")
        data = self._pressed(chat, number, wish.number("row"), wish.number("column"))
        if not data:
            raise Declined(wish.words.gettext("This button is gone."))
        self._speaks(wish)
        press = self.api.press(chat, number, self.scene.reader, data)
        try:
            answer = await press.answered(self.patience)
        except TimeoutError:
            raise Declined(wish.words.gettext("The bot did not answer in time."), 504) from None
        return JSONResponse({"text": answer.text, "alert": answer.show_alert, "url": answer.url})

    async def offer(self, wish: Wish) -> Response:
        """{"chat", "text"?, "offset"?, "language"} → {"query", "results": [{"id", "title", "text", "image"}], "next",
        "note", "payload"}; 504 if the bot stays silent"""
        chat, text, offset = self._chat(wish), wish.line("text", LONGEST), wish.line("offset", OFFSET_BYTES)
        if not may_write(chat, self.scene.reader) or not self.api.inline:
            raise wish.odd()
        self._speaks(wish)
        query = self.api.ask_inline(chat, self.scene.reader, text, offset=offset)
        try:
            offered = await query.answered(self.patience)
        except TimeoutError:
            raise Declined(wish.words.gettext("The bot did not answer in time."), 504) from None
        results = [
            {"id": each.id, "title": each.title, "text": each.description, "image": each.thumbnail}
            for each in offered.results
        ]
        note, payload = offered.button
        return JSONResponse(
            {"query": query.id, "results": results, "next": offered.next_offset, "note": note, "payload": payload}
        )

    async def choose(self, wish: Wish) -> Response:
        """{"query", "result"} → 204"""
        query = self.api.inline_queries.get(wish.line("query", ID_BYTES))
        if query is None or query.user != self.scene.reader:
            raise wish.odd()
        try:
            self.api.choose(query.id, wish.line("result", ID_BYTES))
        except ValueError:
            raise wish.odd() from None
        return Response(status_code=204)

    async def publish(self, wish: Wish) -> Response:
        """{} → 202 {"title"}"""
        try:
            published = self.outlet.publish_news()
        except CrierError:
            raise Declined(wish.words.gettext("The newsroom has nothing left to publish.")) from None
        return JSONResponse({"title": published.title}, 202)

    def _chat(self, wish: Wish) -> Chat:
        chat = self.scene.shown(wish.number("chat"))
        if chat is None:
            raise wish.odd()
        return chat

    def _pressed(self, chat: Chat, number: int, row: int, column: int) -> str:
        message = chat.messages.get(number)
        if message is None or message.deleted or row < 0 or column < 0:
            return ""
        rows: list[list[dict[str, Any]]] = message.markup.get("inline_keyboard", [])
        buttons = rows[row] if row < len(rows) else []
        return str(buttons[column].get("callback_data", "")) if column < len(buttons) else ""

    def _speaks(self, wish: Wish) -> None:
        """The reader's Telegram is in the page's language."""
        self.api.users[self.scene.reader].language_code = wish.words.language
