"""The courier with edits, strikes and updates."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.adapters.wording import GettextWording
from bot.domain import corrections
from bot.domain.errors import MessageGone, TryLater
from bot.domain.model import Address, Kind, Place, Shown, Span
from bot.domain.style import Style
from bot.services.composer import Composer
from tests.fakes import START, virtual
from tests.memory_delivery import Row
from tests.services.fakes_desk import item
from tests.services.newsroom import Newsroom

STANDING = Shown("m1", "photo")


def owed(room: Newsroom, kind: Kind, shown: Shown | None = STANDING, payload: str = "") -> Row:
    row: Row = room.outbox.owe_to("reader")[0]
    row.kind, row.shown, row.payload = kind, shown, payload
    return row


def seen(room: Newsroom) -> list[tuple[str, str]]:
    """What was sent: what it answers, and its title."""
    return [(each.answers, each.post.lines[0][0].text) for each in room.platform.sent]


@virtual
async def test_an_edit_changes_the_message_that_stands_there() -> None:
    room = Newsroom()
    row = owed(room, Kind.EDIT)
    await room.courier.once()
    [(chat, message, post, form)] = room.platform.edited
    assert (chat, message, form, post.lines[0][0].text) == ("reader", "m1", "photo", "Item 1")
    assert (row.state, row.receipt, room.platform.sent) == ("sent", None, [])


@pytest.mark.parametrize(
    ("kind", "called"), [(Kind.POST, ("7",)), (Kind.UPDATE, ("7",)), (Kind.EDIT, ()), (Kind.STRIKE, ())]
)
@virtual
async def test_only_what_is_new_in_the_chat_calls_roles(kind: Kind, called: tuple[str, ...]) -> None:
    room = Newsroom()
    owed(room, kind, payload=corrections.calling(["7"]))
    await room.courier.once()
    new = [each.post for each in room.platform.sent]
    [post] = new or [post for _, _, post, _ in room.platform.edited]
    assert post.mentions == called and bool(new) == bool(called)


@virtual
async def test_a_strike_says_that_the_article_was_taken_down() -> None:
    room = Newsroom()
    owed(room, Kind.STRIKE, payload=corrections.strike("a mistake"))
    await room.courier.once()
    [(_, _, post, _)] = room.platform.edited
    assert post.lines[0][0].strike and corrections.reason_of(post.lines[1][0].text) == "a mistake"


@virtual
async def test_an_update_answers_the_post_it_goes_on_from() -> None:
    room = Newsroom()
    owed(room, Kind.UPDATE)
    await room.courier.once()
    assert seen(room) == [("m1", "Update: Item 1")]


@virtual
async def test_an_update_whose_first_post_never_came_is_a_post_as_any_other() -> None:
    room = Newsroom()
    row = owed(room, Kind.UPDATE, shown=None)
    await room.courier.once()
    assert seen(room) == [("", "Item 1")]
    assert (row.state, row.kind) == ("sent", Kind.POST)


@virtual
async def test_where_posts_are_published_further_an_update_is_marked_but_answers_nothing() -> None:
    room = Newsroom()
    row = owed(room, Kind.UPDATE)
    room.outbox.addresses[row.address_id] = replace(room.outbox.addresses[row.address_id], crosspost=True)
    await room.courier.once()
    assert seen(room) == [("", "Update: Item 1")]
    assert row.kind is Kind.UPDATE


@pytest.mark.parametrize(("update", "title"), [(True, "Update: Item 1"), (False, "Item 1")])
@virtual
async def test_an_edit_leaves_a_post_marked_as_it_was(update: bool, title: str) -> None:
    room = Newsroom()
    owed(room, Kind.EDIT, replace(STANDING, update=update))
    await room.courier.once()
    [(_, _, post, _)] = room.platform.edited
    assert post.lines[0][0].text == title


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda row: setattr(row, "shown", None), "the post does not stand in this chat"),
        (lambda row: setattr(row, "shown", replace(STANDING, alone=False)), "it stands in one message with others"),
        (lambda row: setattr(row, "item", None), "there is nothing left to show"),
    ],
)
@virtual
async def test_what_cannot_be_edited_is_left(spoil: Callable[[Row], None], reason: str) -> None:
    room = Newsroom()
    row = owed(room, Kind.EDIT)
    spoil(row)
    await room.courier.once()
    assert (row.state, row.reason, row.attempts, room.platform.asked) == ("skipped", reason, 0, [])


@virtual
async def test_a_message_that_is_gone_is_no_failure() -> None:
    room = Newsroom()
    row = owed(room, Kind.EDIT)
    room.platform.refuse("reader", TryLater("502"), MessageGone("message to edit not found"))
    await room.courier.once()
    assert (row.state, row.reason) == ("skipped", "message to edit not found")


@virtual
async def test_edits_keep_the_pace() -> None:
    room = Newsroom()
    for _ in range(4):
        owed(room, Kind.EDIT)
    await room.courier.once(timedelta(minutes=1))
    moments = [moment for moment, _ in room.platform.asked]
    assert len(moments) == 4 and all(later - earlier > 1 for earlier, later in pairwise(moments))


# --- how they look -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "reason", "told"),
    [
        ("en", "", "This article was taken down."),
        ("en", "a mistake\n@all", "This article was taken down: a mistake @all"),
        ("ru", "ошибка", "Статья снята с публикации: ошибка"),
        ("az", "səhv", "Məqalə yayımdan çıxarılıb: səhv"),
    ],
)
def test_a_struck_post(language: str, reason: str, told: str) -> None:
    compose = Composer(Style("Caliber.Az", "https://caliber.az/"), GettextWording(), lambda: START)
    address = Address(1, Place("telegram", "7"), language=language)
    known = item(1, image="https://caliber.az/1.jpg")
    post = compose.struck(known, address, corrections.strike(reason) if reason else "")
    title, why, source = post.lines
    assert title == (Span(known.title, bold=True, url=known.url, strike=True),)
    assert "".join(span.text for span in why) == told
    assert [span.outside for span in why] == ([False, True] if reason else [False])
    assert source == (Span("Caliber.Az", url=known.url),)
    assert (post.rows, post.preview, post.image) == ((), "", "")


def test_what_corrections_carry() -> None:
    for nothing in ("", "[]", "{}", "x"):
        assert corrections.reason_of(nothing) == ""


@virtual
async def test_an_edit_that_the_platform_puts_off_alone_keeps_no_post_waiting() -> None:
    room = Newsroom(give_up=timedelta(hours=2))
    edit = owed(room, Kind.EDIT)
    later = TryLater("429", retry_after=3600, alone=True)
    room.platform.refuse("reader", later)
    await room.courier.once()
    post = room.outbox.owe_to("reader")[0]
    await room.courier.once()
    assert (edit.state, edit.attempts, post.state) == ("held", 1, "sent")
    assert room.outbox.addresses[1].retry_after is None
    room.platform.refuse("reader", later, later)
    await room.run_until(lambda: edit.state == "failed", 9000, 60.0)
    assert edit.attempts == 3 and edit.reason.startswith("given up after 2 hours")
