"""What people do on Discord, and what they see of the desk's answers."""

import asyncio
from dataclasses import replace

import pytest

from bot.adapters.discord import answering
from bot.adapters.wording import GettextWording
from bot.domain.model import Button, Menu, Post, Reply, Span
from tests.adapters.discord.listening import Bench
from tests.adapters.discord.reading import shown_of
from tests.adapters.telegram.fakes import words
from tests.discordapi import Channel, User
from tests.discordapi.answers import Answer

CHANGED = Reply((words("changed"),), edits=True)


@pytest.fixture
def news(bench: Bench) -> Channel:
    return bench.api.channel(bench.api.guild("Readers"), "news")


@pytest.fixture
def naila(bench: Bench) -> User:
    return bench.api.person("Naila", locale="ru")


def text(answer: Answer) -> str:
    return "\n".join(shown_of(embed).text for embed in answer.embeds)


def slow(bench: Bench, channel: Channel, monkeypatch: pytest.MonkeyPatch) -> asyncio.Event:
    """The desk waits with its answers there."""
    monkeypatch.setattr(answering, "PATIENCE", 0.01)
    return bench.desk.gates.setdefault(str(channel.id), asyncio.Event())


async def test_a_command_is_answered_to_the_asker_alone(bench: Bench, news: Channel, naila: User) -> None:
    answer = await bench.api.slash(naila, news, "latest", {"section": "world", "count": 7})
    assert (text(answer), answer.ephemeral, answer.deferred) == ("latest: world 7", True, False)
    (ask,) = bench.desk.asked
    assert (ask.place.chat, ask.place.server, ask.person.id, ask.person.language) == (
        str(news.id), str(news.guild_id), str(naila.id), "ru",
    )  # fmt: skip


async def test_what_concerns_all_is_shown_to_all(bench: Bench, news: Channel, naila: User) -> None:
    assert not (await bench.api.slash(bench.api.owner, news, "subscribe", {"what": "world"})).ephemeral
    assert not (await bench.api.slash(naila, news, "latest", {"show": True})).ephemeral
    assert (await bench.api.slash(naila, news, "latest", {"show": False})).ephemeral
    assert not (await bench.api.slash(naila, bench.api.dm(naila), "latest")).ephemeral
    bench.desk.replies["subscribe"] = Reply((words("no, thank you"),), to_person=True)
    assert (await bench.api.slash(bench.api.owner, news, "subscribe")).ephemeral


async def test_several_posts_and_an_alert(bench: Bench, news: Channel, naila: User) -> None:
    bench.desk.replies["latest"] = Reply((words("one"), words("two")), alert="three")
    answer = await bench.api.slash(naila, news, "latest")
    await bench.api.until(lambda: len(answer.followups) == 2)
    assert text(answer) == "one" and all(each.ephemeral for each in answer.followups)
    bench.desk.replies["latest"] = Reply(alert="only this")
    assert text(await bench.api.slash(naila, news, "latest")) == "only this"
    bench.desk.replies["latest"] = Reply()
    assert "/help" in text(await bench.api.slash(naila, news, "latest"))


