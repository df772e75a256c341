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

FIRST = (
    "newsroom: published “A library <opens>” (en)",
    "newsroom: corrected “A library of 9 halls” to “A library of 7 halls” (en)",
    "wire: reprinted “A library has opened”",
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
    narrator = Narrator(api, READER, told, "Lirna Wire")
    narrator.published(Report("A library <opens>\nin Lakeport", "en"))
    narrator.corrected(Report("A library of 7 halls", "en"), "A library of 9 halls")
    narrator.reprinted(Report("A library has opened", "en"))
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
        *FIRST,
        "you: wrote “/latest[31m 20” in your own chat",
        f"Naila: wrote “{'x' * 59}…” in Naila's own chat",
        "crier: wrote “Two pages” in your own chat",
        "you: pressed “Next page” in your own chat",
        "crier: answered “The last page”",
        "crier: changed a message in your own chat to “Page two”",
        "crier: posted “A library opens” in Naila's own chat",
    ]


def post(title: str, *lines: str) -> str:
    return "\n".join((f'<b><a href="http://127.0.0.1/a">{title}</a></b>', *lines))


async def test_what_becomes_of_a_post_is_told_by_what_it_said_before(api: BotApi, call: Caller, told: Told) -> None:
    async def edit(text: str, **more: str) -> None:
        status, _ = await call(
            "editMessageText", chat_id=READER, message_id=number, text=text, parse_mode="HTML", **more
        )
        assert status == 200
        await asyncio.sleep(0)  # the narrator tells of what stands there when it looks

    _, sent = await call("sendMessage", chat_id=READER, text=post("A library of 9 halls", "Big."), parse_mode="HTML")
    number = sent["result"]["message_id"]
    await told.until("crier: posted “A library of 9 halls” in your own chat")
    await edit(post("A library of 9 halls", "Big.", "Also: Lirna Wire"))
    await told.until("crier: credited Lirna Wire under “A library of 9 halls” in your own chat")
    await edit(post("A library of 7 halls", "Big.", "Also: Lirna Wire"))
    await told.until("crier: corrected “A library of 7 halls” in your own chat")
    await edit(post("A library of 7 halls", "Big.", "Also: Lirna Wire"), reply_markup=KEYBOARD)
    await told.until("crier: put a button Next page, Save under “A library of 7 halls” in your own chat")
    await edit(post("Библиотека", "Also: Lirna Wire"), reply_markup=KEYBOARD)
    await told.until("crier: showed “Библиотека” in your own chat, which was “A library of 7 halls”")
    await edit(post("Библиотека", "Also: Lirna Wire", "More"), reply_markup=KEYBOARD)
    await told.until("crier: changed “Библиотека” in your own chat")
    await call("sendMessage", chat_id=READER, text=post("First books lent"), parse_mode="HTML",
               reply_parameters=f'{{"message_id": {number}}}')  # fmt: skip
    await told.until("crier: replied to “Библиотека” with an update: “First books lent”, in your own chat")
    assert len(told.lines) == len(FIRST) + 7


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


async def test_what_is_sent_by_the_bots_line(api: BotApi, call: Caller, told: Told) -> None:
    api.inline = True
    group = api.group("Editors' table")
    query = api.ask_inline(group, READER, "library")
    article = {
        "type": "article",
        "id": "1",
        "title": "x",
        "input_message_content": {"message_text": "A library\nIt is"},
    }
    await call("answerInlineQuery", inline_query_id=query.id, results=[article])
    api.choose(query.id, "1")
    await told.until("you: sent “A library” by @crier_demo_bot in Editors' table")
