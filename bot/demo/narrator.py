"""Tells on the terminal what happens in the demo: one line for each thing, as `say(who, what)`.

newsroom: published “A library opens in Lakeport” (en)
newsroom: corrected “A library of 9 halls” to “A library of 7 halls” (en)
wire: reprinted “A library has opened in Lakeport”
Samira: wrote “/subscribe @city_wire” in Samira's own chat
crier: posted “A library opens in Lakeport” in City Wire
crier: replied to “A library opens in Lakeport” with an update: “First books lent”, in City Wire
crier: corrected “A library of 7 halls” in City Wire
crier: credited Lirna Wire under “A library opens in Lakeport” in City Wire
crier: put a button RU under “A library opens in Lakeport” in your own chat
crier: showed “В Лейкпорте открылась библиотека” in your own chat, which was “A library opens in Lakeport”
you: pressed “Next page” in your own chat
you: sent “A library opens in Lakeport” by @crier_demo_bot in Editors' table

What an edit is, is told by what the message said before, and by what the newsrooms have told.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from bot.demo.botapi import BotApi, Chat, Press, SentMessage
from bot.demo.botapi.journal import Entry, Missed
from bot.demo.chat.outlet import Published, Reprinted
from bot.domain.kept import keep
from bot.domain.post import one_line
from bot.domain.text import clean, cut

UNITS: Final = 60  # of a quotation: a line fits a terminal
REMEMBERED: Final = 2_000  # messages, and corrected titles
Say = Callable[[str, str], None]


@dataclass(frozen=True, slots=True)
class _Look:
    """What a message said."""

    text: str
    labels: frozenset[str]

    @property
    def title(self) -> str:
        return _first_line(self.text)


class Narrator:
    """Follows the stand-in's journal; `published`, `corrected` and `reprinted` are told by the newsrooms. `reader`: the
    person at the browser; `wire`: the name of the second newsroom."""

    def __init__(self, api: BotApi, reader: int, say: Say, wire: str = "") -> None:
        self._api = api
        self._reader = reader
        self._say = say
        self._wire = wire
        self._looks: OrderedDict[tuple[int, int], _Look] = OrderedDict()  # of posts
        self._corrected: OrderedDict[str, None] = OrderedDict()  # titles

    def published(self, report: Published) -> None:
        """An article is out."""
        self._say("newsroom", f"published {_quoted(report.title)} ({report.edition})")

    def corrected(self, report: Published, title: str) -> None:
        """An article has another title from now on than the one it had."""
        keep(self._corrected, _first_line(report.title), None, REMEMBERED)
        self._say("newsroom", f"corrected {_quoted(title)} to {_quoted(report.title)} ({report.edition})")

    def reprinted(self, note: Reprinted) -> None:
        """The wire tells what the newsroom has told."""
        self._say("wire", f"reprinted {_quoted(note.title)}")

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
                self._sent(chat, message)
            case "edited" if chat and (message := chat.messages.get(entry.message)):
                self._edited(chat, message)
            case "pressed" if chat and (message := chat.messages.get(entry.message)):
                self._pressed(chat, message, self._api.presses.get(entry.press))
            case "answered":
                self._answered(self._api.presses.get(entry.press))

    def _said(self, chat: Chat, message_id: int) -> None:
        message = chat.heard.get(message_id, {})
        if text := message.get("text"):
            who = self._who(message.get("from", {}).get("id", 0))
            via = message.get("via_bot", {}).get("username")
            said = f"sent {_quoted(text)} by @{via}" if via else f"wrote {_quoted(text)}"
            self._say(who, f"{said} in {self._name(chat)}")

    def _sent(self, chat: Chat, message: SentMessage) -> None:
        if not _is_post(message):
            self._say("crier", f"wrote {_quoted(message.text)} in {self._name(chat)}")
            return
        look, parent = _look(message), chat.messages.get(message.reply_to)
        keep(self._looks, (chat.id, message.id), look, REMEMBERED)
        if parent and _is_post(parent):
            update = f"with an update: {_quoted(message.text)}, in {self._name(chat)}"
            self._say("crier", f"replied to {_quoted(parent.text)} {update}")
        else:
            self._say("crier", f"posted {_quoted(message.text)} in {self._name(chat)}")

    def _edited(self, chat: Chat, message: SentMessage) -> None:
        where, look = f"in {self._name(chat)}", _look(message)
        before = self._looks.get((chat.id, message.id))
        if before is None:
            self._say("crier", f"changed a message {where} to {_quoted(message.text)}")
            return
        keep(self._looks, (chat.id, message.id), look, REMEMBERED)
        title = _quoted(message.text)
        if look.title != before.title:
            other = f"showed {title} {where}, which was {_quoted(before.text)}"
            self._say("crier", f"corrected {title} {where}" if look.title in self._corrected else other)
        elif self._wire and self._wire in look.text and self._wire not in before.text:
            self._say("crier", f"credited {self._wire} under {title} {where}")
        elif new := sorted(look.labels - before.labels):
            self._say("crier", f"put a button {', '.join(new)} under {title} {where}")
        else:
            self._say("crier", f"changed {title} {where}")

    def _pressed(self, chat: Chat, message: SentMessage, press: Press | None) -> None:
        if press is None:  # too many others were made since
            return
        label = next(
            (each["text"] for each in _buttons(message) if each.get("callback_data") == press.data), "a button"
        )
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


def _buttons(message: SentMessage) -> list[dict[str, Any]]:
    return [button for row in message.markup.get("inline_keyboard", []) for button in row]


def _look(message: SentMessage) -> _Look:
    return _Look(message.text, frozenset(clean(button["text"]) for button in _buttons(message)))


def _first_line(text: str) -> str:
    return clean(text).strip().partition("\n")[0]


def _quoted(text: str) -> str:
    return f"“{one_line(_first_line(text), UNITS)}”"
