"""What the terminal is told of the demo: people, posts, presses, each on one short line."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.demo.botapi import BotApi
from bot.demo.narrator import Narrator
from tests.demo.conftest import Caller

READER, NAILA = 1, 2
KEYBOARD = (
    '{"inline_keyboard": [[{"text": "Next page", "callback_data": "n"}, {"text": "Save", "callback_data": "s"}]]}'
)


@dataclass(frozen=True, slots=True)
class Report:
    title: str
    edition: str


class Told:
    """Every line, and the wait for one."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._more = asyncio.Event()

    def __call__(self, who: str, what: str) -> None:
        self.lines.append(f"{who}: {what}")
        self._more.set()

    async def until(self, line: str) -> None:
        async with asyncio.timeout(5):
            while line not in self.lines:
                self._more.clear()
                await self._more.wait()


@pytest.fixture
async def told(api: BotApi) -> AsyncIterator[Told]:
    told = Told()
    api.private(READER, "Reader")
    api.private(NAILA, "Naila")
    narrator = Narrator(api, READER, told)
    narrator.published(Report("A library <opens>\nin Lakeport", "en"))
    running = asyncio.create_task(narrator.run())
    yield told
    running.cancel()


async def test_what_happens_is_told_line_by_line(api: BotApi, call: Caller, told: Told) -> None:
    api.say(READER, READER, "/latest\x1b[31m 20")
    api.say(NAILA, NAILA, "x" * 100)
    _, sent = await call("sendMessage", chat_id=READER, text="Two pages", reply_markup=KEYBOARD)
    number = sent["result"]["message_id"]
    press = api.press(READER, number, READER, "n")
    await call("answerCallbackQuery", callback_query_id=press.id, text="The last page")
    await call("editMessageText", chat_id=READER, message_id=number, text="Page two", reply_markup=KEYBOARD)
    post = '<b><a href="http://127.0.0.1/a">A library opens</a></b>\nIt has opened.'
    await call("sendMessage", chat_id=NAILA, text=post, parse_mode="HTML")
    await told.until("crier: posted “A library opens” in Naila's own chat")
    assert told.lines == [
        "newsroom: published “A library <opens>” (en)",
        "you: wrote “/latest[31m 20” in your own chat",
        f"Naila: wrote “{'x' * 59}…” in Naila's own chat",
        "crier: wrote “Two pages” in your own chat",
        "you: pressed “Next page” in your own chat",
        "crier: answered “The last page”",
        "crier: changed a message in your own chat to “Page two”",
        "crier: posted “A library opens” in Naila's own chat",
    ]


async def test_quick_presses_of_two_buttons(api: BotApi, call: Caller, told: Told) -> None:
    _, sent = await call("sendMessage", chat_id=READER, text="Two pages", reply_markup=KEYBOARD)
    presses = [api.press(READER, sent["result"]["message_id"], READER, data) for data in "ns"]
    for press in presses:
        await call("answerCallbackQuery", callback_query_id=press.id, text=f"Got {press.data}")
    await told.until("crier: answered “Got s”")
    assert told.lines[-4:] == [
        "you: pressed “Next page” in your own chat",
        "you: pressed “Save” in your own chat",
        "crier: answered “Got n”",
        "crier: answered “Got s”",
    ]


async def test_what_was_too_much_to_tell_is_left_out(api: BotApi, call: Caller) -> None:
    told = Told()
    api.private(READER, "Reader")
    for _ in range(1100):  # more than the journal keeps
        api.say(READER, READER, "again")
    running = asyncio.create_task(Narrator(api, READER, told).run())
    await asyncio.sleep(0)
    await call("sendMessage", chat_id=READER, text="Here I am")
    await told.until("crier: wrote “Here I am” in your own chat")
    assert len(told.lines) == 1
    running.cancel()
