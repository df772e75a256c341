"""/privacy and /forget."""

from dataclasses import replace

from tests.services.fakes_desk import CHANNEL, GROUP, HOME, Newsroom, buttons, text


async def test_privacy_says_what_is_stored_and_how_to_erase_it() -> None:
    reply = text(await Newsroom().write("/privacy"))
    assert "What is stored" in reply
    assert "/forget" in reply


async def test_forget_asks_first_and_keeps_what_is_to_be_kept() -> None:
    room = Newsroom()
    await room.write("/subscribe")
    reply = await room.write("/forget")
    assert buttons(reply) == {"Erase": "f:yes", "Keep": "f:no"}
    kept = await room.press("f:no")
    assert kept.edits
    assert text(kept) == "Nothing was erased."
    assert room.subscribed() == [("all", "")]


async def test_forget_erases_everything_about_the_chat() -> None:
    room = Newsroom()
    await room.write("/subscribe")
    await room.write("/subscribe", other := replace(HOME, chat="8"), by="8")
    await room.write("/search")
    erased = await room.press("f:yes")
    assert erased.edits
    assert "Everything is erased" in text(erased)
    assert await room.addresses.get(HOME) is None
    assert room.notebook.notes == {}
    assert room.subscribed(other) == [("all", "")]
    assert "Everything is erased" in text(await room.press("f:yes"))


async def test_in_a_group_administrators_erase_all_of_its_topics() -> None:
    room = Newsroom()
    room.directory.managers.add((GROUP.chat, "7"))
    await room.write("/subscribe", GROUP)
    await room.write("/subscribe", replace(GROUP, topic="4"))
    assert (await room.write("/forget", GROUP, by="9")).to_person
    assert "Only administrators" in (await room.press("f:yes", GROUP, by="9")).alert
    assert len(room.addresses.rows) == 2
    await room.press("f:yes", GROUP)
    assert not room.addresses.rows


async def test_a_channel_is_erased_from_the_private_chat_of_who_manages_it() -> None:
    room = Newsroom()
    room.directory.managers.add((CHANNEL.chat, "7"))
    await room.write("/subscribe")
    await room.write("/subscribe @caliber_en")
    reply = await room.write("/forget @caliber_en")
    assert "about @caliber_en?" in text(reply)
    assert "Only administrators" in (await room.press(buttons(reply)["Erase"], by="9")).alert
    await room.press(buttons(reply)["Erase"])
    assert room.subscribed(CHANNEL) == []
    assert room.subscribed() == [("all", "")]
