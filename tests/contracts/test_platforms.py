"""The port `Platform`: one suite over Telegram, Discord and the terminal."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import get_args

import discord.http
import pytest
from discord.gateway import DiscordWebSocket

from bot.domain.errors import (
    AddressClosed,
    Doubtful,
    MessageGone,
    NotSent,
    PictureRejected,
    SendFailed,
    TokenRefused,
    TryLater,
)
from bot.domain.model import Address, Button, Item, Place, Post, Span
from bot.ports import Platform
from tests.contracts.platforms import (
    ALL,
    MESSENGERS,
    PNG,
    Harness,
    OnDiscord,
    OnMessenger,
    OnTelegram,
    OnTerminal,
    Seen,
    Shut,
    Trouble,
    harness,
)
from tests.contracts.samples import NOW

ARTICLE = "https://caliber.az/en/post/rail"
PICTURE = "https://caliber.az/rail.jpg"
ITEM = Item(
    1, 1, "Ministers agree on a rail corridor", ARTICLE, "caliber-en", language="en", published=NOW, section="world",
    section_label="WORLD", summary=("It is to be built by spring.", "Trains follow."), authors=("Naila Example",),
)  # fmt: skip
HOSTILE = (
    "@everyone @here <@1> <@&2> @caliber_en /start </help:6> **bold** _it_ `code` ||x|| [a](https://evil.example) "
    "<b>bold</b> &amp; &lt; #tag ~~s~~ > q :smile: <:e:4> <t:5>"
)


@pytest.fixture(autouse=True)
def _one_discord(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What discord.py keeps for the whole process is put back."""
    monkeypatch.setattr(discord.http.Route, "BASE", discord.http.Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    yield


@pytest.fixture(params=ALL)
async def there(request: pytest.FixtureRequest) -> AsyncIterator[Harness]:
    async with harness(request.param) as made:
        yield made


@pytest.fixture(params=MESSENGERS)
async def messenger(request: pytest.FixtureRequest) -> AsyncIterator[OnMessenger]:
    async with harness(request.param) as made:
        assert not isinstance(made, OnTerminal)
        yield made


def address(there: Harness, **more: object) -> Address:
    return replace(Address(1, there.place), **more)  # type: ignore[arg-type]


def composed(there: Harness, item: Item = ITEM, **more: object) -> Post:
    return there.composer(item, address(there, **more))


async def sent(there: Harness, post: Post, **more: str | bytes) -> str:
    receipt = await there.platform.send(there.place, post, **more)  # type: ignore[arg-type]
    (message,) = receipt.messages
    return message


def one(there: Harness) -> Seen:
    (seen,) = there.standing()
    return seen


def words(*lines: str) -> Post:
    return Post(tuple((Span(line),) for line in lines))


# --- sending -------------------------------------------------------------------------------------------------------


async def test_a_post_arrives_whole(there: Harness) -> None:
    await sent(there, composed(there))
    seen = one(there)
    for part in (ITEM.title, ITEM.summary[0], "World", "Naila Example", "Caliber.Az"):
        assert part in seen.text, part
    assert {"Telegram", "WhatsApp", "Facebook", "X"} <= set(seen.labels)
    assert not seen.acts and not seen.pings
    if not isinstance(there, OnTerminal):  # which shows a link's words
        assert ARTICLE in seen.links
        assert any(url.startswith("https://t.me/share/url?url=") for url in seen.links)


async def test_what_is_silent_and_what_is_not(messenger: OnMessenger) -> None:
    await sent(messenger, composed(messenger, sound=False))
    await sent(messenger, composed(messenger, sound=True))
    assert [seen.silent for seen in messenger.standing()] == [True, False]


async def test_a_picture_by_its_address(there: Harness) -> None:
    receipt = await there.platform.send(there.place, composed(there, replace(ITEM, image=PICTURE)))
    assert receipt.form == "photo" and one(there).picture == PICTURE and ITEM.title in one(there).text
    assert (await there.platform.send(there.place, composed(there))).form == "text"


async def test_a_picture_itself(messenger: OnMessenger) -> None:
    receipt = await messenger.platform.send(
        messenger.place, composed(messenger, replace(ITEM, image=PICTURE)), picture=PNG
    )
    assert receipt.form == "photo" and one(messenger).picture == PNG
    known = await messenger.platform.send(
        messenger.place, composed(messenger, replace(ITEM, image=PICTURE)), picture=receipt.picture
    )
    assert known.form == "photo" and messenger.standing()[-1].picture


async def test_a_photo_keeps_its_picture(messenger: OnMessenger) -> None:
    post = composed(messenger, replace(ITEM, image=PICTURE))
    receipt = await messenger.platform.send(messenger.place, post, picture=PNG)
    new = composed(messenger, replace(ITEM, title="New words", image=PICTURE))
    await messenger.platform.edit(messenger.place, receipt.messages[0], new, form=receipt.form)
    assert one(messenger).picture == PNG and "New words" in one(messenger).text


async def test_a_reply_says_what_it_answers(there: Harness) -> None:
    first = await sent(there, words("First"))
    await sent(there, words("Second"), answers=first)
    assert [seen.answers for seen in there.standing()] == ["", first]


async def test_a_reply_to_what_is_gone_goes_plain(there: Harness) -> None:
    if not isinstance(there, OnTerminal):
        first = await sent(there, words("First"))
        there.delete(first)
        await sent(there, words("Second"), answers=first)
    await sent(there, words("Third"), answers=there.gone)
    assert [seen.answers for seen in there.standing()] == [""] * len(there.standing()) and there.standing()


async def test_a_name_arrives_once_where_the_platform_can_tell(there: Harness) -> None:
    first, second = [await sent(there, words("Once"), once="12345678901234567890") for _ in "12"]
    assert len(there.standing()) == (1 if there.tells_once else 2)
    assert (first == second) is there.tells_once
    await sent(there, words("Other"), once="2")
    assert len(there.standing()) == (2 if there.tells_once else 3)


# --- editing -------------------------------------------------------------------------------------------------------


async def test_an_edit_changes_what_stands_there(there: Harness) -> None:
    message = await sent(there, composed(there))
    new = composed(there, replace(ITEM, title="Ministers disagree after all"))
    for _ in "12":  # that it does already is success
        await there.platform.edit(there.place, message, new, form="text")
    assert "Ministers disagree after all" in one(there).text and ITEM.title not in one(there).text


async def test_what_is_gone_cannot_be_edited(there: Harness) -> None:
    with pytest.raises(MessageGone):
        await there.platform.edit(there.place, there.gone, words("New"), form="text")
    if not isinstance(there, OnTerminal):
        message = await sent(there, words("First"))
        there.delete(message)
        with pytest.raises(MessageGone):
            await there.platform.edit(there.place, message, words("New"), form="text")


async def test_a_struck_post(there: Harness) -> None:
    message = await sent(there, composed(there))
    await there.platform.edit(there.place, message, there.composer.struck(ITEM, address(there), '{"reason": "x"}'))
    seen = one(there)
    assert seen.struck == (ITEM.title,) and "This article was taken down" in seen.text and "Caliber.Az" in seen.text
    assert ARTICLE in seen.links or isinstance(there, OnTerminal)


# --- all kinds -----------------------------------------------------------------------------------------------------


async def test_a_digest_lists_every_item(there: Harness) -> None:
    items = [replace(ITEM, id=n, title=f"Report {n} *from* the harbour", url=f"{ARTICLE}/{n}") for n in range(40)]
    post, count = there.composer.digest(items, address(there))
    await sent(there, post)
    seen = one(there)
    assert count > 10 and all(each.title in " ".join(seen.text.split()) for each in items[:count])
    assert isinstance(there, OnTerminal) or {each.url for each in items[:count]} <= seen.links


async def test_a_notice_has_its_buttons(there: Harness) -> None:
    payload = json.dumps(
        {
            "words": "“{what}” may or may not have arrived in {chat}: its answer was lost.",
            "values": {"what": HOSTILE, "chat": "@caliber_en"},
            "choices": [["Send again", "d:1"], ["It arrived", "d:2"]],
        }
    )
    await sent(there, there.composer.notice(payload, address(there)))
    seen = one(there)
    assert len(seen.labels) == 2 and not seen.acts and not seen.pings
    assert isinstance(there, OnTerminal) or seen.data == ("d:1", "d:2")
    assert "@caliber_en" in seen.text


# --- outside text --------------------------------------------------------------------------------------------------

ODD = {
    "markup": HOSTILE,
    "surrogate": "a \ud800 lone \udfff one",
    "nul": "nul \x00 and \x1b[2J escape",
    "rtl": "\u202eevil\u202c שלום عربي \u2067x\u2069",
    "block": "# heading",
    "quote": ">>> quote",
    "list": "1. one",
    "fence": "```python\nprint()\n```",
    "emoji": "👩‍👩‍👧‍👦🇦🇿e\u0301",
    "empty": "",
    "entity": "&#0; &#xD800; <![CDATA[x]]> <script>alert(1)</script>",
}


@pytest.mark.parametrize("odd", ODD)
async def test_outside_text_is_shown_as_it_is(there: Harness, odd: str) -> None:
    text = ODD[odd]
    await sent(
        there,
        composed(there, replace(ITEM, title=text, summary=(text,), authors=(text,), section=text, section_label=text)),
    )
    await sent(there, Post(((Span(text or "…", outside=True),),)))
    await sent(there, Post(((Span("Said: "), Span(text, bold=True, outside=True)),), rows=((Button(text, data="x"),),)))
    kept = " ".join("".join(c for c in text if c.isprintable() or c in "\n\u200d").split())
    for seen in there.standing():
        assert not seen.acts and not seen.pings, odd
    if odd in ("markup", "block", "quote", "list", "entity"):
        assert all(kept in " ".join(seen.text.split()) for seen in there.standing())


@pytest.mark.parametrize("sign", ["x ", "*", "_", "\\", "[", "<b>", "@a ", "/a ", "😀", "é. ", "~~", "`"])
async def test_overlong_text_is_cut_and_keeps_its_link(there: Harness, sign: str) -> None:
    text = sign * 9000
    await sent(there, composed(there, replace(ITEM, title=text, summary=(text,), authors=(text, text)), layout="full"))
    await sent(there, Post(((Span(text, outside=True),), (Span("Caliber.Az", url=ARTICLE),))))
    await sent(there, Post(((Span(text, outside=True, bold=True),), (Span("Caliber.Az", url=ARTICLE),))))
    assert len(there.standing()) == 3
    for seen in there.standing():
        assert not seen.acts and "Caliber.Az" in seen.text
        assert ARTICLE in seen.links or isinstance(there, OnTerminal)


# --- refusals ------------------------------------------------------------------------------------------------------


async def refused(platform: Platform, where: Place, post: Post | None = None) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await platform.send(where, post or words("Anybody there?"))
    assert str(caught.value) and "\n" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("why", get_args(Shut))
async def test_a_shut_door_closes_the_address(messenger: OnMessenger, why: Shut) -> None:
    error = await refused(messenger.platform, messenger.shut(why))
    assert isinstance(error, AddressClosed)
    assert error.reason == messenger.closes[why]
    await sent(messenger, words("Elsewhere all is well"))


@pytest.mark.parametrize("trouble", get_args(Trouble))
async def test_trouble_has_its_branch(messenger: OnMessenger, trouble: Trouble) -> None:
    await sent(messenger, words("All is well"))
    messenger.fail(trouble, seconds=43_838.0 if trouble == "too_many" else 0.0)
    error = await refused(messenger.platform, messenger.place)
    lost = trouble in ("drop", "drop_answer", "reset", "reset_answer")
    assert type(error) is (Doubtful if lost else TryLater), error
    if isinstance(error, TryLater):
        assert (error.retry_after == 43_838) is (trouble == "too_many")


async def test_nobody_there_and_a_wrong_token(messenger: OnMessenger) -> None:
    wrong = "1:wrong" if isinstance(messenger, OnTelegram) else "bm9ib2R5.wrong.token"
    async with messenger.other(token=wrong) as stranger:
        error = await refused(stranger, messenger.place)
        assert isinstance(error, TokenRefused) and wrong not in str(error)
    async with messenger.other(base_url="http://127.0.0.1:9") as nowhere:
        assert isinstance(await refused(nowhere, messenger.place), NotSent)


async def test_an_unusable_picture_costs_the_picture(messenger: OnMessenger) -> None:
    post = composed(messenger, replace(ITEM, image=PICTURE))
    with pytest.raises(PictureRejected):
        await messenger.platform.send(messenger.place, post, picture=b"<html>no picture</html>")
    if isinstance(messenger, OnTelegram):  # Discord fetches after it has accepted, and never tells
        messenger.api.refuse_photos("rail.jpg")
        assert isinstance(await refused(messenger.platform, messenger.place, post), PictureRejected)
    await sent(messenger, replace(post, image=""))
    assert one(messenger).picture == ""


async def test_another_chats_trouble_is_its_own(messenger: OnMessenger) -> None:
    closed = messenger.shut("no_rights")
    for _ in "123":
        await refused(messenger.platform, closed)
        await sent(messenger, words("Here it goes on"))
    assert len(messenger.standing()) == 3


def test_every_platform_is_here() -> None:
    assert [each.name for each in (OnTelegram, OnDiscord, OnTerminal)] == list(ALL)
