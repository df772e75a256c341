"""/share: the bare address of an item, to copy."""

from dataclasses import replace

import pytest

from bot.domain.model import Span
from bot.services.desk.sharing import reference
from tests.services.fakes_desk import GROUP, Newsroom, item, text

TRAM = item(3, "Tram strike ends")
NEWEST = item(9)


def newsroom(**changes: object) -> Newsroom:
    return Newsroom(item(1), TRAM, item(5), NEWEST, **changes)


async def test_without_words_the_newest_its_address_alone_on_the_last_line() -> None:
    reply = await newsroom().write("/share")
    assert text(reply) == f"Report 9 from the harbour\n{NEWEST.url}"
    assert reply.posts[0].lines[-1] == (Span(NEWEST.url, url=NEWEST.url),)
    assert not reply.posts[0].preview


async def test_it_can_be_copied_and_shared_by_a_button() -> None:
    (post,) = (await newsroom().write("/share", GROUP)).posts
    labels = [[button.label for button in row] for row in post.rows]
    assert labels == [["Telegram", "WhatsApp", "Facebook", "X"], ["Copy link"]]
    assert post.rows[1][0].copy == NEWEST.url


@pytest.mark.parametrize("words", ["tram strike", "Tram strike ends", TRAM.url, reference(TRAM)])
async def test_words_an_address_and_a_reference_mean_one_item(words: str) -> None:
    assert text(await newsroom().write(f"/share {words}")) == f"Tram strike ends\n{TRAM.url}"


@pytest.mark.parametrize(
    "words", ["zeppelin", "#77", "#99999999999999999999", "https://caliber.az/en/post/elsewhere", "!!!"]
)
async def test_what_is_not_found_is_said_with_an_example(words: str) -> None:
    assert text(await newsroom().write(f"/share {words}")) == (
        f"Nothing found for “{words}”.\nWords of its title are enough, for example: /share rail corridor"
    )


async def test_what_is_not_published_yet_is_not_shared() -> None:
    room = newsroom()
    room.articles.drafts = {TRAM.id}
    assert "Nothing found" in text(await room.write(f"/share {TRAM.url}"))


async def test_an_item_without_an_address_gives_way_to_the_next() -> None:
    room = newsroom()
    room.articles.archive.append(replace(item(12), url=""))
    assert text(await room.write("/share")).endswith(NEWEST.url)
    assert "Nothing found" in text(await room.write("/share #12"))


async def test_an_empty_archive() -> None:
    assert text(await Newsroom().write("/share")).startswith("There is nothing yet.\n")


async def test_too_many_words() -> None:
    assert "500 characters" in text(await Newsroom().write("/share " + "a" * 501))
