"""Tells on the terminal what happens in the demo: one line for each thing, as `say(who, what)`.

newsroom: published “A library opens in Lakeport” (en)
Samira: wrote “/subscribe @city_wire” in Samira's own chat
crier: posted “A library opens in Lakeport” in City Wire
you: pressed “Next page” in your own chat
"""

from collections.abc import Callable
from typing import Final

from bot.demo.botapi import BotApi, Chat, Press, SentMessage
from bot.demo.botapi.journal import Entry, Missed
from bot.demo.chat.outlet import Published
from bot.domain.post import one_line
from bot.domain.text import clean, cut

UNITS: Final = 60  # of a quotation: a line fits a terminal
Say = Callable[[str, str], None]


class Narrator:
    """Follows the stand-in's journal; `published` is told by the newsroom. `reader`: the person at the browser."""

    def __init__(self, api: BotApi, reader: int, say: Say) -> None:
        self._api = api
        self._reader = reader
        self._say = say

    def published(self, report: Published) -> None:
        """An article is out."""
        self._say("newsroom", f"published {_quoted(report.title)} ({report.edition})")

    async def run(self) -> None:
        """For ever. What it was too slow for is left out."""
        journal, number = self._api.journal, 0
        while True:
            try:
                entries = await journal.after(number)
            except Missed:
                number = journal.last
                continue
            for entry in entries:
                self._tell(entry)
            number = entries[-1].number

    def _tell(self, entry: Entry) -> None:
        chat = self._api.chats.get(entry.chat)
        match entry.kind:
            case "said" | "comment" if chat:
                self._said(chat, entry.message)
            case "sent" if chat and (message := chat.messages.get(entry.message)):
                did = "posted" if _is_post(message) else "wrote"
                self._say("crier", f"{did} {_quoted(message.text)} in {self._name(chat)}")
            case "edited" if chat and (message := chat.messages.get(entry.message)):
                self._say("crier", f"changed a message in {self._name(chat)} to {_quoted(message.text)}")
            case "pressed" if chat and (message := chat.messages.get(entry.message)):
                self._pressed(chat, message, self._api.presses.get(entry.press))
            case "answered":
                self._answered(self._api.presses.get(entry.press))

    def _said(self, chat: Chat, message_id: int) -> None:
        message = chat.heard.get(message_id, {})
        if text := message.get("text"):
            who = self._who(message.get("from", {}).get("id", 0))
            self._say(who, f"wrote {_quoted(text)} in {self._name(chat)}")

    def _pressed(self, chat: Chat, message: SentMessage, press: Press | None) -> None:
        if press is None:  # too many others were made since
            return
        buttons = [button for row in message.markup.get("inline_keyboard", []) for button in row]
        label = next((button["text"] for button in buttons if button.get("callback_data") == press.data), "a button")
        self._say(self._who(press.user), f"pressed {_quoted(label)} in {self._name(chat)}")

    def _answered(self, press: Press | None) -> None:
        if press and press.answer and press.answer.text:
            self._say("crier", f"answered {_quoted(press.answer.text)}")

    def _who(self, user: int) -> str:
        if user == self._reader:
            return "you"
        known = self._api.users.get(user)
        return cut(clean(known.first_name), 9) if known else "somebody"

    def _name(self, chat: Chat) -> str:
        if chat.type != "private":
            return chat.title
        return "your own chat" if chat.id == self._reader else f"{chat.title}'s own chat"


def _is_post(message: SentMessage) -> bool:
    """Posts begin with the title, which leads to the article."""
    return any(entity["type"] == "text_link" and entity["offset"] == 0 for entity in message.entities)


def _quoted(text: str) -> str:
    first, _, _ = clean(text).strip().partition("\n")
    return f"“{one_line(first, UNITS)}”"
