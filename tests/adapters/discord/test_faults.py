"""What goes wrong between the adapter and Discord: limits, networks, logins; before the strict stand-in."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.adapters.discord import api as module
from bot.adapters.discord.api import Api
from bot.adapters.discord.budget import STOP
from bot.adapters.discord.limits import KEPT, LimitedClient
from bot.adapters.discord.platform import DiscordPlatform
from bot.domain.errors import Doubtful, NotSent, SendFailed, TokenRefused, TryLater
from bot.domain.model import Place
from tests.adapters.telegram.fakes import words
from tests.discordapi import DiscordApi, Limits, Rate
from tests.discordapi.faults import FaultKind

MESSAGES = "/channels/{channel_id}/messages"


@pytest.fixture
async def standin() -> AsyncIterator[DiscordApi]:
    async with DiscordApi(limits=Limits(messages=Rate(5, 5.0), webhooks=Rate(99, 5.0))) as standin:
        yield standin


@pytest.fixture
async def api(standin: DiscordApi) -> AsyncIterator[Api]:
    api = Api(standin.token, standin.base_url)
    yield api
    await api.close()


@pytest.fixture
def channel(standin: DiscordApi) -> int:
    return standin.channel(standin.guild()).id


async def say(api: Api, channel: int, text: str = "x") -> None:
    await api.call("POST", MESSAGES, {"content": text}, channel_id=channel)


async def outcome(api: Api, channel: int) -> SendFailed | None:
    try:
        await say(api, channel)
    except SendFailed as error:
        return error
    return None


# --- limits --------------------------------------------------------------------------------------------------------


async def test_all_of_a_window_is_used_and_who_finds_it_full_is_told_at_once(
    standin: DiscordApi, api: Api, channel: int
) -> None:
    await api.login()
    loop = asyncio.get_running_loop()
    began = loop.time()
    for _ in range(5):
        await say(api, channel)
    failed = await outcome(api, channel)
    assert loop.time() - began < 2  # neither did the fifth wait for the window's end
    assert isinstance(failed, TryLater) and failed.retry_after and 2 < failed.retry_after <= 5
    assert standin.invalid == 0 and standin.accepted == 5


async def test_a_short_wait_is_waited(standin: DiscordApi, channel: int) -> None:
    async with DiscordApi(limits=Limits(messages=Rate(2, 0.3))) as quick:
        api = Api(quick.token, quick.base_url)
        place = quick.channel(quick.guild()).id
        for _ in range(6):
            await say(api, place)
        await api.close()
        assert (quick.accepted, quick.invalid) == (6, 0)


async def test_a_limit_that_nothing_told_of_is_told(standin: DiscordApi, api: Api, channel: int) -> None:
    standin.fail("too_many", channel=channel, seconds=43_838)
    failed = await outcome(api, channel)
    assert isinstance(failed, TryLater) and failed.retry_after == 43_838
    assert await outcome(api, channel) is None


async def test_no_more_buckets_are_kept_than_are_useful(standin: DiscordApi, api: Api) -> None:
    await api.login()
    client = api._http
    assert isinstance(client, LimitedClient)
    for number in range(KEPT + 100):
        client.get_ratelimit(f"POST {MESSAGES}:{number}")
    assert len(client._buckets) == KEPT


async def test_nothing_is_kept_for_each_thread_that_a_webhook_speaks_in(standin: DiscordApi, api: Api) -> None:
    guild = standin.guild(may=["manage_webhooks"])
    forum = standin.channel(guild, "posts", "forum")
    place = Place("discord", str(forum.id), kind="channel", server=str(guild.id), shape="forum")
    post = replace(words("x"), branded=True)
    async with DiscordPlatform(token=standin.token, api_base_url=standin.base_url, site_name="Herald") as platform:
        sizes = []
        for _ in range(3):
            stands = (await platform.send(place, post)).messages[0]
            await platform.edit(place, stands, post)
            client = platform.api._http
            assert client is not None
            sizes.append((len(client._bucket_hashes), len(client._buckets)))
        assert sizes[0] == sizes[1] == sizes[2]


@pytest.mark.parametrize("kind", ["too_many", "cloudflare"])
async def test_a_long_silence_is_kept_and_a_short_one_waited(
    standin: DiscordApi, api: Api, channel: int, kind: FaultKind
) -> None:
    await api.login()
    standin.fail(kind, seconds=600, scope="global")
    calls = standin.counts.total()
    for _ in range(5):
        assert isinstance(await outcome(api, channel), NotSent)
    assert standin.counts.total() == calls + 1
    api._quiet_until = asyncio.get_running_loop().time() + 0.2
    assert await outcome(api, channel) is None


async def test_ten_thousand_refusals_never_happen(standin: DiscordApi, api: Api, channel: int) -> None:
    await api.login()
    standin.fail("refuse", times=None, channel=channel, status=403, code=50013)
    now = asyncio.get_running_loop().time()
    for _ in range(STOP - 3):
        api._invalid.count(403, "", now)
    for _ in range(10):
        await outcome(api, channel)
    assert standin.invalid == 3
    failed = await outcome(api, channel)
    assert isinstance(failed, NotSent) and "would ban this machine" in str(failed)


# --- networks ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "branch", "accepted"),
    [
        ("bad_gateway", TryLater, 0),
        ("server_error", TryLater, 0),
        ("drop", Doubtful, 0),
        ("reset", Doubtful, 0),
        ("black_hole", Doubtful, 0),
        ("drop_answer", Doubtful, 1),
        ("reset_answer", Doubtful, 1),
        ("half_open", Doubtful, 1),
    ],
)
async def test_what_breaks_is_told_at_once_and_never_tried_twice(
    standin: DiscordApi, api: Api, channel: int, kind: FaultKind, branch: type[SendFailed], accepted: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    await api.login()
    monkeypatch.setattr(module, "TIMEOUT", 0.3)
    standin.fail(kind, channel=channel, times=None)
    assert isinstance(await outcome(api, channel), branch)
    assert standin.faults.struck == 1 and standin.accepted == accepted
    standin.faults.clear()
    assert await outcome(api, channel) is None


async def test_what_was_only_asked_is_never_doubtful(standin: DiscordApi, api: Api, channel: int) -> None:
    await api.login()
    standin.fail("reset_answer", times=None)
    with pytest.raises(TryLater):
        await api.call("GET", "/channels/{channel_id}", channel_id=channel)
    platform = DiscordPlatform(token=standin.token, api_base_url=standin.base_url, site_name="Herald")
    async with platform:
        standin.faults.clear()
        await platform.api.login()
        standin.fail("drop_answer", path="/users/@me/channels")
        with pytest.raises(TryLater):
            await platform.send(Place("discord", str(standin.person().id)), words("x"))


async def test_nobody_there_is_not_sent(channel: int) -> None:
    async with DiscordApi() as gone:
        base = gone.base_url
    api = Api("x.y.z", base)
    assert isinstance(await outcome(api, 1), NotSent)
    await api.close()


# --- logins --------------------------------------------------------------------------------------------------------


async def test_all_who_wait_share_one_login(standin: DiscordApi, api: Api, channel: int) -> None:
    await asyncio.gather(*(say(api, standin.channel(standin.guild()).id) for _ in range(50)))
    assert standin.counts["GET /users/@me"] == 1


async def test_all_who_wait_for_a_login_that_fails_are_told_together(
    standin: DiscordApi, api: Api, channel: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TIMEOUT", 0.2)
    standin.fail("black_hole", times=None)
    loop = asyncio.get_running_loop()
    began = loop.time()
    failures = await asyncio.gather(*(outcome(api, channel) for _ in range(50)))
    assert {type(each) for each in failures} == {NotSent}
    assert loop.time() - began < 2  # not one after the other
    standin.faults.clear()
    assert await outcome(api, channel) is None


async def test_a_wrong_token_is_not_tried_by_everybody(standin: DiscordApi, channel: int) -> None:
    api = Api("MTIz.wrong.token", standin.base_url)
    failures = await asyncio.gather(*(outcome(api, channel) for _ in range(50)))
    await api.close()
    assert {type(each) for each in failures} == {TokenRefused} and standin.invalid == 1


async def test_one_who_is_cancelled_takes_the_login_from_nobody(standin: DiscordApi, api: Api, channel: int) -> None:
    standin.fail("slow", path="/users/@me", seconds=0.2)
    first = asyncio.create_task(say(api, channel))
    second = asyncio.create_task(say(api, channel))
    await standin.until(lambda: standin.faults.struck == 1)
    first.cancel()
    await second
    await asyncio.wait((first,))
    assert first.cancelled() and standin.counts["GET /users/@me"] == 1


async def test_closing_ends_a_login(standin: DiscordApi, api: Api, channel: int) -> None:
    standin.fail("black_hole", times=None)
    waiting = asyncio.create_task(say(api, channel))
    await standin.until(lambda: standin.faults.struck == 1)
    await api.close()
    await asyncio.wait((waiting,))
    assert waiting.cancelled()
