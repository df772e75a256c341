"""A picture's way into the chats: by address, uploaded, by reference, or not at all; learnt once, for all chats."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import Doubtful, NotSent, PictureRejected, SendFailed, TryLater, Unreachable
from bot.domain.model import Item, Kind, Page, Shown
from bot.services.delivering import FETCH_SECONDS, FETCHES, PICTURE_BYTES
from bot.services.pictures import KEPT, MEMORY, Pictures, Way
from tests.fakes import START, Site, in_any_window, virtual
from tests.services.newsroom import Newsroom

URL = "https://news.example/1.webp"
PAGE = "https://news.example/1"
NO_RIGHT = PictureRejected("not enough rights to send photos to the chat", here=True)


class Shelf(Site):
    """Pictures by address; `open`: how many are being fetched, `most` how many at once ever."""

    def __init__(self, *urls: str, content: bytes = b"picture", seconds: float = 0.2) -> None:
        super().__init__()
        self.pictures = dict.fromkeys(urls or (URL,), content)
        self.slow = dict.fromkeys(self.pictures, seconds)
        self.open = self.most = 0

    async def get(self, url: str, *_: Any) -> Page:
        with self._counted():
            self.asked.append(url)
            await asyncio.sleep(self.slow[url])
            if error := self.broken.get(url):
                raise error
            return Page(url, body=self.pictures[url])

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            yield
        finally:
            self.open -= 1


def illustrated(room: Newsroom, *chats: str, url: str = URL) -> None:
    item = Item(1, 1, "Bridge", PAGE, "news", "en", START, image=url)
    for chat in chats:
        for row in room.outbox.owe_to(chat):
            row.item = item


def shown(room: Newsroom) -> set[tuple[str, str]]:
    return {(each.post.image, each.post.preview) for each in room.platform.sent}


@virtual
async def test_a_picture_that_comes_by_its_address_is_not_fetched() -> None:
    shelf = Shelf()
    room = Newsroom(fetcher=shelf)
    illustrated(room, "a", "b")
    await room.courier.once()
    assert [(each.post.image, each.picture) for each in room.platform.sent] == [(URL, "")] * 2 and shelf.asked == []


@virtual
async def test_a_post_goes_by_one_name_in_whatever_way_its_picture_goes() -> None:
    room = Newsroom(fetcher=Shelf())
    room.platform.unusable.add(URL)
    room.platform.spoilt.add(b"picture")
    illustrated(room, "a")
    await room.courier.once()
    assert len(room.platform.named) == 3 and len(set(room.platform.named)) == 1  # by its address, uploaded, without


@virtual
async def test_one_the_platform_cannot_fetch_is_uploaded_once_for_a_thousand_chats() -> None:
    shelf = Shelf(seconds=3)
    room = Newsroom(rate=30, fetcher=shelf)
    room.platform.unusable.add(URL)
    illustrated(room, *(f"chat {number}" for number in range(1000)))
    await room.courier.once()
    assert shelf.asked == [URL]
    assert shown(room) == {(URL, "")} and len(room.platform.sent) == 1000
    uploads = [each.picture for each in room.platform.sent if isinstance(each.picture, bytes)]
    assert uploads == [b"picture"]
    assert {each.picture for each in room.platform.sent[1:]} == {"file 1"}
    assert len(room.platform.asked) < 1000 + 40  # those on their way before the platform had answered
    assert {row.attempts for row in room.outbox.rows} == {1}


@virtual
async def test_while_one_is_fetched_other_posts_go_on_at_the_full_rate() -> None:
    shelf = Shelf(seconds=4)
    room = Newsroom(rate=30, fetcher=shelf)
    room.platform.unusable.add(URL)
    illustrated(room, *(f"chat {number}" for number in range(100)))
    for number in range(90):
        room.outbox.owe_to(f"other {number}")
    await room.courier.once()
    others = [each.answered for each in room.platform.sent if each.chat.startswith("other")]
    assert len(others) == 90 and max(others) < 5.0
    assert in_any_window([moment for moment, _ in room.platform.asked], 1.0) <= 30


@virtual
async def test_no_more_are_fetched_at_once_than_there_is_memory_for() -> None:
    urls = [f"https://news.example/{number}.webp" for number in range(3 * FETCHES)]
    shelf = Shelf(*urls, seconds=1)
    room = Newsroom(fetcher=shelf)
    room.platform.unusable |= set(urls)
    for number, url in enumerate(urls):
        illustrated(room, f"chat {number}", url=url)
    await room.courier.once()
    assert shelf.most == FETCHES and len(shelf.asked) == len(urls)
    assert {each.post.image for each in room.platform.sent} == set(urls)


@virtual
async def test_a_post_is_never_lost_over_its_picture() -> None:
    troubles: tuple[dict[str, Any], ...] = (
        {},  # no fetcher at all
        {"fetcher": Shelf(content=b"")},
        {"fetcher": Shelf(content=b"x" * (PICTURE_BYTES + 1))},
        {"fetcher": Shelf(seconds=FETCH_SECONDS + 60)},
        {"fetcher": Shelf(content=b"no picture")},
    )
    for trouble in troubles:
        room = Newsroom(rate=1, **trouble)
        room.platform.unusable.add(URL)
        room.platform.spoilt.add(b"no picture")
        illustrated(room, "a", "b")
        await room.courier.once()
        assert shown(room) == {("", PAGE)} and room.outbox.states() == {"sent": 2}, trouble
        assert {row.attempts for row in room.outbox.rows} == {1}
        assert len(getattr(trouble.get("fetcher"), "asked", ())) <= 1
        assert in_any_window([moment for moment, _ in room.platform.asked], 1.0) == 1  # refused tries count as well


@virtual
async def test_a_site_that_fails_is_not_asked_for_every_chat() -> None:
    shelf = Shelf()
    shelf.broken[URL] = Unreachable("503")
    room = Newsroom(fetcher=shelf)
    room.platform.unusable.add(URL)
    illustrated(room, *(f"chat {number}" for number in range(50)))
    await room.courier.once()
    assert shown(room) == {("", PAGE)} and shelf.asked == [URL]


@virtual
async def test_an_upload_that_the_platform_could_not_take_is_tried_again() -> None:
    shelf = Shelf()
    room = Newsroom(fetcher=shelf)
    room.platform.unusable.add(URL)
    illustrated(room, "a")
    room.platform.refuse("a", PictureRejected("failed to get HTTP URL content"), TryLater("502"))
    await room.courier.once()
    assert shelf.asked == [URL] * 2 and room.platform.sent[0].picture == b"picture"


@pytest.mark.parametrize("lost", [Doubtful("the upload broke off"), TryLater("502")])
@virtual
async def test_uploads_that_come_to_nothing_cost_no_chat_its_post(lost: SendFailed) -> None:
    shelf = Shelf()
    room = Newsroom(fetcher=shelf)
    room.platform.unusable.add(URL)
    illustrated(room, "a", "b")
    room.platform.refuse("a", PictureRejected("failed to get HTTP URL content"), lost, lost)
    room.platform.refuse("b", PictureRejected("failed to get HTTP URL content"), lost, lost)
    await room.courier.once()
    assert shelf.asked == [URL] * 2 and shown(room) == {("", PAGE)} and room.outbox.states() == {"sent": 2}


@virtual
async def test_what_is_no_fault_of_an_upload_costs_no_picture() -> None:
    room = Newsroom(fetcher=Shelf())
    room.platform.unusable.add(URL)
    illustrated(room, "a")
    waits = [NotSent("no route"), TryLater("429", retry_after=1), NotSent("no route"), TryLater("429", retry_after=1)]
    room.platform.refuse("a", PictureRejected("failed to get HTTP URL content"), *waits)
    await room.courier.once()
    assert [each.picture for each in room.platform.sent] == [b"picture"]


@virtual
async def test_a_reference_that_is_refused_is_not_used_again() -> None:
    shelf = Shelf()
    room = Newsroom(fetcher=shelf, in_flight=1)
    room.platform.unusable.add(URL)
    room.platform.spoilt.add("file 1")
    illustrated(room, "a", "b", "c")
    await room.courier.once()
    assert [each.post.image for each in room.platform.sent] == [URL, "", ""]
    assert len(room.platform.asked) == 2 + 2 + 1


@virtual
async def test_groups_that_allow_no_pictures_do_not_cost_the_others_theirs() -> None:
    room = Newsroom(in_flight=1, fetcher=Shelf())
    plain = [f"plain {number}" for number in range(10)]
    for chat in plain:
        room.platform.refuse(chat, NO_RIGHT)
    illustrated(room, *plain[:1], "reader", *plain[1:], "other")
    await room.courier.once()
    assert {each.chat for each in room.platform.sent if each.post.image} == {"reader", "other"}


@virtual
async def test_a_chat_without_pictures_waits_for_none() -> None:
    room = Newsroom(fetcher=Shelf(seconds=4))
    room.platform.unusable.add(URL)
    illustrated(room, "a", "plain")
    room.outbox.addresses[2] = replace(room.outbox.addresses[2], pictures=False)
    room.outbox.rows[1].due = START + timedelta(seconds=1)
    await room.courier.once()
    assert [(each.chat, round(each.asked)) for each in room.platform.sent] == [("plain", 1), ("a", 4)]


@virtual
async def test_an_edit_needs_no_picture() -> None:
    room = Newsroom(fetcher=Shelf(seconds=4))
    room.platform.unusable.add(URL)
    illustrated(room, "a", "standing")
    edit = room.outbox.rows[1]
    edit.kind, edit.shown, edit.due = Kind.EDIT, Shown("m1", "photo"), START + timedelta(seconds=1)
    await room.courier.once()
    assert [(chat, round(moment)) for moment, chat in room.platform.asked] == [("a", 0), ("standing", 1), ("a", 4)]


def test_a_drawing_is_sent_nowhere() -> None:
    assert Pictures(uploads=True).known("https://news.example/Logo.SVG?v=1", START).way is Way.NONE


def test_what_is_known_is_forgotten_when_it_may_have_been_mended() -> None:
    pictures = Pictures(uploads=True)
    ways = [pictures.refused(URL, tried, START) for tried in (Way.ADDRESS, Way.ADDRESS, Way.UPLOAD, Way.UPLOAD)]
    assert ways == [Way.UPLOAD, Way.UPLOAD, Way.NONE, Way.NONE]  # two chats may learn the same
    assert pictures.known(URL, START + MEMORY - timedelta(seconds=1)).way is Way.NONE
    assert pictures.known(URL, START + MEMORY).way is Way.ADDRESS
    assert pictures.known("https://news.example/2.webp", START).way is Way.ADDRESS


def test_without_a_reference_it_is_uploaded_again() -> None:
    pictures = Pictures(uploads=True)
    pictures.refused(URL, Way.ADDRESS, START)
    pictures.uploaded(URL, "", START)
    assert pictures.known(URL, START).way is Way.UPLOAD
    pictures.uploaded(URL, "file", START)
    assert pictures.known(URL, START).reference == "file"


def test_an_upload_that_is_lost_says_nothing_of_what_the_platform_has() -> None:
    pictures = Pictures(uploads=True)
    pictures.refused(URL, Way.ADDRESS, START)
    pictures.upload_lost(URL, START)
    pictures.uploaded(URL, "", START)
    pictures.upload_lost(URL, START)
    assert pictures.known(URL, START).way is Way.UPLOAD  # not twice in a row
    pictures.uploaded(URL, "file", START)
    pictures.upload_lost(URL, START)
    assert pictures.known(URL, START).way is Way.REFERENCE


def test_no_more_is_remembered_than_there_is_room_for() -> None:
    pictures = Pictures(uploads=False)
    pictures.refused(URL, Way.ADDRESS, START)
    for number in range(KEPT - 1):
        pictures.refused(f"https://news.example/bad-{number}.jpg", Way.ADDRESS, START)
    assert pictures.known(URL, START).way is Way.NONE
    pictures.refused("https://news.example/one-more.jpg", Way.ADDRESS, START)
    assert pictures.known(URL, START).way is Way.ADDRESS
