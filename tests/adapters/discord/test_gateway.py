"""The loop that listens to Discord, with the real discord.py before the strict stand-in."""

import asyncio
import logging
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import replace
from io import StringIO

import pytest

from bot.adapters.discord.answering import AT_ONCE
from bot.adapters.discord.client import Client
from bot.adapters.discord.refusals import TOKEN_REFUSED
from bot.adapters.storage.store import Store
from bot.cli.logs import MUTE, SILENT, TALKATIVE, configure
from bot.domain.errors import SendFailed, StoreBusy
from bot.domain.model import Place, Post, Span
from bot.services.readiness import Finding
from bot.services.troubles import ELSEWHERE
from tests.adapters.discord.listening import Bench, bench, pace
from tests.adapters.telegram.fakes import Signals, words
from tests.contracts.samples import ALL, NOW
from tests.discordapi import Channel, DiscordApi
from tests.discordapi.faults import FaultKind

PUT = "PUT /applications/{application}/commands"
FAULTS: tuple[FaultKind, ...] = ("refuse", "bad_gateway", "drop", "reset_answer", "too_many", "drop_answer")


@pytest.fixture
async def api() -> AsyncIterator[DiscordApi]:
    async with DiscordApi() as api:
        yield api


@pytest.fixture
async def one(api: DiscordApi, store: Store) -> AsyncIterator[Bench]:
    async with bench(api, store) as made:
        yield made


@pytest.fixture
def channel(api: DiscordApi) -> Channel:
    return api.channel(api.guild(), "news")


async def asks(api: DiscordApi, channel: Channel, *, manager: bool = False) -> str:
    """Somebody asks for help; the answer's words."""
    person = api.person()
    if channel.guild is not None and manager:
        api.member(channel.guild, person, manage_guild=True)
    answer = await api.slash(person, channel, "help")
    assert answer.message is not None
    return str(answer.message.content or answer.message.embeds)


def told(caplog: pytest.LogCaptureFixture, words: str) -> int:
    return sum(words in record.getMessage() for record in caplog.records if record.name.startswith("bot"))


def count(api: DiscordApi, what: str) -> int:
    return sum(number for route, number in api.counts.items() if what in route)


async def identified(api: DiscordApi, times: int) -> None:
    """Wait until a session has been begun for that many times."""
    await api.until(lambda: api.gateway.counts["identify"] == times and bool(api.gateway.ready))


# --- connecting ----------------------------------------------------------------------------------------------------


