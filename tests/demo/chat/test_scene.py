"""The scene: set up by people's own commands."""

import asyncio

import pytest

from bot.demo.botapi import BotApi
from bot.demo.chat import scene as scenes
from bot.demo.chat.scene import RASHAD, READER, SAMIRA, Scene, SceneNotSet
from tests.demo.conftest import Caller


async def test_the_owners_subscribe_their_chats(api: BotApi, scene: Scene, call: Caller) -> None:
    opening = asyncio.create_task(scene.open())
    await call("getMe")  # `open` looks whether it may go on
    assert SAMIRA not in api.chats  # nothing is said before the bot reads
    await call("getUpdates")
    await api.until(lambda: SAMIRA in api.chats)
    _, answer = await call("getUpdates")
    said = [update["message"] for update in answer["result"] if "text" in update.get("message", {})]
    assert [(message["from"]["id"], message["chat"]["id"], message["text"]) for message in said] == [
        (SAMIRA, SAMIRA, "/subscribe @city_wire"),
        (RASHAD, scene.neighbours.id, "/subscribe"),
    ]
    await call("sendMessage", chat_id=SAMIRA, text="Good day.")
    await call("sendMessage", chat_id=SAMIRA, text="To stop: /unsubscribe @city_wire")
    await call("getMe")
    assert not opening.done()
    await call("sendMessage", chat_id=scene.neighbours.id, text="To stop: /unsubscribe")
    await opening
    assert {chat.id for chat in scene.chats()}.isdisjoint({SAMIRA, RASHAD})


async def test_the_reader_speaks_first(scene: Scene, call: Caller) -> None:
    assert (await call("sendMessage", chat_id=READER, text="x"))[0] == 403


async def test_the_bot_may_post_where_it_is_let_in(scene: Scene, call: Caller) -> None:
    for chat in (scene.editors, scene.neighbours, scene.city_wire, scene.night_desk):
        assert (await call("sendMessage", chat_id=chat.id, text="x"))[0] == 200


@pytest.mark.parametrize(("reads", "reason"), [(False, "does not read"), (True, "did not confirm")])
async def test_a_bot_that_does_not_do_its_part(
    reads: bool, reason: str, api: BotApi, scene: Scene, call: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenes, "PATIENCE", 0.05)
    if reads:
        await call("getUpdates")
    with pytest.raises(SceneNotSet, match=reason) as caught:
        await scene.open()
    assert "\n" not in str(caught.value)
