"""The rows of failures.md that concern Discord, before its strict stand-in. (The whole bot: `bench.faults`.)"""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.adapters.discord.client import Pace
from bot.adapters.fetching import HttpFetcher
from bot.adapters.storage.store import Store
from bot.domain import corrections
from bot.domain.model import Kind
from bot.services.readiness import Finding
from tests.adapters.discord.listening import bench, pace
from tests.adapters.fetching.site import Names, site
from tests.contracts.samples import DAY, HOUR, MINUTE, SECOND, begin
from tests.discordapi import Channel, DiscordApi, User
from tests.discordapi.faults import FaultKind
from tests.failures.on_discord import World, around, numbers, world
from tests.failures.test_delivery import Killed, Life, Mortal, a_process
from tests.failures.test_delivery_outcomes import NO_PICTURES, PICTURES

MESSAGES = "/channels/.*/messages"
TALKING = "/channels/.*"


async def open_channels(opened: World, number: int) -> list[Channel]:
    """Channels in servers of their own, subscribed to everything."""
    channels = [opened.api.channel(opened.api.guild(f"Server {each}"), "news") for each in range(number)]
    for channel in channels:
        await opened.subscribe(channel)
    return channels


# --- rows 1 to 3: nothing is lost ----------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["before", "after"])
async def test_row_01_killed_amid_a_delivery_all_arrives_and_nothing_twice(store_url: str, when: str) -> None:
    async with DiscordApi() as api:
        async with a_process(store_url) as store, around(api, store) as opened:
            await begin(store)
            channels = await open_channels(opened, 3)
            for _ in range(2):
                await opened.publish()
            opened.courier._sender._deliver._platform = Mortal(
                Life(f"{when} platform.send", 2), opened.platform, "platform"
            )
            with pytest.raises((Killed, BaseExceptionGroup)):
                await opened.deliver()
        async with a_process(store_url) as store, around(api, store) as opened:
            await store.leases.beat()
            opened.now += MINUTE
            for _ in range(3):
                await opened.deliver()
            assert [opened.posts(each) for each in channels] == [["1", "2"]] * 3  # named by their nonces


