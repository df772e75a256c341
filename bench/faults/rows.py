"""The rows of the table: one fault each. What arrives is counted by `scene.finish` and `score`."""

import asyncio
import resource
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from bench.faults.bot import STEPS
from bench.faults.messengers import PLATFORMS, DiscordStandIn
from bench.faults.scene import Bot, Row, Scene

PATIENCE = 240.0  # seconds without any arrival: a post that was refused for two minutes waits two more
HOUR = timedelta(hours=1).total_seconds()
LONG_WAIT = 43_838  # seconds: once seen in practice
ROWS: dict[str, tuple[Row, tuple[str, ...]]] = {}  # by name, with the platforms that it is played on


def row(name: str, *platforms: str) -> Callable[[Row], Row]:
    def add(play: Row) -> Row:
        ROWS[name] = play, platforms or tuple(PLATFORMS)
        return play

    return add


async def there(scene: Scene, chats: set[int] | None = None) -> None:
    """Wait for everything; what does not come is counted as lost at the end."""
    if not await scene.all_arrived(PATIENCE, chats):
        scene.score.notes.append("waited in vain")


@row("1 no fault")
async def no_fault(scene: Scene) -> None:
    await scene.subscribe()
    scene.unconcerned = set(scene.chats)
    await scene.bot()
    await scene.publish_over(15, 10)
    await there(scene)


# --- killed ------------------------------------------------------------------------------------------------


@row("2 kill -9 at every step boundary")
async def killed_at_steps(scene: Scene) -> None:
    await scene.subscribe()
    for step in STEPS:
        scene.publish()
        times = scene.chance.randint(1, 2)
        bot = await scene.bot("--kill", f"{step}:{times}")
        for _ in range(times):  # each brings the bot to the step once more
            if not bot.gone:
                scene.publish()
            await scene.until(lambda bot=bot: bot.gone, 4)  # type: ignore[misc]
        await scene.until(lambda bot=bot: bot.gone)  # type: ignore[misc]
        scene.demand(f"killed at “{step}”", bot.gone)
        await scene.killed(bot)
    await scene.bot()
    await there(scene)


@row("2 kill -9 at random moments")
async def killed_at_random(scene: Scene) -> None:
    await scene.subscribe()
    for _ in range(4 if scene.quick else 8):
        bot = await scene.bot()
        for _ in range(scene.chance.randint(1, 3)):
            scene.publish()
            await asyncio.sleep(scene.chance.uniform(0.2, 1.5))
        await scene.killed(bot)
    await scene.bot()
    await there(scene)


# --- what the platform and the network do --------------------------------------------------------------------


@row("3 the platform answers 5xx")
async def server_errors(scene: Scene) -> None:
    await scene.subscribe()
    await scene.bot()
    await scene.publish_over(3, 2)
    await scene.api.fail("bad_gateway", sending=True, times=None, share=0.5)
    await scene.api.fail("server_error", sending=True, times=None)
    await scene.publish_over(20 if scene.quick else 120, 6)
    await scene.api("clear")
    await there(scene)


@row("4 answers dropped after acceptance")
async def answers_dropped(scene: Scene) -> None:
    await in_spite_of(scene, "drop_answer", sending=True, share=0.25)


@row("5 connections reset")
async def connections_reset(scene: Scene) -> None:
    await in_spite_of(scene, "reset", "reset_answer", "drop", share=0.12)  # whatever is called


