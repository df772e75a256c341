"""`/chat/events`: the world live, as Server-Sent Events (WHATWG HTML §9.2).

    world, then message · gone · typing · chat · bot as they happen; world again after a gap
    full alone, where too many read already

A stream keeps nothing for its reader but the number of the last journal entry: who reads too slowly misses entries,
and gets the world anew. It ends with its connection; uvicorn tells of that when either side closes it.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from bot.demo.botapi import Entry, Missed
from bot.demo.chat.view import SHOWN, View

STREAMS = 32  # at once
BEAT = 15.0  # seconds of silence until a comment line says that the connection lives
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
_MESSAGES = {"said", "sent", "edited", "deleted", "comment"}

Event = tuple[str, Any]


class Streams:
    """All open streams, `limit` at once, with a comment every `beat` seconds of silence."""

    def __init__(self, limit: int = STREAMS, beat: float = BEAT) -> None:
        self.open = 0
        self._limit, self._beat = limit, beat

    def answer(self, view: View) -> Response:
        """A stream of what `view` shows; where there are too many, one that says so: a page cannot read a 503."""
        if self.open >= self._limit:
            return Response(_event("full", {}), headers=_HEADERS, media_type="text/event-stream")
        return _Stream(self, _lines(view, self._beat))


class _Stream(StreamingResponse):
    def __init__(self, streams: Streams, lines: AsyncIterator[str]) -> None:
        super().__init__(lines, headers=_HEADERS, media_type="text/event-stream")
        self._streams = streams

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._streams.open += 1
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._streams.open -= 1


async def _lines(view: View, beat: float) -> AsyncIterator[str]:
    journal, number, name = view.api.journal, -1, view.name
    while True:
        if number < 0 or name != view.name:  # which stands in very many places
            number, name = journal.last, view.name
            yield _event("world", view.world())
        try:
            entries = await asyncio.wait_for(journal.after(number), beat)
        except TimeoutError:
            yield ": still here\n\n"
        except Missed:
            number = -1
        else:
            number = entries[-1].number
            for kind, data in events(view, entries):
                yield _event(kind, data)


def events(view: View, entries: Sequence[Entry]) -> Iterator[Event]:
    """What journal entries mean to a page, each message and chat once, as it is now; where a chat moved, all anew."""
    changed = dict.fromkeys(entry.chat for entry in entries if entry.kind == "chat")  # in order, without doubles
    if any(view.api.chats[number].migrated_to for number in changed):
        yield "world", view.world()
        return
    if any(entry.kind == "profile" for entry in entries):
        yield "bot", view.bot()
    for chat in filter(None, map(view.scene.shown, changed)):
        yield "chat", view.chat(chat)
    for chat in filter(None, (view.scene.shown(entry.chat) for entry in entries if entry.kind == "typing")):
        yield "typing", {"chat": str(chat.id)}
    touched = dict.fromkeys(where for entry in entries if entry.kind in _MESSAGES for where in _touched(view, entry))
    for number, message in touched:
        yield from _message(view, number, message)


def _touched(view: View, entry: Entry) -> Iterator[tuple[int, int]]:
    """The message itself and, if it is a comment, the post whose comments it changes; one that is gone may be any's."""
    yield entry.chat, entry.message
    chat = view.api.chats[entry.chat]
    if chat.type != "supergroup" or not chat.linked:
        return
    if entry.kind == "deleted":
        yield from ((chat.linked, post) for post in list(chat.threads)[-SHOWN:])
    elif post := view.post_of(chat, entry.message):
        yield chat.linked, post


def _message(view: View, number: int, message: int) -> Iterator[Event]:
    chat = view.scene.shown(number)
    if chat is None:
        return
    document = view.message(chat, message)
    yield ("message", document) if document else ("gone", {"chat": str(number), "id": message})


def _event(kind: str, data: Any) -> str:
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"