@pytest.mark.parametrize("kind", ["refuse", "server_error", "drop", "half_open", "too_many", "reset_answer"])
async def test_row_02_an_error_with_the_first_chat_costs_the_others_nothing(
    store: Store, kind: FaultKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.discord.api.TIMEOUT", 0.5)
    async with world(store) as opened:
        first, *others = await open_channels(opened, 20)
        opened.api.fail(kind, channel=first.id, times=None, seconds=600, message="no")
        for _ in range(2):
            await opened.publish()
        await opened.deliver()
        await opened.deliver()
        assert [opened.posts(each) for each in others] == [["1", "2"]] * len(others)


@pytest.mark.parametrize("kind", ["bad_gateway", "server_error"])
async def test_row_03_two_minutes_of_5xx_lose_nothing_and_repeat_nothing(store: Store, kind: FaultKind) -> None:
    async with world(store) as opened:
        channels = await open_channels(opened, 5)
        forum = opened.api.channel(opened.api.guild(), "forum", "forum")
        await opened.subscribe(forum)
        opened.api.fail(kind, times=None)
        for _ in range(12):
            if opened.now.second == 0:
                await opened.publish()
            await opened.deliver(10 * SECOND)
        opened.api.faults.clear()
        for _ in range(6):
            await opened.deliver()
        assert {tuple(opened.posts(each)) for each in (*channels, forum)} == {("1", "2")}
        assert await opened.deliveries() == {"sent": 12}


async def test_answers_that_are_lost_repeat_nothing_that_has_a_name(store: Store) -> None:
    async with world(store) as opened:
        channels = await open_channels(opened, 5)
        opened.api.fail("drop_answer", path=MESSAGES, times=5)
        opened.api.fail("reset_answer", path=MESSAGES, times=5)
        await opened.publish()
        for _ in range(4):
            await opened.deliver(HOUR / 60)
        assert opened.api.faults.struck == 10
        assert [opened.posts(each) for each in channels] == [["1"]] * 5


async def test_a_digest_whose_answer_was_lost_hides_nothing_that_came_meanwhile(store: Store) -> None:
    async with world(store, burst=3) as opened:
        (channel,) = await open_channels(opened, 1)
        opened.api.fail("drop_answer", path=MESSAGES)
        await opened.publish()
        await opened.deliver()
        for _ in range(6):
            await opened.publish()
        await opened.deliver()
        assert set(opened.posts(channel)) == {str(number) for number in range(1, 8)}


# --- row 6: poison -------------------------------------------------------------------------------------------------


async def test_row_06_a_post_that_can_never_go_ends_with_its_reason_and_the_rest_flow(store: Store) -> None:
    async with world(store) as opened:
        channels = await open_channels(opened, 2)
        for _ in range(3):
            await opened.publish()
        opened.api.fail("refuse", path=MESSAGES, times=2, code=50035, message="Invalid Form Body")
        for _ in range(5):
            await opened.deliver(HOUR)
        assert [opened.posts(each) for each in channels] == [["2", "3"]] * 2
        assert await opened.deliveries() == {"failed": 2, "sent": 4}
        calls = opened.api.counts.total()
        await opened.deliver(DAY)
        assert opened.api.counts.total() == calls


# --- rows 10 and 11: bursts and restarts ---------------------------------------------------------------------------


async def test_row_10_many_at_once_all_arrive_in_order(store: Store) -> None:
    async with world(store) as opened:
        channels = await open_channels(opened, 3)
        for _ in range(60):
            await opened.publish()
        await opened.deliver()
        assert [opened.posts(each) for each in channels] == [[str(number) for number in range(1, 61)]] * 3


async def test_row_11_ten_restarts_repeat_nothing(store: Store) -> None:
    async with world(store) as opened:
        channels = await open_channels(opened, 3)
        await opened.publish()
        await opened.deliver()
        for _ in range(10):
            async with around(opened.api, store) as again, again.listening():
                again.now = opened.now
                await again.deliver()
        await opened.publish()
        await opened.deliver()
        assert [opened.posts(each) for each in channels] == [["1", "2"]] * 3
        assert opened.api.counts["PUT /applications/{application}/commands"] == 1


# --- rows 13 and 14: floods ----------------------------------------------------------------------------------------


async def test_row_13_half_a_day_of_waiting_outlives_a_restart_and_delays_nobody_else(store: Store) -> None:
    wait = timedelta(seconds=43_838)
    async with world(store) as opened:
        muted, *others = await open_channels(opened, 201)
        opened.api.fail("too_many", channel=muted.id, seconds=wait.total_seconds())
        for _ in range(2):
            await opened.publish()
        loop = asyncio.get_running_loop()
        began = loop.time()
        await opened.deliver()
        assert loop.time() - began < 20
        assert {tuple(opened.posts(each)) for each in others} == {("1", "2")}
        async with around(opened.api, store) as again:
            again.now = opened.now
            await again.deliver(wait - 5 * MINUTE)
            assert again.posts(muted) == []
            await again.deliver(6 * MINUTE)
            assert again.posts(muted) == ["1", "2"]
            assert await again.deliveries() == {"sent": 402}
        assert opened.api.invalid == 1


async def test_row_13_a_limit_over_all_silences_everything_until_its_end(store: Store) -> None:
    async with world(store) as opened:
        channels = await open_channels(opened, 30)
        await opened.platform.api.login()
        opened.api.fail("too_many", seconds=60, scope="global")
        await opened.publish()
        await opened.deliver()
        calls = opened.api.counts.total()
        for _ in range(3):
            await opened.publish()
            await opened.deliver()
        assert (opened.api.counts.total(), opened.api.invalid) == (calls, 1)
        assert set(await opened.deliveries()) == {"pending", "sent"}
        opened.platform.api._quiet_until = 0.0
        await opened.deliver()
        await opened.deliver()
        assert [opened.posts(each) for each in channels] == [["1", "2", "3", "4"]] * 30


async def test_row_13_a_ban_by_cloudflare_is_sat_out(store: Store) -> None:
    async with world(store) as opened:
        channels = await open_channels(opened, 3)
        opened.api.fail("cloudflare", seconds=3600)
        await opened.publish()
        for _ in range(10):
            await opened.deliver()
        assert opened.api.counts.total() == 1  # one request met it
        opened.platform.api._quiet_until = 0.0
        for _ in range(3):
            await opened.deliver(HOUR)
        assert [opened.posts(each) for each in channels] == [["1"]] * 3


async def test_row_13_a_channel_without_rights_is_asked_once(store: Store) -> None:
    """10,000 refusals in ten minutes would ban the machine."""
    async with world(store) as opened:
        channels = await open_channels(opened, 40)
        for channel in channels[:20]:
            opened.api.deny(channel, "send_messages")
        for _ in range(10):
            await opened.publish()
        await opened.deliver()
        await opened.deliver()
        assert opened.api.invalid == 20
        assert {tuple(opened.posts(each)) for each in channels[20:]} == {tuple(str(n) for n in range(1, 11))}


async def test_row_14_a_burst_is_one_digest_in_text_channels_alone(store: Store) -> None:
    async with world(store, burst=5) as opened:
        guild, reader = opened.api.guild(may=["create_public_threads"]), opened.api.person()
        text, thread = opened.api.channel(guild, "news"), opened.api.thread(opened.api.channel(guild, "talk"))
        forum, announced = opened.api.channel(guild, "forum", "forum"), opened.api.channel(guild, "an", "announcement")
        for each in (text, thread, forum, announced, reader):
            await opened.subscribe(each)
        for _ in range(12):
            await opened.publish()
        await opened.deliver()
        every = [str(number) for number in range(1, 13)]
        for to in (text, thread, reader):
            assert len(opened.standing(to)) == 1 and opened.posts(to) == every
        for to in (forum, announced):
            assert [numbers(message) for message in opened.standing(to)] == [[number] for number in every]


# --- row 15: the bot is put out, and let in again ------------------------------------------------------------------

Act = Callable[[World, Channel], Any]
RIGHTS: dict[str, tuple[str, ...]] = {
    "50001": ("view_channel",),
    "50013": ("send_messages",),
    "50013, embeds": ("embed_links",),
}


@pytest.mark.parametrize("rights", RIGHTS.values(), ids=RIGHTS)
@pytest.mark.parametrize("kind", ["text", "announcement", "forum"])
async def test_row_15_without_rights_it_pauses_and_resumes_by_itself(
    store: Store, rights: tuple[str, ...], kind: Any
) -> None:
    async with world(store) as opened:
        guild = opened.api.guild(may=["create_public_threads"])
        channel, other = opened.api.channel(guild, "news", kind), opened.api.channel(guild, "other")
        for each in (channel, other):
            await opened.subscribe(each)
        await opened.publish()
        await opened.deliver()
        opened.api.deny(channel, *rights)
        await opened.publish()
        await opened.deliver()
        assert await opened.status(channel) == ("closed", "no_rights")
        assert await opened.publish() == 1  # nothing is owed to who is closed
        await opened.channels.once()
        assert await opened.status(channel) == ("closed", "no_rights")
        opened.api.allow(channel, *rights)
        await opened.channels.once()
        assert await opened.status(channel) == ("active", "")
        await opened.publish()
        await opened.deliver()
        assert (opened.posts(channel), opened.posts(other)) == (["1", "4"], ["1", "2", "3", "4"])
        assert opened.api.invalid <= 2


@pytest.mark.parametrize("first", ["told", "sent"])
async def test_row_15_put_out_of_a_server_all_its_channels_pause_until_it_is_let_in(store: Store, first: str) -> None:
    async with world(store) as opened, opened.listening():
        guild = opened.api.guild()
        channels = [opened.api.channel(guild, f"news-{number}") for number in range(3)]
        for each in channels:
            await opened.subscribe(each)
        await opened.publish()
        await opened.deliver()
        if first == "sent":
            opened.api.gateway.drop()
        opened.api.kick(guild)
        if first == "told":
            await opened.becomes(channels[2], "closed", "kicked")
        await opened.publish()
        await opened.deliver()
        assert {(await opened.status(each))[0] for each in channels} == {"closed"}
        opened.api.invite(guild)
        if first == "sent":
            await opened.api.until(lambda: bool(opened.api.gateway.ready))
            await opened.channels.once()
        for each in channels:
            await opened.becomes(each, "active", "")
        await opened.publish()
        await opened.deliver()
        assert [opened.posts(each) for each in channels] == [["1", "3"]] * 3


@pytest.mark.parametrize("first", ["told", "sent"])
async def test_row_15_a_deleted_channel_is_closed_for_good(store: Store, first: str) -> None:
    async with world(store) as opened:
        channel, other = await open_channels(opened, 2)
        if first == "told":
            async with opened.listening():
                opened.api.delete_channel(channel)
                await opened.becomes(channel, "closed", "not_found")
        else:
            opened.api.delete_channel(channel)
        for _ in range(3):
            await opened.publish()
            await opened.deliver()
        assert await opened.status(channel) == ("closed", "not_found")
        assert opened.posts(other) == ["1", "2", "3"]
        assert len([call for call in opened.api.calls if call.status == 404]) == (first == "sent")


async def test_row_15_who_takes_no_messages_is_written_to_no_more_until_he_asks(store: Store) -> None:
    async with world(store) as opened, opened.listening():
        reader, other = opened.api.person(), opened.api.person()
        for each in (reader, other):
            await opened.subscribe(each)
        opened.api.block(reader)
        for _ in range(2):
            await opened.publish()
            await opened.deliver()
        assert await opened.status(reader) == ("closed", "blocked")
        assert opened.api.invalid == 1
        opened.api.unblock(reader)
        await opened.api.slash(reader, opened.api.dm(reader), "subscribe")
        assert await opened.status(reader) == ("active", "")
        await opened.publish()
        await opened.deliver()
        assert (opened.posts(reader)[-1:], opened.posts(other)) == (["3"], ["1", "2", "3"])


# --- row 16: threads -----------------------------------------------------------------------------------------------


def locked(opened: World, thread: Channel) -> None:
    opened.api.archive(thread, archived=False, locked=True)


def archived(opened: World, thread: Channel) -> None:
    opened.api.archive(thread, locked=True)


@pytest.mark.parametrize("how", [locked, archived, None], ids=["locked", "locked and archived", "deleted"])
async def test_row_16_a_thread_that_is_closed_pauses_alone_and_its_channel_is_told(
    store: Store, how: Callable[[World, Channel], None] | None
) -> None:
    async with world(store) as opened:
        parent = opened.api.channel(opened.api.guild(), "news")
        gone, other = opened.api.thread(parent), opened.api.thread(parent)
        for each in (parent, gone, other):
            await opened.subscribe(each)
        if how:
            how(opened, gone)
        else:
            opened.api.delete_channel(gone)
        for _ in range(3):
            await opened.publish()
            await opened.deliver()
        assert await opened.status(gone) == ("closed", "topic_gone")
        assert opened.posts(other) == opened.posts(parent) == ["1", "2", "3"]
        assert len(opened.standing(parent)) == 4  # it is told once
        if not how:
            return
        async with opened.listening():
            opened.api.archive(gone, archived=False)
            await opened.becomes(gone, "active", "")
        await opened.publish()
        await opened.deliver()
        assert opened.posts(gone) == ["4"]


@pytest.mark.parametrize("how", [locked, archived, None], ids=["locked", "locked and archived", "deleted"])
@pytest.mark.parametrize("signed", [False, True], ids=["by the bot", "by a webhook"])
async def test_row_16_an_edit_in_a_thread_that_is_closed_leaves_its_channel_open(
    store: Store, how: Callable[[World, Channel], None] | None, signed: bool
) -> None:
    async with world(store) as opened:
        parent = opened.api.channel(opened.api.guild(may=["manage_webhooks"]), "news")
        thread = opened.api.thread(parent)
        for each in (parent, thread):
            address = await opened.subscribe(each)
            if signed:
                await store.addresses.set_publishing(address.id, webhook=True)
        await opened.publish()
        await opened.deliver()
        if how:
            how(opened, thread)
        else:
            opened.api.delete_channel(thread)
        assert await store.outbox.correct(1, Kind.STRIKE, opened.now, corrections.strike("It was wrong.")) == 2
        await opened.deliver()
        assert await opened.status(parent) == ("active", "")
        assert await opened.status(thread) == (("active", "") if how else ("closed", "topic_gone"))
        await opened.publish()
        await opened.deliver()
        assert opened.posts(parent) == ["1", "2"]


async def test_row_16_a_thread_that_only_sleeps_is_woken(store: Store) -> None:
    async with world(store) as opened:
        thread = opened.api.thread(opened.api.channel(opened.api.guild(), "news"))
        await opened.subscribe(thread)
        opened.api.archive(thread)
        await opened.publish()
        await opened.deliver()
        assert opened.posts(thread) == ["1"] and not thread.archived


# --- row 17: pictures ----------------------------------------------------------------------------------------------


async def test_row_17_a_post_is_never_lost_over_its_picture(store: Store) -> None:
    async with (
        site() as server,
        HttpFetcher(
            user_agent="Crier/1.0", timeout_seconds=5, max_bytes=8 << 20, allow_private_hosts=("127.0.0.1",),
            resolver=Names(),
        ) as fetcher,
        world(store, fetcher=fetcher) as opened,
    ):  # fmt: skip
        (channel,) = await open_channels(opened, 1)
        server.answers.update(pictures := PICTURES | NO_PICTURES)
        images = [*(f"{server.url}{each}" for each in pictures), "data:image/png;base64,iVBORw0KGgo=", "http://[", "/i"]
        for image in images:
            if image.startswith("http://127") and ".svg" not in image:  # whose address the message shows at first
                opened.api.fail("refuse", path=MESSAGES, status=400, code=50035, message='{"embeds":["image"]}')
            await opened.publish(image=image)
            for _ in range(3):
                await opened.deliver()
            opened.api.faults.clear()
        assert opened.posts(channel) == [str(number + 1) for number in range(len(images))]


# --- row 18: edits and presses that come too late ------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["text", "forum"])
@pytest.mark.parametrize("gone", ["stands", "deleted", "another's"])
async def test_row_18_an_edit_of_what_is_gone_is_skipped_with_its_reason(store: Store, gone: str, kind: Any) -> None:
    async with world(store) as opened:
        channel = opened.api.channel(opened.api.guild(may=["create_public_threads"]), "news", kind)
        await opened.subscribe(channel)
        await opened.publish()
        await opened.deliver()
        (message,) = opened.standing(channel)
        if gone == "deleted":
            opened.api.delete_message(message)
        if gone == "another's":
            opened.api.fail("refuse", method="PATCH", status=403, code=50005, message="Cannot edit")
        assert await store.outbox.correct(1, Kind.STRIKE, opened.now, corrections.strike("It was wrong.")) == 1
        await opened.publish()
        await opened.deliver()
        await opened.deliver()
        assert opened.posts(channel) == (["2"] if gone == "deleted" else ["1", "2"])
        assert await opened.deliveries() == ({"sent": 3} if gone == "stands" else {"sent": 2, "skipped": 1})
        assert (message.edits == 1) == (gone == "stands")
        assert await opened.status(channel) == ("active", "")


@pytest.mark.parametrize("hours", [3, 30])
async def test_row_18_an_old_message_that_takes_no_more_edits_holds_up_nothing_and_is_not_tried_for_ever(
    store: Store, hours: int
) -> None:
    async with world(store) as opened:
        channel = opened.api.channel(opened.api.guild(), "news")
        await opened.subscribe(channel)
        await opened.publish()
        await opened.deliver()
        (message,) = opened.standing(channel)
        refused = "Maximum number of edits to messages older than 1 hour reached"
        opened.api.fail("refuse", times=hours, method="PATCH", status=400, code=30046, message=refused)
        assert await store.outbox.correct(1, Kind.STRIKE, opened.now, corrections.strike("404")) == 1
        await opened.publish()
        for _ in range(40):
            await opened.deliver(timedelta(hours=1, minutes=1))
        assert len(opened.standing(channel)) == 2 and await opened.status(channel) == ("active", "")
        edited = hours == 3
        assert message.edits == edited
        assert await opened.deliveries() == ({"sent": 3} if edited else {"sent": 2, "failed": 1})


async def test_row_18_an_interaction_that_is_too_old_or_answered_already_is_harmless(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    async with world(store) as opened, opened.listening():
        person = opened.api.person()
        channel = opened.api.dm(person)
        for code in (10062, 40060):
            opened.api.fail("refuse", path="/interactions/.*", status=404, code=code, message="Unknown interaction")
            with pytest.raises(TimeoutError):
                await opened.api.slash(person, channel, "help", timeout=0.3)
        assert (await opened.api.slash(person, channel, "help")).message
    assert not [record for record in caplog.records if record.levelname == "ERROR" and "bot" in record.name]


# --- row 19: the gateway (row 20 is in its own tests) ----------------------------------------------------------------


async def test_row_19_a_gateway_that_says_nothing_turns_red_and_begins_anew_by_itself(store: Store) -> None:
    quickly = pace(ready=1.0, heartbeat=0.5)
    async with DiscordApi(heartbeat=0.1) as api, bench(api, store, pace=quickly) as one, one.running():
        assert await one.ready() == Finding(True, "the gateway is connected")
        api.silence_gateway(new=True)
        await one.signals.waited(1)
        one.clock.move(minutes=2)
        found = await one.ready()
        assert not found.ok and "the gateway does not connect; beginning anew" in found.reason
        api.hear_gateway()
        one.signals.ring("updates")
        await one.well()
        assert await one.ready() == Finding(True, "the gateway is connected")
        reader = api.person()
        assert (await api.slash(reader, api.dm(reader), "help")).message


async def test_row_19_a_connection_that_says_nothing_is_left_for_a_new_one(store: Store) -> None:
    async with DiscordApi(heartbeat=0.1) as api, bench(api, store, pace=pace(heartbeat=0.5)) as one, one.running():
        api.silence_gateway()
        await api.until(lambda: api.gateway.counts["resumed"] == 1)
        await one.well()
        assert not one.signals.waits


async def test_row_19_silence_between_two_heartbeats_is_no_trouble(store: Store) -> None:
    assert Pace().heartbeat > 45


# --- row 30: strangers ---------------------------------------------------------------------------------------------


async def member(opened: World, channel: Channel, **may: bool) -> User:
    person = opened.api.person()
    assert channel.guild is not None
    opened.api.member(channel.guild, person, **may)
    return person


@pytest.mark.parametrize("command", ["subscribe", "unsubscribe", "pause", "resume", "forget"])
async def test_row_30_a_member_cannot_change_what_a_channel_gets(store: Store, command: str) -> None:
    async with world(store) as opened, opened.listening():
        (channel,) = await open_channels(opened, 1)
        fresh = opened.api.channel(channel.guild, "fresh") if channel.guild else channel
        person = await member(opened, channel)
        with pytest.raises(ValueError, match="hidden"):
            await opened.api.slash(person, channel, command)
        for at in (channel, fresh):
            answer = await opened.api.slash(person, at, command, force=True)  # by a client of his own
            assert answer.ephemeral and "Manage Server" in shown(answer)
        known = await store.addresses.get(opened.place(channel))
        assert known is not None and known.status == "active"
        assert len(await store.addresses.subscriptions(known.id)) == 1
        assert await store.addresses.count("discord") == 1


async def test_row_30_nobody_reaches_into_another_server(store: Store) -> None:
    async with world(store) as opened, opened.listening():
        mine, theirs = await open_channels(opened, 2)
        person = await member(opened, mine, manage_guild=True)
        for command in ("subscribe", "unsubscribe", "pause", "forget", "subscriptions"):
            options = {"channel": theirs}
            answer = await opened.api.slash(person, mine, command, options, force=True)
            assert "news" not in shown(answer).replace("Server", "") or "Manage Server" in shown(answer), command
        known = await store.addresses.get(opened.place(theirs))
        assert known is not None and known.status == "active"
        assert len(await store.addresses.subscriptions(known.id)) == 1


async def test_row_30_a_right_that_was_taken_away_counts_no_more(store: Store) -> None:
    async with world(store) as opened, opened.listening():
        (channel,) = await open_channels(opened, 1)
        person = await member(opened, channel, manage_guild=True)
        await opened.api.slash(person, channel, "pause")
        assert channel.guild is not None
        opened.api.deny(channel.guild, "manage_guild", who=person)
        answer = await opened.api.slash(person, channel, "forget", force=True)
        assert "Manage Server" in shown(answer)
        assert await store.addresses.get(opened.place(channel)) is not None


async def test_row_30_one_persons_flood_delays_nobody(store: Store) -> None:
    async with world(store) as opened, opened.listening():
        (channel,) = await open_channels(opened, 1)
        flooder, other = await member(opened, channel), await member(opened, channel)
        flood = [asyncio.create_task(opened.api.slash(flooder, channel, "latest", timeout=10)) for _ in range(60)]
        answer = await opened.api.slash(other, channel, "help")
        assert answer.message
        answers = await asyncio.gather(*flood)
        slowly = sum("One moment, please" in shown(each) for each in answers)
        assert slowly >= 40 and all(each.ephemeral for each in answers)


def shown(answer: Any) -> str:
    message = answer.message
    return str(message.content) + " ".join(str(each.get("description", "")) for each in message.embeds)