@row("6 black-holed")
async def black_holed(scene: Scene) -> None:
    """A quarter of the chats for 25 s; then the reading of updates."""
    await scene.subscribe()
    swallowed = set(scene.chance.sample(sorted(scene.chats), len(scene.chats) // 4))
    scene.unconcerned = set(scene.chats) - swallowed
    for chat in swallowed:
        await scene.api.fail("black_hole", chat=chat, times=None)
    await scene.bot()
    await scene.publish_over(25, 8)
    await there(scene, scene.unconcerned)
    await scene.api("clear")
    await there(scene)
    await scene.api.deaf()  # delays nothing that is owed
    scene.publish(2)
    await there(scene)
    await scene.api("clear")


@row("6 everything black-holed, stopped in it")
async def wholly_black_holed(scene: Scene) -> None:
    await scene.subscribe()
    bot = await scene.bot()
    await scene.api.fail("black_hole", times=None)
    await scene.publish_over(8, 4)
    told = time.monotonic()
    scene.demand("stopped with 0", await bot.stop() == 0)
    took = time.monotonic() - told
    scene.score.notes.append(f"stopped in {took:.1f} s")
    scene.demand("stopped within 12 s", took < 12)
    await scene.api("clear")
    await scene.bot()
    await there(scene)


@row("7 half-open")
async def half_open(scene: Scene) -> None:
    await in_spite_of(scene, "half_open", sending=True, share=0.15, posts=6, calm=10)


async def in_spite_of(scene: Scene, *kinds: str, share: float, posts: int = 8, calm: int = 5, **which: bool) -> None:
    """Publish while a `share` of the calls fails in these ways; `calm`: seconds more until no more of them do."""
    await scene.subscribe()
    for kind in kinds:
        await scene.api.fail(kind, times=None, share=share, **which)
    await scene.bot()
    await scene.publish_over(15, posts)
    await asyncio.sleep(calm)
    await scene.api("clear")
    await there(scene)


@row("8 429 storms, retry_after 1 … 43,838")
async def storms(scene: Scene) -> None:
    """A storm on a third of the chats; one is told to wait for half a day, and the bot is started anew meanwhile."""
    await scene.subscribe()
    chats = scene.chance.sample(sorted(scene.chats), len(scene.chats))
    muted, stormed = chats[0], chats[1 : 1 + len(chats) // 3]
    scene.unconcerned = set(chats[1:]) - set(stormed)
    await scene.api.fail("too_many", chat=muted, seconds=LONG_WAIT)
    for chat in stormed:
        await scene.api.fail("too_many", chat=chat, seconds=1, up_to=6, times=None, share=0.4)
    bot = await scene.bot()
    begun = time.time()
    await scene.publish_over(10, 4)
    await asyncio.sleep(5)
    stopped = time.time()
    scene.demand("stopped with 0", await bot.stop() == 0)
    await scene.bot()
    scene.absent = [(stopped, time.time())]
    await scene.publish_over(10, 4)
    await scene.api("clear")
    scene.excused = {pair for pair in scene.owed if pair[0] == muted}
    await there(scene)
    (order,) = scene.query("SELECT retry_after FROM addresses WHERE chat = ?", str(muted))[0]
    wait = (order or 0) / 1e6 - begun
    scene.demand("told the wait of the muted chat", LONG_WAIT - 5 < wait < LONG_WAIT + 120)
    unsettled = "SELECT count(*) FROM outbox JOIN addresses ON address_id = addresses.id WHERE chat = ? AND state = ?"
    (pending,) = scene.query(unsettled, str(muted), "pending")[0]
    scene.demand("all of the muted chat's posts owed still", pending == len(scene.excused))


@row("9 blocked, and let in again")
async def blocked(scene: Scene) -> None:
    await scene.subscribe()
    people = [chat for chat, kind in scene.chats.items() if kind == "private"]
    shut = set(scene.chance.sample(people, len(people) // 3))
    scene.unconcerned = set(scene.chats) - shut
    await scene.bot()
    await scene.publish_over(4, 3)
    await there(scene)
    for chat in shut:
        await scene.api.shut(chat)
    before = scene.tokens
    await scene.publish_over(6, 3)
    scene.excused = {(chat, token) for chat, token in scene.owed if chat in shut and token > before}
    await there(scene)
    closed = "SELECT count(*) FROM addresses WHERE status = 'closed'"
    await scene.until(lambda: scene.query(closed) == [(len(shut),)])
    for chat in shut:
        await scene.api.let_in(chat)
    await scene.until(lambda: scene.query(closed) == [(0,)])
    await scene.publish_over(4, 3)
    await there(scene)


@row("10 migrations in both orders", "telegram")
async def migrations(scene: Scene) -> None:
    """Told by both service messages in either order, by one, or by nothing but the refusal of a post."""
    await scene.open_chats(0, 3, 0)
    await scene.subscribe()
    scene.unconcerned = {chat for chat, kind in scene.chats.items() if kind != "group"}
    groups = [chat for chat, kind in scene.chats.items() if kind == "group"]
    scene.chance.shuffle(groups)
    await scene.bot()
    await scene.publish_over(4, 3)
    orders: tuple[tuple[str, ...], ...] = (("to", "from"), ("from", "to"), ("from",), ("to",), ())
    for group, updates in zip(groups, orders, strict=True):
        new = (await scene.api("migrate", group=group, updates=updates))["id"]
        scene.api.moved[new] = group
        scene.publish()
        await asyncio.sleep(scene.chance.uniform(0, 2))
    await scene.publish_over(6, 3)
    await there(scene)


@row("10 a limit over all, and a ban by Cloudflare", "discord")
async def silenced(scene: Scene) -> None:
    await scene.subscribe()
    await scene.bot()
    await scene.publish_over(3, 2)
    for kind, scope in (("too_many", "global"), ("cloudflare", "user"), ("too_many", "global")):
        await scene.api.fail(kind, seconds=scene.chance.uniform(1, 12), scope=scope)
        await scene.publish_over(8, 3)
    await there(scene)
    stats = await scene.api("stats")
    scene.demand("silent meanwhile", stats["invalid"] <= 20)


@row("10 put out of servers, and let in again", "discord")
async def put_out(scene: Scene) -> None:
    await scene.open_chats(0, 4, 0)
    await scene.subscribe()
    discord = scene.api
    assert isinstance(discord, DiscordStandIn)
    channels = [chat for chat, kind in scene.chats.items() if kind == "group"]
    shut = set(scene.chance.sample(channels, 3))
    scene.unconcerned = set(scene.chats) - shut
    await scene.bot()
    await scene.publish_over(4, 3)
    await there(scene)
    for chat in shut:
        await discord("kick", guild=discord.servers[chat])
    before = scene.tokens
    await scene.publish_over(6, 3)
    scene.excused = {(chat, token) for chat, token in scene.owed if chat in shut and token > before}
    await there(scene)
    closed = "SELECT count(*) FROM addresses WHERE status = 'closed'"
    await scene.until(lambda: scene.query(closed) == [(len(shut),)])
    for chat in shut:
        await discord("invite", guild=discord.servers[chat])
    await scene.until(lambda: scene.query(closed) == [(0,)])
    await scene.publish_over(4, 3)
    await there(scene)


@row("10 the gateway breaks, in every way", "discord")
async def gateway_breaks(scene: Scene) -> None:
    await scene.subscribe()
    scene.unconcerned = set(scene.chats)
    discord = scene.api
    assert isinstance(discord, DiscordStandIn)
    bot = await scene.bot()
    person = next(iter(scene.chats))
    for code in (None, 4000, 4003, 4007, 4009):
        await discord("drop", code=code)
        await scene.publish_over(3, 2)
    await discord("reconnect")
    await scene.publish_over(3, 2)
    for resumable in (False, True):
        await discord("invalidate", resumable=resumable)
        await scene.publish_over(3, 2)
    await discord("silence")
    await scene.publish_over(3, 2)
    await there(scene)
    for _ in range(40):
        if await discord.answers(person):
            break
    else:
        scene.demand("heard again", False)
    scene.demand("alive", not bot.gone)
    counts = (await discord("stats"))["gateway"]
    scene.score.notes.append(f"{counts.get('identify', 0)} sessions, {counts.get('resumed', 0)} times resumed")


# --- this machine ------------------------------------------------------------------------------------------


@row("11 a full disk")
async def full_disk(scene: Scene) -> None:
    """A small file system of its own, or, without the right to mount one, a limit on the size of the bot's files."""
    disk = scene.folder / "disk"
    disk.mkdir()
    mounted = await asyncio.to_thread(run, "mount", "-t", "tmpfs", "-o", "size=24m", "none", str(disk))
    scene.score.notes.append("tmpfs" if mounted else "RLIMIT_FSIZE, for want of the right to mount")
    try:
        await scene.subscribe(database="disk/crier.db")
        bot = await scene.bot(database="disk/crier.db")
        await scene.publish_over(4, 2)
        for _ in range(2):
            fill(disk, bot, mounted)
            await scene.publish_over(14, 3)
            empty(disk, bot, mounted)
            await asyncio.sleep(5)
        scene.demand("said that the disk is full", "disk" in bot.said)
        scene.demand("alive", not bot.gone)
        await there(scene)
        await scene.stop_bots()
    finally:
        if mounted:
            await asyncio.to_thread(run, "umount", "-l", str(disk))


def run(*command: str) -> bool:
    """Run a program of the system; whether it did what it should."""
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def fill(disk: Path, bot: Bot, mounted: bool) -> None:
    if not mounted:
        largest = max(file.stat().st_size for file in disk.iterdir())
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
        return
    with (disk / "ballast").open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * 4096):
                pass
        except OSError:
            return


def empty(disk: Path, bot: Bot, mounted: bool) -> None:
    if mounted:
        (disk / "ballast").unlink()
    else:
        resource.prlimit(bot.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@row("12 a locked database")
async def locked(scene: Scene) -> None:
    await scene.subscribe()
    bot = await scene.bot()
    for seconds in (1, 8, 12):
        await scene.publish_over(3, 2)
        with closing(sqlite3.connect(scene.folder / "crier.db", isolation_level=None, timeout=20)) as other:
            other.execute("BEGIN IMMEDIATE")
            await asyncio.sleep(seconds)
            other.execute("ROLLBACK")
    scene.demand("said that it is locked", "locked by another process" in bot.said)
    scene.demand("alive", not bot.gone)
    await there(scene)


@row("12 a read-only database")
async def read_only(scene: Scene) -> None:
    """The bot ends with a line that says what to mend, or waits; whoever keeps it running starts it again."""
    await scene.subscribe()
    mark = scene.folder / "readonly"
    bot = await scene.bot("--readonly", str(mark))
    for _ in range(2):
        await scene.publish_over(3, 2)
        mark.touch()
        await scene.publish_over(6, 1)
        scene.demand("said that it may not be written", "may not be written" in bot.said)
        if bot.gone:
            scene.may_repeat()
        mark.unlink()
        if bot.gone:
            bot = await scene.bot("--readonly", str(mark))
    await there(scene)


@row("13 the clock jumps by an hour")
async def clock_jumps(scene: Scene) -> None:
    """Forward, back, and back once more; then forward to the truth."""
    await scene.subscribe()
    hands = scene.folder / "clock"
    hands.write_text("0")
    bot = await scene.bot("--clock", str(hands))
    for off in (0.0, HOUR, 0.0, -HOUR, 0.0):
        new = scene.folder / "clock.new"
        new.write_text(str(off))
        new.replace(hands)
        scene.publish(2)
        await scene.publish_over(8, 3)
        scene.unconcerned = set(scene.chats)
    await there(scene)
    scene.demand("said that it went back, each time", bot.said.count("the clock went back by") >= 2)


# --- several processes -------------------------------------------------------------------------------------


@row("14 two bots, one token, one database")
async def two_on_one(scene: Scene) -> None:
    await scene.subscribe()
    first = await scene.bot()
    second = await scene.bot()
    scene.demand("waiting", await second.says("waiting to take over"))
    await scene.publish_over(6, 4)
    await there(scene)
    scene.publish(2)
    await asyncio.sleep(scene.chance.uniform(1, 3))
    await scene.killed(first)
    killed = time.monotonic()
    scene.demand("taken over", await second.says("this process delivers", 10))
    scene.score.notes.append(f"taken over in {time.monotonic() - killed:.1f} s")
    await scene.publish_over(6, 4)
    await there(scene)
    scene.demand("said once", second.said.count("another process delivers") == 1)


@row("14 two bots, one token, two databases", "telegram")
async def two_on_two(scene: Scene) -> None:
    """Neither knows of the other; each has chats of its own."""
    chats = sorted(scene.chats)
    scene.chance.shuffle(chats)
    await scene.subscribe(chats[::2], "crier.db")
    await scene.subscribe(chats[1::2], "other.db")
    await scene.bot()
    other = await scene.bot(database="other.db")
    await scene.publish_over(12, 6)
    await there(scene)
    told = [await bot.says("another program reads this bot's updates", 30) for bot in scene.bots]
    scene.demand("told of each other", any(told))
    scene.demand("alive", not other.gone)


@row("15 paused for 15 s, and resumed")
async def paused(scene: Scene) -> None:
    await scene.subscribe()
    bot = await scene.bot()
    await scene.publish_over(4, 3)
    scene.publish(2)
    await asyncio.sleep(scene.chance.uniform(0.5, 2.5))
    bot.signal(signal.SIGSTOP)
    scene.may_repeat()
    await scene.publish_over(15, 3)
    bot.signal(signal.SIGCONT)
    await scene.publish_over(5, 2)
    await there(scene)
    scene.demand("alive", not bot.gone)


@row("15 paused, another takes over, resumed")
async def paused_and_replaced(scene: Scene) -> None:
    await scene.subscribe()
    first = await scene.bot()
    second = await scene.bot()
    await scene.publish_over(4, 3)
    scene.publish(2)
    await asyncio.sleep(scene.chance.uniform(0.5, 2.5))
    first.signal(signal.SIGSTOP)
    scene.may_repeat()
    stopped = time.monotonic()
    scene.demand("taken over", await second.says("this process delivers", 16))
    scene.score.notes.append(f"taken over in {time.monotonic() - stopped:.1f} s")
    await scene.publish_over(max(1.0, 15 - time.monotonic() + stopped), 3)
    first.signal(signal.SIGCONT)
    code = await first.ended(20)
    scene.demand("ended with its reason", code not in (0, None) and "took its work over" in first.said)
    await scene.publish_over(5, 2)
    await there(scene)


# --- many at once ------------------------------------------------------------------------------------------


@row("16 bursts become digests")
async def bursts(scene: Scene) -> None:
    """Nobody can be reached while a dozen are published; then each chat gets one message, or twelve."""
    await scene.subscribe()
    await scene.bot(burst=5)
    await scene.publish_over(3, 2)
    await there(scene)
    await scene.api.fail("server_error", sending=True, times=None)
    scene.publish(12)
    await scene.publish_over(10, 3)
    await scene.api("clear")
    await there(scene)
    messages = await scene.got()
    digests = sum(len(each.tokens) > 1 for each in messages)
    scene.score.notes.append(f"{digests} digests, {len(messages)} messages")
