"""What Discord's errors mean, every code of the table; the budget of invalid requests; the API's own manners."""

from typing import Any

import aiohttp
import discord
import pytest
from aiohttp import test_utils, web

from bot.adapters.discord import api as adapter
from bot.adapters.discord.api import Api
from bot.adapters.discord.budget import SLOT, STOP, WINDOW, InvalidRequests
from bot.adapters.discord.platform import DiscordPlatform
from bot.adapters.discord.refusals import CLOSING, ServerTrouble, code_of, translated
from bot.domain.errors import (
    AddressClosed,
    Doubtful,
    MessageGone,
    NotSent,
    PictureRejected,
    Rejected,
    SendFailed,
    TokenRefused,
    TryLater,
)
from bot.domain.model import Place, Post, Span
from tests.discordapi import Channel, DiscordApi

POST = Post(((Span("Anybody there?"),),))
BRANCHES: list[tuple[int, int, type[SendFailed]]] = [
    *((403, code, AddressClosed) for code in CLOSING),
    (404, 10008, MessageGone), (403, 50005, MessageGone), (403, 50021, MessageGone),
    (403, 20016, TryLater), (429, 20028, TryLater), (400, 30046, TryLater), (418, 0, Rejected),
    (403, 20022, TryLater), (403, 20026, TryLater), (403, 20029, TryLater), (403, 40003, TryLater),
    (400, 160006, TryLater), (400, 160007, TryLater),
    (401, 0, TokenRefused), (401, 50027, Rejected), (400, 50035, Rejected), (400, 50006, Rejected),
    (413, 40005, PictureRejected), (413, 0, PictureRejected),
    (403, 40333, NotSent), (403, 0, NotSent), (404, 0, NotSent), (405, 0, NotSent),
]  # fmt: skip


@pytest.fixture
def news(api: DiscordApi) -> Channel:
    return api.channel(api.guild("Readers"), "news")


def where(channel: Channel) -> Place:
    return Place("discord", str(channel.id), kind="group", server=str(channel.guild_id))


async def refused(platform: DiscordPlatform, channel: Channel) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await platform.send(where(channel), POST)
    return caught.value


@pytest.mark.parametrize(("status", "code", "branch"), BRANCHES)
async def test_every_code_has_its_branch(
    api: DiscordApi, platform: DiscordPlatform, news: Channel, status: int, code: int, branch: type[SendFailed]
) -> None:
    await platform.api.login()
    words = "Told\n in\x00 words " * 200
    if status == 429:
        api.fail("too_many", seconds=60.0, scope="shared")
    else:
        api.fail("refuse", status=status, code=code, message=words)
    error = await refused(platform, news)
    assert type(error) is branch and "\n" not in str(error) and len(str(error)) < 400
    if isinstance(error, AddressClosed):
        assert error.reason == CLOSING[code]
    if isinstance(error, TryLater):
        assert error.retry_after is not None and error.retry_after >= 60


async def test_what_is_no_answer_of_discord_is_no_verdict_on_a_post() -> None:
    async def page(request: web.Request) -> web.Response:
        return web.Response(text="<html>Log in to this network</html>", content_type="text/html")

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", page)
    async with (
        test_utils.TestServer(app) as server,
        DiscordPlatform(token="a.b.c", api_base_url=str(server.make_url("/")), site_name="News") as platform,
    ):
        with pytest.raises(NotSent, match="api_base_url"):
            await platform.send(Place("discord", "1", kind="group", server="2"), POST)