async def test_it_connects_answers_and_leaves_nothing_behind(
    api: DiscordApi, one: Bench, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert await one.ready() == Finding(False, "not reached yet")
    async with one.running():
        assert "help" in await asks(api, channel)
        assert await one.ready() == Finding(True, "the gateway is connected")
    assert not api.gateway.ready
    assert api.gateway.counts["1000"] == 1  # it said farewell
    assert not [thread for thread in threading.enumerate() if "keep-alive" in thread.name and not thread_ends(thread)]
    assert told(caplog, "to invite the bot: https://discord.com/oauth2/authorize?client_id=") == 1


def thread_ends(thread: threading.Thread) -> bool:
    thread.join(1)
    return not thread.is_alive()


async def test_commands_are_registered_once_and_again_when_they_change(api: DiscordApi, store: Store) -> None:
    async with bench(api, store) as first:
        for _ in range(2):
            async with first.running():
                assert count(api, PUT) == 1
        async with bench(api, store, like=first) as second, second.running():
            assert count(api, PUT) == 1
        async with bench(api, store, like=first, language="ru") as changed, changed.running():
            assert count(api, PUT) == 2
        await first.gateway.once()
        assert count(api, PUT) == 3


async def test_commands_that_are_named_open_after_a_restart_too(api: DiscordApi, store: Store) -> None:
    said = Post(((Span("All commands: /help"),),))
    place = Place("discord", str(api.channel(api.guild(), "news").id), kind="group", server="1")
    async with bench(api, store) as first, first.running():
        (help_id,) = [each["id"] for each in api.commands.values() if each["name"] == "help"]
        await first.platform.send(place, said)
    async with bench(api, store, like=first) as second, second.running():
        await second.platform.send(place, said)
    sent = [message.embeds[0]["description"] for message in api.arrivals()]
    assert sent == [f"All commands: </help:{help_id}>"] * 2


async def test_in_cron_mode_a_platform_that_fails_is_a_line_in_the_log(
    api: DiscordApi, one: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail("bad_gateway")
    await one.gateway.once()
    assert told(caplog, "the commands are not up to date: Discord: HTTP 502") == 1
    await one.gateway.once()
    assert api.commands


# --- connections that break ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["cut", "op 7", "op 9, resumable", "4000", "4001", "4002", "4003", "4005", "4008"])
async def test_a_lost_connection_is_resumed(api: DiscordApi, one: Bench, channel: Channel, how: str) -> None:
    async with one.running():
        match how:
            case "cut":
                api.drop_gateway(None)
            case "op 7":
                api.reconnect_gateway()
            case "op 9, resumable":
                api.invalidate_session(resumable=True)
            case code:
                api.drop_gateway(int(code))
        asked = asyncio.create_task(asks(api, channel))  # told when it is resumed
        await api.until(lambda: api.gateway.counts["resumed"] == 1)
        assert "help" in await asked
        await one.well()
        assert api.gateway.counts["identify"] == 1
    assert one.signals.waits == []


@pytest.mark.parametrize("how", ["op 9", "forgotten", "4007", "4009"])
async def test_a_lost_session_is_begun_anew(api: DiscordApi, one: Bench, channel: Channel, how: str) -> None:
    async with one.running():
        match how:
            case "op 9":
                api.invalidate_session()
            case "forgotten":
                api.forget_sessions()
            case code:
                api.gateway.sessions.clear()
                api.drop_gateway(int(code))
        await identified(api, 2)
        await one.well()
        assert "help" in await asks(api, channel)


@pytest.mark.parametrize("code", [4010, 4012, 4013])
async def test_what_the_gateway_refuses_for_good_is_told_once_and_tried_seldom(
    api: DiscordApi, one: Bench, channel: Channel, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    async with one.running():
        for turn in (1, 2):
            api.drop_gateway(code)
            await one.signals.waited(turn)
            one.clock.move(minutes=5)
            assert not (await one.ready()).ok
            one.signals.ring("updates")
            await one.well()
        assert told(caplog, f"the gateway refuses this bot ({code})") == 2
        assert min(one.signals.waits) >= 5


@pytest.mark.parametrize("code", [4011, 4014])
async def test_other_refusals_begin_anew_too(
    api: DiscordApi, one: Bench, channel: Channel, caplog: pytest.LogCaptureFixture, code: int
) -> None:
    async with one.running():
        api.drop_gateway(code)
        await one.signals.waited(1)
        one.signals.ring("updates")
        await one.well()
        assert "help" in await asks(api, channel)
    assert told(caplog, "the gateway cannot be reached") == 1


async def test_a_token_that_the_gateway_refuses_is_told_with_its_remedy(
    api: DiscordApi, one: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    async with one.running():
        api.token = "another"
        api.drop_gateway(4004)
        for turn in (1, 2, 3):
            await one.signals.waited(turn)
            one.signals.ring("updates")
        assert await one.ready() == Finding(False, TOKEN_REFUSED)
        assert told(caplog, TOKEN_REFUSED) == 1
        assert min(one.signals.waits) >= 5


async def test_a_wrong_token_is_told_once(api: DiscordApi, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    async with bench(api, store, token="MTIz.wrong.token-of-somebody") as wrong, wrong.running(connected=False):
        for turn in (1, 2, 3):
            await wrong.signals.waited(turn)
            wrong.signals.ring("updates")
        assert await wrong.ready() == Finding(False, TOKEN_REFUSED)
    assert told(caplog, TOKEN_REFUSED) == 1
    assert min(wrong.signals.waits) >= 5 and "token-of-somebody" not in caplog.text


async def test_when_the_sessions_of_a_day_are_used_up_it_waits_for_the_next(
    api: DiscordApi, one: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    api.gateway.starts, api.gateway._day = 0, api.clock()
    async with one.running(connected=False):
        await one.signals.waited(1)
        assert api.gateway.counts["identify"] == 0 and one.signals.waits[0] > 86_000
        assert "as often as Discord allows in a day" in (await one.ready()).reason
        api.gateway.starts = 1
        one.signals.ring("updates")
        await one.well()
    assert told(caplog, "as often as Discord allows in a day; waiting 1440 minutes") == 1


async def test_sessions_that_discord_ends_again_and_again_do_not_use_up_the_day(
    api: DiscordApi, one: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    api.gateway.starts, api.gateway._day = 3, api.clock()
    async with one.running():
        for starts in (2, 3):
            api.invalidate_session()
            await identified(api, starts)
        api.invalidate_session()
        await one.signals.waited(1)
        one.signals.ring("updates")
        await one.signals.waited(2)
        assert one.signals.waits[1] > 86_000
        assert api.gateway.counts["identify"] == 3 and api.gateway.starts == 0


@pytest.mark.parametrize("shards", [2, 5])
async def test_as_many_shards_as_discord_asks_for_hear_of_all_servers(store: Store, shards: int) -> None:
    async with DiscordApi(shards=shards) as api, bench(api, store) as one:
        channels: dict[int, Channel] = {}
        while len(channels) < shards:
            channel = api.channel(api.guild(), "news")
            channels[(channel.guild_id >> 22) % shards] = channel
        async with one.running():
            assert api.gateway.ready == set(range(shards))
            for channel in channels.values():
                assert "help" in await asks(api, channel)
            api.drop_gateway()
            await api.until(lambda: api.gateway.counts["resumed"] == shards)
            await one.well()
        assert api.gateway.counts["identify"] == shards


async def test_another_number_of_shards_is_asked_for_when_discord_wants_it(api: DiscordApi, one: Bench) -> None:
    async with one.running():
        api.gateway.shards = 2
        api.drop_gateway(4011)
        await one.signals.waited(1)
        one.signals.ring("updates")
        await one.well()
        assert api.gateway.ready == {0, 1}


# --- failures while it connects ------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["bad_gateway", "drop", "reset", "cloudflare", "refuse", "too_many"])
@pytest.mark.parametrize("path", ["/users/@me", "/gateway/bot", "/oauth2/applications/@me", "/applications/.*"])
async def test_whatever_fails_on_the_way_is_tried_again(
    api: DiscordApi, store: Store, channel: Channel, fault: str, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    api.fail(fault, path=path, seconds=0.1, status=403, code=20012)  # type: ignore[arg-type]
    async with bench(api, store, signals=Signals()) as one, one.running():
        assert "help" in await asks(api, channel)
        assert api.faults.struck == 1
    assert told(caplog, "the gateway cannot be reached") <= 1


async def test_an_order_to_wait_is_kept_to(api: DiscordApi, one: Bench) -> None:
    api.fail("too_many", path="/gateway/bot", seconds=600)
    async with one.running(connected=False):
        await one.signals.waited(1)
        assert 600 <= one.signals.waits[0] < 1000


async def test_a_login_that_is_never_answered_is_given_up(api: DiscordApi, store: Store) -> None:
    async with bench(api, store, pace=pace(ready=0.3)) as one:
        api.fail("black_hole", path="/oauth2/applications/@me", times=None)
        async with one.running(connected=False):
            for turn in (1, 2):
                await one.signals.waited(turn)
                one.signals.ring("updates")


async def test_a_gateway_that_is_not_there_is_begun_anew(api: DiscordApi, store: Store) -> None:
    """discord.py would try it for ever, one call deeper each time."""
    async with bench(api, store, pace=pace(ready=0.3, heartbeat=0.2)) as one:
        api.silence_gateway(new=True)
        async with one.running(connected=False):
            for turn in (1, 2):
                await one.signals.waited(turn)
                one.signals.ring("updates")
            api.hear_gateway()
            await one.well()


# --- several processes ---------------------------------------------------------------------------------------------


async def test_row_20_who_loses_the_lease_stops_listening_and_another_takes_over(
    api: DiscordApi, store: Store, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with bench(api, store) as first, bench(api, store, like=first) as second:
        second.leases.free = False
        async with first.running(), second.running(connected=False):
            await second.signals.waited(1)
            second.signals.ring("updates")
            await second.signals.waited(2)
            first.leases.free, second.leases.free = False, True
            await first.signals.waited(1)
            second.signals.ring("updates")
            await second.well()
            assert "help" in await asks(api, channel)
            assert (len(first.desk.asked), len(second.desk.asked)) == (0, 1)
            assert len(api.gateway.ready) == 1
    assert told(caplog, ELSEWHERE) == 2
    assert told(caplog, "this process reads the updates now") == 1


async def test_a_busy_database_does_not_cost_the_connection(
    api: DiscordApi, one: Bench, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    async with one.running():
        one.leases.busy = 2
        for turn in (1, 2):
            await one.signals.waited(turn)
            one.signals.ring("updates")
        await one.well()
        one.desk.busy = 2
        assert "help" in await asks(api, channel)
    assert api.gateway.counts["identify"] == 1
    assert told(caplog, "what people do waits for the database") == 1


# --- what becomes of servers ---------------------------------------------------------------------------------------


async def address(one: Bench, channel: Channel, topic: Channel | None = None) -> Place:
    guild = str(channel.guild_id)
    place = Place("discord", str(channel.id), str(topic.id) if topic else "", "group", channel.name, server=guild)
    made = await one.store.addresses.ensure(place)
    await one.store.addresses.subscribe(made.id, ALL, NOW)
    return place


async def status(one: Bench, place: Place) -> tuple[str, str]:
    known = await one.store.addresses.get(place)
    assert known is not None
    return known.status, known.reason


async def becomes(one: Bench, place: Place, *expected: str) -> None:
    """Wait until these are among what is known of a place: nothing tells when an event has been followed."""
    async with asyncio.timeout(5):
        while True:
            known = await one.store.addresses.get(place)
            assert known is not None
            if {*expected} <= {known.status, known.reason, known.place.title, known.place.shape}:
                return


async def test_put_out_of_a_server_and_let_in_again(api: DiscordApi, one: Bench) -> None:
    guild = api.guild()
    place = await address(one, api.channel(guild, "news"))
    async with one.running():
        api.kick(guild)
        await becomes(one, place, "closed", "kicked")
        api.invite(guild)
        await becomes(one, place, "active", "")
        assert "outbox" in one.signals.rung


async def test_let_in_again_while_nobody_listened(api: DiscordApi, one: Bench) -> None:
    guild = api.guild()
    place = await address(one, api.channel(guild, "news"))
    async with one.running():
        api.kick(guild)
        await becomes(one, place, "closed", "kicked")
    api.invite(guild)
    async with one.running():
        await becomes(one, place, "active", "")


async def test_an_outage_of_a_server_closes_nothing(api: DiscordApi, one: Bench, channel: Channel) -> None:
    place = await address(one, channel)
    assert channel.guild is not None
    async with one.running():
        api.outage(channel.guild)
        api.outage(channel.guild, over=True)
        assert "help" in await asks(api, channel)
        assert await status(one, place) == ("active", "")


async def test_deleted_channels_and_threads_are_closed(api: DiscordApi, one: Bench) -> None:
    guild = api.guild()
    news, sport = api.channel(guild, "news"), api.channel(guild, "sport")
    thread = api.thread(sport)
    places = [await address(one, news), await address(one, sport), await address(one, sport, thread)]
    async with one.running():
        api.delete_channel(news)
        await becomes(one, places[0], "closed", "not_found")
        api.delete_channel(thread)
        await becomes(one, places[2], "closed", "topic_gone")
        assert await status(one, places[1]) == ("active", "")


async def test_new_names_and_kinds_are_followed(api: DiscordApi, one: Bench) -> None:
    guild = api.guild()
    news = api.channel(guild, "news")
    thread = api.thread(news, "talk")
    places = [await address(one, news), await address(one, news, thread)]
    async with one.running():
        api.rename(news, "headlines")
        api.rename(thread, "talks")
        api.convert(news, "announcement")
        await becomes(one, places[0], "announcement", "headlines")
        await becomes(one, places[1], "talks")


async def test_a_thread_that_is_opened_again_opens(api: DiscordApi, one: Bench, channel: Channel) -> None:
    thread = api.thread(channel)
    place = await address(one, channel, thread)
    async with one.running():
        await one.store.addresses.close("discord", place.chat, "topic_gone", NOW, topic=place.topic)
        api.archive(thread, locked=True)
        api.rename(thread, "still locked")
        api.archive(thread, archived=False)
        await becomes(one, place, "active", "")


async def test_a_new_server_is_greeted_where_that_may_be(api: DiscordApi, one: Bench) -> None:
    async with one.running():
        for may_not in ((), ("send_messages",)):
            guild = api.guild(bot=False)
            channel = api.channel(guild, "general")
            guild.system_channel_id = channel.id
            if may_not:
                api.deny(channel, *may_not)
            api.invite(guild)
            if not may_not:
                (greeting,) = await api.wait_for(channel)
                assert "start" in str(greeting.embeds) + greeting.content
        last = api.channel(api.guild(), "news")
        assert "help" in await asks(api, last)
        assert not api.sent(channel)


class BusyAddresses:
    """Refuses `left` times, as a locked database does."""

    def __init__(self, store: Store, api: DiscordApi) -> None:
        self._store, self._api, self.left = store, api, 0
        self.error: Exception = StoreBusy("the database is locked")

    def __getattr__(self, name: str) -> object:
        method = getattr(self._store.addresses, name)

        async def call(*args: object, **options: object) -> object:
            if self.left:
                self.left -= 1
                self._api.notice()
                raise self.error
            return await method(*args, **options)

        return call


async def test_an_event_waits_for_a_busy_database(api: DiscordApi, store: Store) -> None:
    guild = api.guild()
    channel = api.channel(guild, "news")
    addresses = BusyAddresses(store, api)
    async with bench(api, store, addresses=addresses) as one:
        place = await address(one, channel)
        async with one.running():
            addresses.left = 2
            api.kick(guild)
            await becomes(one, place, "closed", "kicked")


async def test_an_event_that_fails_is_told_and_the_next_is_followed(
    api: DiscordApi, store: Store, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    addresses = BusyAddresses(store, api)
    async with bench(api, store, addresses=addresses) as one, one.running():
        place = await address(one, channel)
        addresses.error = RuntimeError("a bug")
        addresses.left = 1
        api.rename(channel, "headlines")
        await api.until(lambda: not addresses.left)
        api.rename(channel, "titles")
        await becomes(one, place, "titles")
    assert told(caplog, "could not be followed") == 1


async def test_what_discord_py_does_not_understand_does_not_end_the_bot(
    api: DiscordApi, one: Bench, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    async with one.running():
        api.gateway.tell("GUILD_ROLE_CREATE", {"nonsense": True})
        await one.signals.waited(1)
        one.signals.ring("updates")
        await one.well()
        assert "help" in await asks(api, channel)
    assert told(caplog, "discord.py has failed") == 1


# --- stopping ------------------------------------------------------------------------------------------------------


async def test_what_is_being_answered_is_finished_when_it_stops(api: DiscordApi, one: Bench, channel: Channel) -> None:
    gate = one.desk.gates[str(channel.id)] = asyncio.Event()
    async with one.running() as loop:
        asked = asyncio.create_task(asks(api, channel))
        await one.desk.asked_of(str(channel.id))
        loop.cancel()
        await api.until(lambda: not api.gateway.ready)  # it hears nothing new
        gate.set()
        assert "help" in await asked


async def test_what_cannot_be_finished_is_left(
    api: DiscordApi, store: Store, channel: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    async with bench(api, store, pace=pace(drain=0.05)) as one:
        gate = one.desk.gates[str(channel.id)] = asyncio.Event()
        asked = asyncio.create_task(asyncio.sleep(0))
        async with one.running():
            asked = asyncio.create_task(asks(api, channel))  # type: ignore[arg-type]
            await one.desk.asked_of(str(channel.id))
            asyncio.get_running_loop().call_later(0.3, gate.set)
        assert told(caplog, "1 interactions were left unanswered") == 1
        await asyncio.gather(asked, return_exceptions=True)


async def test_a_gateway_that_does_not_answer_is_left_in_time(api: DiscordApi, store: Store) -> None:
    async with bench(api, store, pace=pace(farewell=0.1)) as one:
        loop = asyncio.get_running_loop()
        async with one.running():
            api.silence_gateway()
            began = loop.time()
        assert loop.time() - began < 3


@pytest.mark.parametrize("at", ["/users/@me", "/gateway/bot", "/applications/.*", "/oauth2/applications/@me"])
async def test_it_stops_wherever_it_is(api: DiscordApi, one: Bench, at: str) -> None:
    api.fail("black_hole", path=at, times=None)
    async with one.running(connected=False):
        await api.until(lambda: api.faults.struck == 1)


async def test_it_stops_amid_a_handshake_and_between_two_shards(store: Store) -> None:
    async with DiscordApi(shards=3) as api, bench(api, store, pace=pace(between=60.0)) as one:
        async with one.running(connected=False):
            await api.until(lambda: api.gateway.counts["identify"] == 1)
        api.silence_gateway(new=True)
        async with one.running(connected=False):
            await api.until(lambda: api.gateway.opened == 2)


async def test_it_stops_twice_cancelled(api: DiscordApi, one: Bench, channel: Channel) -> None:
    gate = one.desk.gates[str(channel.id)] = asyncio.Event()
    async with one.running() as loop:
        asked = asyncio.create_task(asks(api, channel))
        await one.desk.asked_of(str(channel.id))
        loop.cancel()
        await api.until(lambda: not api.gateway.ready)
        loop.cancel()
        await asyncio.wait((loop,))
        gate.set()
        assert "help" in await asked  # by a connection that is the platform's


# --- bounds and secrets --------------------------------------------------------------------------------------------


async def test_no_more_is_answered_at_once_than_can_be(api: DiscordApi, one: Bench, channel: Channel) -> None:
    gate = one.desk.gates[str(channel.id)] = asyncio.Event()
    async with one.running():
        people = [api.person(f"Person {number}") for number in range(AT_ONCE + 20)]
        crowd = [asyncio.create_task(api.slash(each, channel, "help", timeout=20)) for each in people]
        await api.until(lambda: len(api.interactions) == len(people))
        await api.until(lambda: len(one.desk.asked) == AT_ONCE, 10)
        gate.set()
        await asyncio.wait(crowd[:AT_ONCE])
        assert len(one.desk.asked) == AT_ONCE
        for each in crowd:
            each.cancel()
        await asyncio.gather(*crowd, return_exceptions=True)


async def test_nothing_grows_with_what_is_heard(api: DiscordApi, one: Bench, channel: Channel) -> None:
    made: list[Client] = []
    async with one.running():
        import gc

        made += [each for each in gc.get_objects() if isinstance(each, Client) and not each.is_closed()]
        (client,) = made
        for number in range(50):
            api.say(api.person(), channel, f"{number}")
            assert "help" in await asks(api, channel)
        assert not client.cached_messages
        assert [len(guild.members) for guild in client.guilds] == [1]  # itself
        assert not client.users or {user.id for user in client.users} == {api.bot.id}
        await one.gateway._answering.settled(1)
        assert not one.gateway._answering._busy


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What is written in the end, with everything told that can be."""
    root, written = logging.getLogger(), StringIO()
    before, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in (*TALKATIVE, *SILENT, *MUTE)}
    configure("debug", "text", [], written)
    yield written
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(False)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)


async def test_no_secret_reaches_the_log_at_any_level(
    api: DiscordApi, one: Bench, channel: Channel, log: StringIO
) -> None:
    webhook = api.channel(api.guild(may=["manage_webhooks"]), "signed")
    place = Place("discord", str(webhook.id), "", "group", "signed", server=str(webhook.guild_id))
    signed = replace(words("Signed"), branded=True)
    async with one.running():
        await one.platform.send(place, signed)
        for fault in FAULTS:
            for path in ("/interactions/.*", "/webhooks/.*"):
                api.fail(fault, path=path, times=2, seconds=5, status=404, code=10062)
            with suppress(TimeoutError):
                await api.slash(api.person(), channel, "help", timeout=0.3, thinking=True)
            with suppress(SendFailed):
                await one.platform.send(place, signed)
            api.faults.clear()
        one.desk.broken.add("help")
        with pytest.raises(TimeoutError):
            await api.slash(api.person(), channel, "help", timeout=0.2)
        api.gateway.tell("GUILD_ROLE_CREATE", {"nonsense": True})
        await one.signals.waited(1)
    written = log.getvalue()
    for said in ("an answer did not arrive", "could not be answered", "discord.py has failed"):
        assert said in written
    secrets = [*api.interactions, *(each.token for each in api.webhooks.values())]
    assert len(secrets) == len(FAULTS) + 2
    assert not [secret for secret in (api.token, *secrets) if secret in written]
