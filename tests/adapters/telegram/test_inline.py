"""What people type in the line of any chat, and what they send from there."""

import asyncio
import logging
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.model import Ask, Button, Person, Pick, Picks, Place, Post, Reply, Span
from tests.adapters.telegram.conftest import Bench, Build
from tests.adapters.telegram.fakes import words
from tests.adapters.telegram.test_updates import told
from tests.adapters.telegram.test_webhook import pushed

PICTURE = "https://news.example/i.jpg"
PAGE = "https://news.example/1"
POST = Post(
    lines=((Span("Harbour opens", bold=True, url=PAGE),), (Span("It has <nine> piers."),), (Span("Site", url=PAGE),)),
    image=PICTURE,
    preview=PAGE,
    rows=((Button("X", url="https://x.com/intent/post?url=1"),),),
)
PICK = Pick("1-en", "Harbour opens", "It has <nine> piers.", PICTURE, POST)


def picks(*offered: Pick, **more: Any) -> Picks:
    return replace(Picks(offered or (PICK,), seconds=30, note="Subscribe", payload="sub"), **more)


@pytest.fixture
def line(bench: Bench) -> Bench:
    bench.api.inline = True
    bench.api.user(42, "Naila", language_code="az")
    bench.desk.picks = picks()
    return bench


def answers(bench: Bench) -> list[Any]:
    return [call for call in bench.api.calls if call.method == "answerInlineQuery"]


# --- from the line to the chat --------------------------------------------------------------------------------------


async def test_what_is_typed_is_asked_and_offered(line: Bench) -> None:
    line.desk.picks = picks(offset="10")
    group = line.api.supergroup(bot="left")
    offered = await line.api.ask_inline(group, 42, "rail corridor", offset="5").answered()
    assert line.desk.lines == [(Ask(Place("telegram", "42"), Person("42", "az"), words="rail corridor"), "5")]
    (result,) = offered.results
    assert (result.id, result.title, result.description) == ("1-en", "Harbour opens", "It has <nine> piers.")
    assert (result.thumbnail, offered.next_offset, offered.button) == (PICTURE, "10", ("Subscribe", "sub"))
    assert (offered.cache_time, offered.personal) == (30, True)
    assert line.answers == []  # no turn was waited for


async def test_what_is_chosen_is_the_whole_post_with_its_picture_above(line: Bench) -> None:
    group = line.api.supergroup(bot="left")
    query = line.api.ask_inline(group, 42)
    await query.answered()
    message = group.heard[line.api.choose(query.id, "1-en")]
    assert message["text"] == "Harbour opens\nIt has <nine> piers.\nSite"
    assert [entity["url"] for entity in message["entities"] if entity["type"] == "text_link"] == [PAGE, PAGE]
    assert message["link_preview_options"] == {"url": PICTURE, "prefer_large_media": True, "show_above_text": True}
    assert message["reply_markup"] == {"inline_keyboard": [[{"text": "X", "url": "https://x.com/intent/post?url=1"}]]}


async def test_without_a_picture_the_pages_preview_stands_above(line: Bench) -> None:
    line.desk.picks = picks(replace(PICK, image="", post=replace(POST, image="", rows=())), note="")
    offered = await line.api.ask_inline(line.api.private(42), 42).answered()
    assert offered.results[0].thumbnail == ""
    assert offered.results[0].message["link_preview_options"]["url"] == PAGE
    assert "reply_markup" not in offered.results[0].message
    assert offered.button == ("", "")


async def test_what_is_posted_via_the_bot_says_nothing_to_it(line: Bench) -> None:
    line.desk.question = "42"
    line.api.say(42, 42, "/search")
    (asked,) = await line.api.wait_for(42)
    query = line.api.ask_inline(42, 42)
    await query.answered()
    line.api.choose(query.id, "1-en")
    group = line.api.supergroup(owner=42)
    query = line.api.ask_inline(group, 42, "x")
    await query.answered()
    line.api.choose(query.id, "1-en")
    await line.idle()
    assert line.desk.heard == []
    assert asked.id == 2


# --- who types ------------------------------------------------------------------------------------------------------


async def test_only_the_newest_of_what_a_person_types_is_answered(line: Bench) -> None:
    chat = line.api.private(42)
    gate = line.desk.gates["42"] = asyncio.Event()
    line.api.ask_inline(chat, 42, "r")
    await line.desk.asked_of("42")
    late = [line.api.ask_inline(chat, 42, typed) for typed in ("ra", "rai", "rail")]
    other = line.api.ask_inline(line.api.private(43), 43, "tea")
    await other.answered()  # others wait for nothing
    gate.set()
    await late[-1].answered()
    await line.idle()
    assert [ask.words for ask, _ in line.desk.lines if ask.person.id == "42"] == ["r", "rail"]
    assert [query.answer is None for query in late] == [True, True, False]


async def test_a_command_that_takes_its_time_keeps_no_line_waiting(line: Bench) -> None:
    line.desk.gates["42"] = asyncio.Event()
    line.api.say(42, 42, "/latest")
    await line.desk.asked_of("42")
    line.desk.gates.clear()
    await line.api.ask_inline(42, 42, "rail").answered()


