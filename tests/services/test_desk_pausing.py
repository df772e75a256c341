"""/pause, /resume, and the button under a digest."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.model import Address
from tests.services.fakes_desk import CHANNEL, GROUP, HOME, NOW, Newsroom, buttons, text


async def subscribed(**changes: object) -> Newsroom:
    room = Newsroom(**changes)
    await room.write("/subscribe")
    return room


def address(room: Newsroom, number: int = 1) -> Address:
    return room.addresses.rows[number]


async def test_a_pause_without_a_time_lasts_until_resume() -> None:
    room = await subscribed()
    reply = text(await room.write("/pause"))
    assert reply == "Posts are paused. To go on: /resume\nWhat is published meanwhile is kept for 30 days at most."
    assert (address(room).status, address(room).paused_until) == ("paused", None)


@pytest.mark.parametrize(
    ("keep", "words", "told"),
    [
        (30, "30d", "kept until then."),
        (3, "3 days", "kept until then."),
        (3, "4 дня", "kept for 3 days at most."),
        (1, "", "kept for 1 day at most."),
    ],
)
async def test_it_is_said_how_long_posts_are_kept(keep: int, words: str, told: str) -> None:
    room = await subscribed(keep_days=keep)
    assert text(await room.write(f"/pause {words}")).endswith(f"What is published meanwhile is {told}")


@pytest.mark.parametrize(
    ("words", "long", "shown"),
    [
        ("3d", timedelta(days=3), "24 November, 23:00"),
        ("12h", timedelta(hours=12), "22 November, 11:00"),
        ("30m", timedelta(minutes=30), "23:30"),
        ("2w", timedelta(weeks=2), "5 December, 23:00"),
        ("2 Н", timedelta(weeks=2), "5 December, 23:00"),
        ("3 часа", timedelta(hours=3), "22 November, 02:00"),
        ("30d", timedelta(days=30), "21 December, 23:00"),
    ],
)
async def test_a_pause_with_a_time_says_when_it_ends(words: str, long: timedelta, shown: str) -> None:
    room = await subscribed()
    assert f"paused until {shown}. To go on at once: /resume" in text(await room.write(f"/pause {words}"))
    assert address(room).paused_until == NOW + long


@pytest.mark.parametrize("words", ["soon", "3", "d", "0d", "-3d", "3d 4h", "9999999d", "1.5h", "³d"])
async def test_a_time_that_is_none_is_declined_with_examples(words: str) -> None:
    room = await subscribed()
    reply = text(await room.write(f"/pause {words}"))
    assert f"“{words}”" in reply
    assert "/pause 3d, /pause 12h" in reply
    assert address(room).status == "active"


@pytest.mark.parametrize("words", ["31d", "5w", "721h", "999999w"])
async def test_a_month_is_the_longest(words: str) -> None:
    room = await subscribed()
    assert "30 days at most" in text(await room.write(f"/pause {words}"))
    assert address(room).status == "active"


async def test_where_nothing_comes_there_is_nothing_to_pause() -> None:
    room = Newsroom()
    assert "nothing to pause" in text(await room.write("/pause"))
    await room.write("/subscribe")
    await room.write("/unsubscribe")
    assert "nothing to pause" in text(await room.write("/pause 3d"))
    assert address(room).status == "active"


async def test_a_closed_channel_is_not_paused() -> None:
    room = Newsroom()
    room.directory.managers.add((CHANNEL.chat, "7"))
    await room.write("/subscribe @caliber_en")
    room.addresses.rows[1] = replace(address(room), status="closed")
    assert "nothing to pause" in text(await room.write("/pause @caliber_en"))


# --- on return ---------------------------------------------------------------------------------------------


async def test_resume_with_nothing_waiting_just_goes_on() -> None:
    room = await subscribed()
    await room.write("/pause")
    assert text(await room.write("/resume")) == "The pause is over. Nothing was published meanwhile."
    assert address(room).status == "active"
    assert room.rung == 1


async def test_resume_asks_what_becomes_of_what_waits_and_goes_on_without_an_answer() -> None:
    room = await subscribed(burst=5)
    await room.write("/pause")
    room.addresses.waiting = 12
    reply = await room.write("/resume")
    assert text(reply) == (
        "12 posts wait. What should happen to them?\n"
        "Without an answer the pause ends at 23:10, and what waited comes in one digest."
    )
    assert buttons(reply) == {"Skip": "r:skip", "One digest": "r:digest", "All": "r:all"}
    assert (address(room).status, address(room).paused_until) == ("paused", NOW + timedelta(minutes=10))


@pytest.mark.parametrize(("burst", "every_post"), [(0, False), (12, False), (5, True)])
async def test_few_posts_come_one_by_one_without_an_answer(burst: int, every_post: bool) -> None:
    room = await subscribed(burst=burst)
    await room.write("/pause")
    room.addresses.rows[1] = replace(address(room), every_post=every_post)
    room.addresses.waiting = 12
    assert "what waited comes post by post" in text(await room.write("/resume"))


async def test_asking_makes_no_pause_longer() -> None:
    room = await subscribed()
    await room.write("/pause 3m")
    room.addresses.waiting = 1
    assert "1 post waits. What should happen to it?" in text(await room.write("/resume"))
    assert address(room).paused_until == NOW + timedelta(minutes=3)


@pytest.mark.parametrize(("how", "told"), [("skip", "skipped"), ("digest", "in one digest"), ("all", "post by post")])
async def test_the_choice_ends_the_pause(how: str, told: str) -> None:
    room = await subscribed()
    await room.write("/pause")
    room.addresses.waiting = 12
    await room.write("/resume")
    reply = await room.press(f"r:{how}")
    assert reply.edits
    assert told in text(reply)
    assert room.addresses.resumed == [how]
    assert room.rung == 1
    assert (await room.press(f"r:{how}")).alert == "Nothing is paused here."


async def test_where_nothing_is_paused_there_is_nothing_to_resume() -> None:
    assert text(await Newsroom().write("/resume")) == "Nothing is paused here."
    assert (await Newsroom().press("r:all")).alert == "Nothing is paused here."
    room = await subscribed()
    assert text(await room.write("/resume")) == "Nothing is paused here."
    await room.write("/pause")
    room.addresses.rows[1] = replace(address(room), paused_until=NOW)  # it is over, though nobody has looked yet
    assert text(await room.write("/resume")) == "Nothing is paused here."


@pytest.mark.parametrize("data", ["r", "r:", "r:now", "r:all:-100:3", "e:1"])
async def test_foreign_buttons_are_out_of_date(data: str) -> None:
    assert "out of date" in (await (await subscribed()).press(data)).alert


async def test_in_a_group_only_administrators_pause_and_resume() -> None:
    room = Newsroom()
    room.directory.managers.add((GROUP.chat, "7"))
    await room.write("/subscribe", GROUP)
    assert (await room.write("/pause", GROUP, by="9")).to_person
    assert address(room).status == "active"
    await room.write("/pause", GROUP)
    room.addresses.waiting = 2
    assert (await room.write("/resume", GROUP, by="9")).to_person
    await room.write("/resume", GROUP)
    assert "Only administrators" in (await room.press("r:all", GROUP, by="9")).alert
    assert address(room).status == "paused"
    await room.press("r:all", GROUP)
    assert address(room).status == "active"


async def test_a_channel_is_paused_from_the_private_chat_of_who_manages_it() -> None:
    room = Newsroom(burst=5)
    room.directory.managers.add((CHANNEL.chat, "7"))
    await room.write("/subscribe @caliber_en")
    reply = text(await room.write("/pause @caliber_en 3d"))
    assert reply.startswith(
        "@caliber_en\nPosts are paused until 24 November, 23:00. To go on at once: /resume @caliber_"
    )
    room.addresses.waiting = 30
    question = await room.write("/resume @caliber_en")
    assert "what waited comes post by post" in text(question)  # channels get no digests unasked
    asked = buttons(question)
    assert asked["Skip"] == f"r:skip:{CHANNEL.chat}"
    assert "Only administrators" in (await room.press(asked["Skip"], by="9")).alert
    assert text(await room.press(asked["Skip"])).startswith("@caliber_en\nThe pause is over.")
    assert room.addresses.resumed == ["skip"]


# --- what others say of it ---------------------------------------------------------------------------------


async def test_start_and_subscribe_say_that_a_chat_is_paused() -> None:
    room = await subscribed()
    assert "paused" not in text(await room.write("/start")) + text(await room.write("/subscribe world"))
    await room.write("/pause 30m")
    for command in ("/start", "/subscribe world"):
        assert "Posts are paused until 23:30. To go on at once: /resume" in text(await room.write(command))
    assert address(room).status == "paused"


async def test_subscribing_a_paused_channel_says_how_it_goes_on() -> None:
    room = Newsroom()
    room.directory.managers.add((CHANNEL.chat, "7"))
    await room.write("/subscribe @caliber_en")
    await room.write("/pause @caliber_en")
    reply = text(await room.write("/subscribe @caliber_en world"))
    assert "Posts are paused. To go on: /resume @caliber_en" in reply


async def test_the_help_has_an_example() -> None:
    reply = text(await Newsroom().write("/help"))
    assert "/pause [how long] — nothing for a while (for example: /pause 3d)" in reply
    assert "/resume — end the pause" in reply


# --- under a digest ----------------------------------------------------------------------------------------


async def test_the_button_under_a_digest_asks_for_every_post_and_back() -> None:
    room = await subscribed()
    assert "every post comes by itself" in (await room.press("e")).alert
    assert address(room).every_post
    assert "come as one digest" in (await room.press("e")).alert
    assert not address(room).every_post


async def test_a_stranger_in_a_group_changes_nothing() -> None:
    room = Newsroom()
    room.directory.managers.add((GROUP.chat, "7"))
    await room.write("/subscribe", GROUP)
    assert "Only administrators" in (await room.press("e", GROUP, by="9")).alert
    assert not address(room).every_post


async def test_a_digest_in_a_forgotten_chat_has_a_dead_button() -> None:
    assert "out of date" in (await Newsroom().press("e", HOME)).alert