async def test_a_slow_desk_is_promised(
    bench: Bench, news: Channel, naila: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = slow(bench, news, monkeypatch)
    for options, alone in ((None, True), ({"show": True}, False)):
        answer = await bench.api.slash(naila, news, "latest", options, thinking=True)
        assert answer.deferred and not answer.settled
        gate.set()
        await bench.api.until(lambda answer=answer: answer.settled)  # type: ignore[misc]
        assert text(answer) == "latest:" and answer.ephemeral is alone
        gate.clear()


async def test_what_is_for_one_alone_is_not_shown_to_all_after_a_promise(
    bench: Bench, news: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, owner = slow(bench, news, monkeypatch), bench.api.owner
    bench.desk.replies["subscribe"] = Reply((words("no"), words("really")), to_person=True)
    answer = await bench.api.slash(owner, news, "subscribe", thinking=True)
    gate.set()
    await bench.api.until(lambda: len(answer.followups) == 2)
    assert answer.message is not None and answer.message.deleted and not answer.message.embeds
    assert [each.ephemeral for each in answer.followups] == [True, True]


async def test_buttons_change_what_they_stand_under(bench: Bench, news: Channel, naila: User) -> None:
    menu = Menu("Language", (Button("English", data="g:en"), Button("Русский", data="g:ru")))
    post = replace(words("hello"), rows=((Button("More", data="p:2"), Button("No", data="none")),), menus=(menu,))
    bench.desk.replies |= {
        "start": Reply((post,)),
        "p:2": CHANGED,
        "g:ru": Reply((words("по-русски"), words("ещё")), edits=True, alert="!"),
    }
    answer = await bench.api.slash(naila, news, "start")
    assert (await bench.api.press(naila, answer, "No")).updated and text(answer) == "hello"
    chosen = await bench.api.choose(naila, answer, "g:ru")
    await bench.api.until(lambda: len(chosen.followups) == 2)
    assert chosen.updated and text(chosen) == "по-русски" and all(each.ephemeral for each in chosen.followups)
    assert [ask.words for ask in bench.desk.pressed] == ["none", "g:ru"]


async def test_a_press_may_be_answered_with_more(bench: Bench, news: Channel, naila: User) -> None:
    post = replace(words("hello"), rows=((Button("Say", data="say"), Button("Alert", data="alert")),))
    bench.desk.replies |= {"start": Reply((post,)), "say": Reply((words("said"),)), "alert": Reply(alert="psst")}
    answer = await bench.api.slash(bench.api.owner, news, "subscribe")
    answer = await bench.api.slash(naila, news, "start")
    for label, told in (("Say", "said"), ("Alert", "psst")):
        pressed = await bench.api.press(naila, answer, label)
        assert text(pressed) == told and pressed.ephemeral and text(answer) == "hello"


async def test_a_slow_press_is_promised(
    bench: Bench, news: Channel, naila: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    buttons = tuple(Button(data, data=data) for data in ("edit", "say", "alert", "nothing"))
    bench.desk.replies |= {
        "start": Reply((replace(words("hello"), rows=(buttons,)),)), "say": Reply((words("said"),)),
        "alert": Reply(alert="psst"), "edit": Reply((replace(words("changed"), rows=(buttons,)),), edits=True),
    }  # fmt: skip
    answer = await bench.api.slash(naila, news, "start")
    gate = slow(bench, news, monkeypatch)
    for data in ("nothing", "say", "alert", "edit"):
        gate.clear()
        pressed = await bench.api.press(naila, answer, data, thinking=True)
        assert pressed.deferred and pressed.updated
        gate.set()
        if data in ("say", "alert"):
            await bench.api.until(lambda pressed=pressed: len(pressed.followups) == 1)  # type: ignore[misc]
            assert pressed.followups[0].ephemeral
    await bench.api.until(lambda: text(answer) == "changed")


async def test_what_is_typed_is_completed(bench: Bench, news: Channel, naila: User) -> None:
    found = await bench.api.complete(naila, news, "latest", "section", "wor")
    assert found == [{"name": "wor", "value": "wor"}]


async def test_a_flood_of_one_person_is_told_to_wait(bench: Bench, news: Channel, naila: User) -> None:
    gate = bench.desk.gates.setdefault(str(news.id), asyncio.Event())
    asked = [asyncio.create_task(bench.api.slash(naila, news, "latest")) for _ in range(answering.EACH)]
    await bench.api.until(lambda: len(bench.desk.asked) == answering.EACH)
    slowly = GettextWording().words("ru").gettext(answering.SLOWLY)
    assert text(await bench.api.slash(naila, news, "help")) == slowly
    assert await bench.api.complete(naila, news, "latest", "section", "w") == []
    other = asyncio.create_task(bench.api.slash(bench.api.person("Rauf"), news, "help"))
    gate.set()
    assert [text(answer) for answer in await asyncio.gather(*asked)] == ["latest:"] * answering.EACH
    assert text(await other) == "help:"
    assert len(bench.desk.asked) == answering.EACH + 1


async def test_too_many_at_once_are_left(
    bench: Bench, news: Channel, naila: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "AT_ONCE", 0)
    with pytest.raises(TimeoutError):
        await bench.api.slash(naila, news, "latest", timeout=0.2)
    assert bench.desk.asked == []


async def test_a_bug_costs_one_answer(
    bench: Bench, news: Channel, naila: User, caplog: pytest.LogCaptureFixture
) -> None:
    bench.desk.broken.add("latest")
    with pytest.raises(TimeoutError):
        await bench.api.slash(naila, news, "latest", timeout=0.2)
    assert "could not be answered" in caplog.text
    assert text(await bench.api.slash(naila, news, "help")) == "help:"


async def test_an_interaction_that_is_too_old_is_left(
    bench: Bench, news: Channel, naila: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    bench.api.fail("refuse", status=404, code=10062, message="Unknown interaction", path="/interactions/.*")
    with pytest.raises(TimeoutError):
        await bench.api.slash(naila, news, "latest", timeout=0.3)
    bench.api.fail("refuse", status=401, code=50027, message="Invalid Webhook Token", path="/webhooks/.*")
    bench.desk.replies["latest"] = Reply((words("one"), words("two")))
    assert text(await bench.api.slash(naila, news, "latest")) == "one"
    await bench.answering.settled(2)
    assert caplog.text.count("an answer did not arrive") == 2 and "token was refused" not in caplog.text


async def test_what_was_asked_for_is_done_though_nobody_can_be_told(
    bench: Bench, news: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = slow(bench, news, monkeypatch)
    bench.api.fail("refuse", status=404, code=10062, message="Unknown interaction", path="/interactions/.*")
    with pytest.raises(TimeoutError):
        await bench.api.slash(bench.api.owner, news, "subscribe", timeout=0.2)
    gate.set()
    await bench.answering.settled(2)
    assert bench.desk.finished == ["subscribe"]


async def test_trouble_on_the_way_is_tried_once_more(bench: Bench, news: Channel, naila: User) -> None:
    bench.api.fail("server_error", path="/interactions/.*")
    assert text(await bench.api.slash(naila, news, "latest")) == "latest:"
    bench.api.fail("server_error", path="/interactions/.*", times=2)
    with pytest.raises(TimeoutError):
        await bench.api.slash(naila, news, "latest", timeout=0.3)


async def test_the_end_does_not_wait_for_ever(
    bench: Bench, news: Channel, naila: User, caplog: pytest.LogCaptureFixture
) -> None:
    bench.desk.gates[str(news.id)] = gate = asyncio.Event()
    asked = asyncio.create_task(bench.api.slash(naila, news, "latest"))
    await bench.desk.asked_of(str(news.id))
    await bench.answering.settled(0.01)
    assert "1 interactions were left unanswered" in caplog.text
    gate.set()
    assert text(await asked) == "latest:"


async def test_who_manages_a_server_is_known_from_what_they_do(bench: Bench, news: Channel, naila: User) -> None:
    for person, manages in ((bench.api.owner, True), (naila, False)):
        await bench.api.slash(person, news, "help")
        ask = bench.desk.asked[-1]
        assert await bench.platform.manages(ask.place, ask.person) is manages


async def test_a_post_with_mentions_calls_nobody_in_an_answer(bench: Bench, news: Channel, naila: User) -> None:
    bench.desk.replies["latest"] = Reply((Post(((Span("@everyone <@1> @here", outside=True),),)),))
    answer = await bench.api.slash(naila, news, "latest", {"show": True})
    assert answer.message is not None and answer.message.pings == () and answer.message.content == ""
