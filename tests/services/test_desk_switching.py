"""The buttons under a post that show it in another language."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.model import Address, Ask, Edition, Person, Place, Reply, Standing
from bot.services.desk import DISCORD
from tests.services.fakes_desk import CHANNEL, GROUP, HOME, NOW, Newsroom, item, text

ENGLISH = item(1, editions=(Edition("ru", 2),))
RUSSIAN = item(
    1, "Сообщение 1 из гавани", article_id=2, language="ru", url="https://caliber.az/ru/1", editions=(Edition("en", 1),)
)
OTHER = replace(item(3), article_id=3)
SERVER = Place("discord", "11", kind="group", title="news", server="1")


def switchable(place: Place = HOME, **changes: object) -> Newsroom:
    """A newsroom whose message "55" in a place shows the first item."""
    made = Newsroom(ENGLISH, RUSSIAN, OTHER, **changes)
    standing = Standing(Address(9, place, layout="brief"), (1,), NOW)
    made.outbox.stands[place.platform, place.chat, "55"] = standing
    return made


async def press(made: Newsroom, data: str, place: Place = HOME, *, message: str = "55") -> Reply:
    return await made.desk.press(Ask(place, Person("7"), words=data, message=message))


def labels(reply: Reply) -> list[str]:
    return [button.label for post in reply.posts for row in post.rows for button in row]


async def test_in_a_private_chat_the_post_itself_changes_its_language() -> None:
    made = switchable()
    reply = await press(made, "e:2")
    assert reply.edits and not reply.alert
    assert text(reply) == "Сообщение 1 из гавани\nWorld · 22:01 · Caliber.Az", "as the chat has chosen: brief"
    assert reply.posts[0].lines[0][0].url == "https://caliber.az/ru/1"
    assert "EN" in labels(reply)
    assert made.outbox.shown == {"55": 2}
    back = await press(made, "e:1")
    assert text(back).startswith("Report 1 from the harbour\n") and "RU" in labels(back)
    assert made.outbox.shown == {"55": 1}


async def test_the_post_says_what_else_it_is_as_when_it_was_sent() -> None:
    made = switchable()
    made.articles.archive[1] = replace(RUSSIAN, corrected=NOW - timedelta(minutes=5), correction="Сообщение 0")
    made.outbox.stands["telegram", HOME.chat, "55"] = Standing(
        Address(9, HOME), (1,), NOW - timedelta(hours=1), update=True
    )
    shown = text(await press(made, "e:2"))
    assert "Update · " in shown and "Corrected 22:55: the headline was “Сообщение 0”." in shown


@pytest.mark.parametrize("place", [GROUP, CHANNEL])
async def test_who_manages_a_group_or_channel_switches_it_for_all(place: Place) -> None:
    made = switchable(place)
    made.directory.managers.add((place.chat, "7"))
    assert (await press(made, "e:2", place)).edits
    assert made.outbox.shown == {"55": 2}


async def test_any_other_reader_is_told_the_title_alone() -> None:
    made = switchable(GROUP)
    assert await press(made, "e:2", GROUP) == Reply(alert="Сообщение 1 из гавани")
    assert made.outbox.shown == {}


async def test_where_it_can_be_shown_to_one_alone_they_get_the_post() -> None:
    made = switchable(SERVER, manners=DISCORD)
    reply = await press(made, "e:2", SERVER)
    assert reply.to_person and not reply.edits and not reply.alert
    assert text(reply).startswith("Сообщение 1 из гавани\n")
    assert "Telegram" in labels(reply) and "EN" not in labels(reply), "that button would change nothing here"
    assert made.outbox.shown == {}


@pytest.mark.parametrize(
    "data",
    ["e:3", "e:99", "e:0", "e:-2", "e:", "e:x", "e:²", "e:2:1", "e:2:", f"e:{2**63}", f"e:{'9' * 18}", f"e:{'9' * 40}"],
)
async def test_what_is_no_edition_of_the_post_is_refused(data: str) -> None:
    made = switchable()
    assert "out of date" in (await press(made, data)).alert
    assert made.outbox.shown == {}


async def test_a_message_that_is_not_ours_not_here_or_shows_more_is_refused() -> None:
    made = switchable()
    made.outbox.stands["telegram", HOME.chat, "digest"] = Standing(Address(9, HOME), (1, 3), NOW)
    for place, message in ((HOME, ""), (HOME, "56"), (HOME, "digest"), (replace(HOME, chat="8"), "55"), (GROUP, "55")):
        assert "out of date" in (await press(made, "e:2", place, message=message)).alert
    assert made.outbox.shown == {}
    nobody_sends = switchable(outbox=None)
    assert "out of date" in (await press(nobody_sends, "e:2")).alert


async def test_what_is_gone_at_the_last_moment_is_out_of_date() -> None:
    made = switchable()
    made.outbox.lost = True
    reply = await press(made, "e:2")
    assert "out of date" in reply.alert and not reply.posts