async def test_only_so_many_are_answered_at_once(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.adapters.telegram.inline.AT_ONCE", 1)
    bench = await build()
    bench.api.inline, bench.desk.picks = True, picks()
    gate = bench.desk.gates["1"] = asyncio.Event()
    async with bench.running():
        queries = [bench.api.ask_inline(bench.api.private(user), user) for user in (1, 2)]
        await bench.desk.asked_of("1")
        await bench.api.until(lambda: bench.api.counts["getupdates"] > 1)
        assert [ask.person.id for ask, _ in bench.desk.lines] == ["1"]
        gate.set()
        for query in queries:
            await query.answered()


@pytest.mark.parametrize(("limit", "most"), [("WAITING", 0), ("PATIENCE", 0.0)])
async def test_what_would_be_answered_too_late_is_not_looked_for(
    build: Build, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, limit: str, most: float
) -> None:
    monkeypatch.setattr("bot.adapters.telegram.inline.AT_ONCE", 1)
    bench = await build()
    bench.api.inline, bench.desk.picks = True, picks()
    gate = bench.desk.gates["1"] = asyncio.Event()
    async with bench.running():
        first = bench.api.ask_inline(bench.api.private(1), 1)
        await bench.desk.asked_of("1")
        with monkeypatch.context() as strict:
            strict.setattr(f"bot.adapters.telegram.inline.{limit}", most)
            dropped = [bench.api.ask_inline(bench.api.private(user), user) for user in (2, 3)]
            await bench.api.until(lambda: told(caplog, "more is typed in line than can be looked for") == 1)
            bench.api.say(9, 9, "/help")
            await bench.api.wait_for(9)
        gate.set()
        await first.answered()
        await bench.api.ask_inline(bench.api.private(4), 4).answered()
        await bench.idle()
    assert [ask.person.id for ask, _ in bench.desk.lines] == ["1", "4"]
    assert [query.answer for query in dropped] == [None, None]
    assert told(caplog, "more is typed in line than can be looked for") == 1


async def test_one_answered_too_late_is_fine(line: Bench, caplog: pytest.LogCaptureFixture) -> None:
    gate = line.desk.gates["42"] = asyncio.Event()
    query = line.api.ask_inline(line.api.private(42), 42)
    await line.desk.asked_of("42")
    query.expires = 0
    gate.set()
    await line.api.until(lambda: len(answers(line)) == 1)
    await line.idle()
    assert "query is too old" in answers(line)[0].description
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


# --- trouble --------------------------------------------------------------------------------------------------------


async def test_a_picture_that_is_taken_amiss_costs_pictures_alone(line: Bench) -> None:
    odd = "http://pictures/i.jpg"  # a host without a dot: no address to Telegram
    line.desk.picks = picks(PICK, replace(PICK, id="2-en", image=odd, post=replace(POST, image=odd)))
    offered = await line.api.ask_inline(line.api.private(42), 42).answered()
    assert [(each.id, each.thumbnail) for each in offered.results] == [("1-en", ""), ("2-en", "")]
    assert all(each.message["link_preview_options"] == {"is_disabled": True} for each in offered.results)
    assert len(answers(line)) == 2


async def test_an_answer_that_is_refused_is_said(line: Bench, caplog: pytest.LogCaptureFixture) -> None:
    line.desk.picks = picks(PICK, PICK)
    line.api.ask_inline(line.api.private(42), 42)
    await line.api.until(lambda: told(caplog, "could not be answered: Telegram: Result_id_duplicate") == 1)
    line.desk.picks = picks()
    await line.api.ask_inline(42, 42, "again").answered()


async def test_a_platform_that_takes_no_more_for_now_is_no_cause_for_a_warning_each(
    line: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    line.api.fail("too_many", method="answerInlineQuery", seconds=7)
    line.api.ask_inline(line.api.private(42), 42)
    await line.idle()
    await line.api.ask_inline(42, 42, "again").answered()
    assert len(answers(line)) == 2
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


async def test_that_inline_mode_is_off_is_said_once(build: Build, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    bench = await build()
    for _ in range(2):
        await bench.answering.initialize()
    assert told(caplog, "inline mode is off: nobody can search by @crier_demo_bot in other chats") == 1
    assert told(caplog, "send /setinline to @BotFather") == 1


# --- pushed ---------------------------------------------------------------------------------------------------------


async def test_what_is_typed_is_answered_where_updates_are_pushed(build: Build) -> None:
    bench = await build(patient=True)
    bench.api.inline, bench.desk.picks = True, picks()
    bench.desk.replies["latest"] = Reply((words("Report"),))
    async with pushed(bench) as hooked:
        await hooked.ready()
        query = bench.api.ask_inline(bench.api.private(42), 42, "rail")
        assert len((await query.answered()).results) == 1
        bench.api.say(42, 42, "/latest")
        await bench.api.wait_for(42)
        marks = [key for key in bench.notebook.facts if key.startswith("telegram:update:")]
        assert len(marks) == 1  # the command's