async def test_who_is_taken_for_a_spammer_is_told_once(
    api: DiscordApi, platform: DiscordPlatform, news: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    await platform.api.login()
    api.fail("refuse", status=403, code=20026, message="Flagged", times=3)
    for _ in "123":
        assert isinstance(await refused(platform, news), TryLater)
    assert len([each for each in caplog.records if "spammer" in each.message]) == 1


async def test_a_refused_picture(api: DiscordApi, platform: DiscordPlatform, news: Channel) -> None:
    picture = Post(POST.lines, image="https://caliber.az/i.jpg")
    await platform.api.login()
    api.fail("refuse", status=400, code=50035, message="In embeds.0.image.url: Not a well formed URL.")
    with pytest.raises(PictureRejected):
        await platform.send(where(news), picture)


class Answer:
    """As much of a response as discord.py looks at."""

    reason, status = "", 503
    headers: dict[str, str] = {}  # noqa: RUF012 - never changed


def test_errors_of_the_library_and_the_network() -> None:
    response: Any = Answer()
    known: list[tuple[Exception, type[SendFailed]]] = [
        (discord.LoginFailure("no"), TokenRefused),
        (discord.RateLimited(7.0), TryLater),
        (discord.HTTPException(response, "down"), TryLater),
        (ServerTrouble("HTTP 502"), TryLater),
        (aiohttp.ConnectionTimeoutError(), NotSent),
        (TimeoutError(), Doubtful),
        (aiohttp.ServerDisconnectedError(), Doubtful),
        (ConnectionResetError(), Doubtful),
        (Rejected("so it is"), Rejected),
    ]
    for error, branch in known:
        assert type(translated(error)) is branch, error
    with pytest.raises(KeyError):
        translated(KeyError("a bug"))
    assert code_of(None) == code_of(ValueError()) == 0


# --- the budget ----------------------------------------------------------------------------------------------------


def test_invalid_requests_are_counted_for_ten_minutes() -> None:
    budget = InvalidRequests(stop=3)
    for status, scope in ((200, ""), (404, ""), (400, ""), (429, "shared"), (500, "")):
        budget.count(status, scope, 0.0)
    assert budget.wait(0.0) == 0
    budget.count(403, "", 0.0)
    budget.count(429, "user", SLOT)
    assert budget.wait(SLOT) == 0
    budget.count(401, "", SLOT + 1)
    assert budget.wait(SLOT + 1) == pytest.approx(WINDOW - 1)  # until the first slot is over
    assert budget.wait(WINDOW + SLOT) == 0
    for _ in range(3):
        budget.count(429, "global", 2 * SLOT)
    assert budget.wait(2 * SLOT) > WINDOW - SLOT  # three have to go: those of two slots
    assert budget.wait(10 * WINDOW) == 0
    assert STOP < 10_000


async def test_what_would_ban_the_machine_is_not_sent(api: DiscordApi, news: Channel) -> None:
    async with DiscordPlatform(token=api.token, api_base_url=api.base_url, site_name="News") as platform:
        platform.api._invalid = InvalidRequests(stop=2)
        api.fail("refuse", status=403, code=50013, message="Missing Permissions", times=2, method="POST")
        for _ in "12":
            assert isinstance(await refused(platform, news), AddressClosed)
        before = len(api.calls)
        error = await refused(platform, news)
        assert isinstance(error, NotSent) and "ban this machine" in str(error) and len(api.calls) == before


async def test_a_banned_machine_waits(api: DiscordApi, platform: DiscordPlatform, news: Channel) -> None:
    await platform.api.login()
    api.fail("cloudflare", seconds=60.0)
    before = len(api.calls)
    for _ in "12":
        error = await refused(platform, news)
        assert isinstance(error, NotSent) and "no requests at all" in str(error)
    assert len(api.calls) == before + 1


async def test_a_short_wait_is_waited_and_a_long_one_told(
    api: DiscordApi, platform: DiscordPlatform, news: Channel
) -> None:
    await platform.api.login()
    api.fail("too_many", seconds=0.01)
    await platform.send(where(news), POST)
    api.fail("too_many", seconds=30.0)
    error = await refused(platform, news)
    assert isinstance(error, TryLater) and error.retry_after == 30.0


async def test_one_login_for_all_and_another_after_trouble(api: DiscordApi) -> None:
    api.fail("server_error")
    made = Api(api.token, api.base_url)
    with pytest.raises(TryLater):
        await made.login()
    assert await made.login() == await made.login() == str(api.bot.id)
    assert api.counts["GET /users/@me"] == 2
    shards, url, remaining, seconds = await made.gateway()
    assert (shards, url) == (1, api.gateway_url) and remaining > 0 and seconds >= 0
    await made.close()
    await Api(api.token, api.base_url).close()


async def test_no_answer_in_time_is_doubtful(
    api: DiscordApi, platform: DiscordPlatform, news: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    await platform.api.login()
    monkeypatch.setattr(adapter, "TIMEOUT", 0.05)
    api.fail("half_open", method="POST")
    assert isinstance(await refused(platform, news), Doubtful)
    api.faults.clear()
