"""`crier demo` as a newcomer meets it: a process, an address, chats that live."""

import re
import signal
import socket
from contextlib import closing
from pathlib import Path

from tests.demonstration import Demonstration, Message, demonstrating
from tests.process import PATIENCE, here

READER = "1001"


def by_bot(message: Message) -> bool:
    return str(message["from"]["kind"]) == "bot"


def article(message: Message) -> bool:
    """A post: its title is bold and leads to the newsroom."""
    return any(each["type"] == "text_link" and "/newsroom/" in each["url"] for each in message["entities"])


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


async def test_a_newcomer_subscribes_and_gets_what_is_published(tmp_path: Path) -> None:
    async with demonstrating("--every", "1", TMPDIR=str(tmp_path)) as demo:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/chat", demo.page)
        await demo.post("say", chat=READER, text="/subscribe", language="en")
        post = await demo.message(lambda each: each["chat"] == READER and by_bot(each) and article(each))
        assert post["photo"].startswith(f"{demo.origin}/newsroom/pictures/")
        copied = [button["copy"] for row in post["keyboard"] for button in row if button["kind"] == "copy"]
        assert copied and copied[0].startswith(f"{demo.origin}/newsroom/")
        async with demo.session.get(copied[0]) as page:
            assert page.status == 200 and post["text"].partition("\n")[0] in await page.text()
        async with demo.session.get(f"{demo.origin}/readyz") as ready:
            assert (await ready.json())["ready"] is True
        told = demo.process.text
        for words in ("published “", "you  wrote “/subscribe” in", "posted “", "the real bot"):
            assert words in told
        assert names(tmp_path)
        assert await demo.process.stop(signal.SIGINT) == 0
        assert "nothing of it is kept" in demo.process.text and "Traceback" not in demo.process.text
        assert not names(tmp_path)


async def test_a_taken_port_is_passed_over_and_the_settings_of_a_bot_are_not_heeded() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        variables = {"CRIER_TELEGRAM__TOKEN": "1:another-bots-token", "CRIER_SOURCES": "https://example.com/"}
        async with demonstrating("--every", "1", port=port, **variables) as demo:
            assert demo.page.rpartition(":")[2] != f"{port}/chat"
            await demo.message(lambda each: by_bot(each) and article(each))  # City Wire lives by itself
            assert "example.com" not in demo.process.text


def test_a_host_of_another_machine_is_refused_in_one_line() -> None:
    refused = here("demo", "--host", "203.0.113.7")
    assert refused.code == 2 and refused.out == ""
    assert refused.err.startswith('crier: web.host = "203.0.113.7": ') and refused.err.count("\n") == 1


async def test_a_story_lives_on_it_is_reprinted_continued_corrected_and_switched_to_another_language() -> None:
    async with demonstrating("--every", "1.5") as demo:
        await demo.post("say", chat=READER, text="/subscribe", language="en")
        found = await demo.messages(
            {
                "reprint": lambda each: "\nAlso: Lirna Wire" in each["text"] and each["edited"],
                "follow-up": lambda each: "\nUpdate · " in each["text"] and bool(each["reply"]),
                "correction": lambda each: bool(re.search(r"\nCorrected \d\d:\d\d: the headline was “", each["text"])),
                "edition": lambda each: key(each, "RU") is not None,
            },
            within=lambda each: each["chat"] == READER and article(each),
            patience=3 * PATIENCE,  # eleven articles have to be published
        )
        assert found["reprint"]["edited"] and found["correction"]["edited"]
        (parent,) = [each for each in await demo.world(READER) if each["id"] == found["follow-up"]["reply"]["id"]]
        assert article(parent) and parent["text"].startswith(found["follow-up"]["reply"]["text"][:20])
        post, place = found["edition"], key(found["edition"], "RU")
        assert place is not None and re.search("[a-z]{5}", post["text"])
        row, column = place
        status, _ = await demo.post("press", chat=READER, message=post["id"], row=row, column=column, language="en")
        assert status == 200
        same = {"switched": lambda each: each["id"] == post["id"] and bool(re.match("[«А-Я]", each["text"]))}
        switched = (await demo.messages(same, within=lambda each: each["chat"] == READER))["switched"]
        assert key(switched, "EN") is not None and key(switched, "RU") is None
        for words in ("wire  reprinted “", "credited Lirna Wire under “", "newsroom  corrected “", "crier  corrected “",
                      "with an update: “", "pressed “RU” in your own chat", "crier  showed “"):  # fmt: skip
            await demo.process.says(words)


async def test_a_search_finds_a_word_however_it_is_typed() -> None:
    async with demonstrating("--every", "3600") as demo:
        meant = {"eliyev": "Əliyev", "елка": "Ёлка", "президент": "президента", "Երեւան": "Երևան"}
        for typed, written in meant.items():
            found = await answer(demo, f"/search {typed}")
            while "Nothing found" in found["text"]:  # the archive is there a second or two after the start
                found = await answer(demo, f"/search {typed}")
            assert found["text"].startswith(f"Found for “{typed}”: "), found["text"]
            assert written in bold(found)[1:], "the head is bold, and the words that were found"
            assert article(found)


async def answer(demo: Demonstration, command: str) -> Message:
    """What the bot says to that."""
    last = max((each["id"] for each in await demo.world(READER)), default=0)
    await demo.post("say", chat=READER, text=command, language="en")
    return await demo.message(lambda each: each["chat"] == READER and by_bot(each) and each["id"] > last)


def bold(message: Message) -> list[str]:
    """What stands in bold; offsets are UTF-16."""
    units = message["text"].encode("utf-16-le")
    spans = ((2 * each["offset"], 2 * each["length"]) for each in message["entities"] if each["type"] == "bold")
    return [units[start : start + length].decode("utf-16-le") for start, length in spans]


def key(message: Message, label: str) -> tuple[int, int] | None:
    """Where a button stands."""
    rows = message["keyboard"]
    places = ((y, x) for y, row in enumerate(rows) for x, button in enumerate(row) if button["text"] == label)
    return next(places, None)
