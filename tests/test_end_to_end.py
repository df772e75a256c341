"""The whole bot as a process, between a news site and a strict stand-in for Telegram."""

import asyncio
import json
import signal
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from bot import app
from bot.adapters.storage.store import open_store
from bot.config import load
from bot.demo.botapi import BotApi, SentMessage
from bot.domain.model import Place, Subscription
from tests.newsroom import Newsroom, Story
from tests.process import Finished, Running, crier, here, running

NAILA, OWNER = 42, 7
PATIENCE = 20.0  # seconds
RAIL = Story(
    slug="rail-corridor",
    title="Ministers agree on a rail corridor through the mountains",
    text="Negotiators signed the agreement after running late into the night.\n"
    "Freight trains should be moving by spring, the transport minister said, and passenger services a year later.\n"
    "The tunnel at the border was the last open question. Engineers had warned in March that its lining was damaged.",
)
BRIDGE = replace(RAIL, slug="bridge", title="An old bridge over the Kura opens again", section="Society")
OLD = [
    replace(RAIL, slug=f"old-{number}", title=f"Harvest report number {number} from the lowlands", section="Economy")
    for number in range(2)
]


@pytest.fixture
async def site() -> AsyncIterator[Newsroom]:
    async with Newsroom() as newsroom:
        for story in OLD:
            newsroom.publish(story)
        yield newsroom


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as stand_in:
        yield stand_in


def settings(folder: Path, site: Newsroom, api: BotApi | None = None, *, more: str = "", **telegram: object) -> Path:
    """A configuration for the two stand-ins, with a poll a second."""
    fast = {"messages_per_second": 1000, "paid_broadcast": True}
    keys = {"token": api.token, "api_base_url": api.base_url, **fast} if api else {}
    lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in (keys | telegram).items())
    file = folder / "config.toml"
    file.write_text(
        f'[site]\nname = "Example News"\nhomepage = "{site.url}"\n[fetch]\nallow_private_hosts = ["127.0.0.1"]\n'
        f'[storage]\nurl = "sqlite:///crier.db"\n[telegram]\n{lines}\n'
        f'[[sources]]\nid = "example"\nurl = "{site.url}"\npoll_seconds = 1\npoll_max_seconds = 1\n{more}'
    )
    return file


async def subscribed(api: BotApi, chat: int, words: str = "/subscribe") -> None:
    """Someone subscribes and waits for the answer."""
    before = api.private(chat).accepted
    api.say(chat, chat, words)
    await api.wait_for(chat, before + 1, PATIENCE)


async def baseline(bot: Running) -> None:
    """Wait until the first poll is archived."""
    await bot.says("articles ready")


def titles(messages: list[SentMessage]) -> list[str]:
    return [message.text.splitlines()[0] for message in messages]


# --- the story ---------------------------------------------------------------------------------------------


async def test_from_a_new_item_to_one_post_and_never_again(tmp_path: Path, site: Newsroom, api: BotApi) -> None:
    config = settings(tmp_path, site, api)
    async with running(config) as bot:
        await baseline(bot)
        await subscribed(api, NAILA)
        site.publish(RAIL)
        told, post = await api.wait_for(NAILA, 2, PATIENCE)
        assert told.text.startswith("Subscribed: everything Example News publishes.")
        assert titles([post]) == [RAIL.title]
        assert await bot.stop() == 0
    async with running(config) as bot:
        await site.polled(3)
        site.publish(BRIDGE)
        messages = await api.wait_for(NAILA, 3, PATIENCE)
        assert titles(messages[1:]) == [RAIL.title, BRIDGE.title]
        assert await bot.stop(signal.SIGINT) == 0
    await check_the_terminal(tmp_path, site)


async def verb(*arguments: str, folder: Path, **variables: str) -> Finished:
    """A reading verb, in this process and beside its event loop."""
    return await asyncio.to_thread(here, *arguments, "--config", str(folder / "config.toml"), **variables)


async def check_the_terminal(folder: Path, site: Newsroom) -> None:
    """Every reading verb, on what the story has left behind; a copy of it brought back."""
    latest = await crier("latest", "--json", cwd=folder)
    text = await verb("latest", "society", "-n", "1", folder=folder)
    search = await verb("search", "--json", "rail corridor -harvest", folder=folder)
    show = await verb("show", site.address(RAIL), "--json", folder=folder)
    stats = await verb("stats", "--json", folder=folder)
    sources = await verb("sources", "list", "--json", folder=folder)
    wrong = await verb("show", "999", folder=folder)
    assert titles_of(latest) == [BRIDGE.title, RAIL.title, *(story.title for story in reversed(OLD))]
    first = latest.json["items"][1]
    assert first | {"id": 0, "summary": ""} == {
        "id": 0,
        "title": RAIL.title,
        "url": site.address(RAIL),
        "source": "example",
        "section": "world",
        "language": "en",
        "published": RAIL.published.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "summary": "",
        "automatic": False,
        "authors": ["Naila Example"],
        "image": "",
        "media": "",
    }
    assert first["summary"].startswith("Negotiators signed the agreement after running late into the night.")
    assert (latest.json["total"], latest.json["total_capped"], latest.json["showing"]) == (4, False, "")
    assert text.out.splitlines()[0] == BRIDGE.title and site.address(BRIDGE) in text.out
    assert titles_of(search) == [RAIL.title]
    record = show.json
    assert [post["chat"] for post in record["posts"]] == [str(NAILA)]
    assert "The tunnel at the border" in record["text"] and "Log in" not in record["text"]
    figures = stats.json
    assert (figures["articles"], figures["chats"], figures["subscriptions"]) == (4, 1, 1)
    assert figures["deliveries"] == {"pending": 0, "sent": 2, "failed": 0, "doubtful": 0, "skipped": 0, "held": 0}
    (source,) = sources.json["sources"]
    assert (source["id"], source["origin"], source["status"], source["articles"]) == ("example", "config", "ok", 4)
    assert (wrong.code, wrong.err.count("\n")) == (1, 1)
    await check_the_copy(folder, latest)


async def check_the_copy(folder: Path, latest: Finished) -> None:
    copy = str(folder / "copy.db")
    assert (await verb("backup", copy, folder=folder)).code == 0
    refused = await verb("restore", copy, folder=folder)
    assert refused.code != 0 and "--force" in refused.err
    for file in files(folder):
        if file.startswith("crier.db"):
            (folder / file).unlink()
    assert (await verb("restore", copy, folder=folder)).code == 0
    assert titles_of(await verb("latest", "--json", folder=folder)) == titles_of(latest)


def files(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def titles_of(finished: Finished) -> list[str]:
    assert finished.code == 0, finished.err
    return [item["title"] for item in finished.json["items"]]


async def test_killed_amid_a_delivery_it_loses_nothing(tmp_path: Path, site: Newsroom, api: BotApi) -> None:
    chats, answerless, unreached, in_flight = range(1000, 1180), 100, 10, 128
    config = settings(tmp_path, site, api)
    async with open_store(f"sqlite:///{tmp_path}/crier.db", mode="run") as store:
        for chat in chats:
            api.private(chat)
            address = await store.addresses.ensure(Place("telegram", str(chat)))
            await store.addresses.subscribe(address.id, Subscription("all"), datetime.now(UTC))
    for chat in chats[-unreached:]:
        api.fail("black_hole", chat=chat, times=None)
    api.fail("slow", method="sendMessage", times=answerless, seconds=60)  # accepted, but the bot will not know
    async with running(config) as bot:
        await baseline(bot)
        site.publish(RAIL)
        await api.until(lambda: accepted(api, chats) == len(chats) - unreached, PATIENCE)
        await bot.kill()
    api.faults.clear()
    async with running(config) as bot:
        await api.until(lambda: all(api.chat(chat).accepted for chat in chats), PATIENCE)
        site.publish(BRIDGE)  # comes after all that was left over
        await api.until(lambda: all(titles(api.sent(chat))[-1:] == [BRIDGE.title] for chat in chats), PATIENCE)
        assert await bot.stop() == 0
    posts = [titles(api.sent(chat)) for chat in chats]
    assert all(set(each) == {RAIL.title, BRIDGE.title} and each.count(BRIDGE.title) == 1 for each in posts)
    assert sum(each.count(RAIL.title) - 1 for each in posts) <= in_flight


def accepted(api: BotApi, chats: range) -> int:
    return sum(api.chat(chat).accepted for chat in chats)


# --- what a post looks like --------------------------------------------------------------------------------


async def test_posts_have_the_forms_that_were_promised(tmp_path: Path, site: Newsroom, api: BotApi) -> None:
    group = api.group("Friends", owner=OWNER)
    open_channel = api.channel("Example EN", username="example_en", comments=True, owner=OWNER)
    plain_channel = api.channel("Example plain", username="example_plain", owner=OWNER)
    async with running(settings(tmp_path, site, api)) as bot:
        await baseline(bot)
        await subscribed(api, NAILA)
        await subscribed(api, OWNER, "/subscribe @example_en")
        await subscribed(api, OWNER, "/subscribe @example_plain")
        api.say(group, OWNER, "/subscribe")
        await api.wait_for(group, 1, PATIENCE)
        site.publish(RAIL)
        private = (await api.wait_for(NAILA, 2, PATIENCE))[-1]
        in_group = (await api.wait_for(group, 2, PATIENCE))[-1]
        commented = (await api.wait_for(open_channel, 1, PATIENCE))[-1]
        plain = (await api.wait_for(plain_channel, 1, PATIENCE))[-1]
        pictured = replace(BRIDGE, image=f"{site.url}bridge.jpg")
        site.publish(pictured)
        photo = (await api.wait_for(NAILA, 3, PATIENCE))[-1]
        captioned = (await api.wait_for(open_channel, 2, PATIENCE))[-1]

    address = site.address(RAIL)
    summary = "Negotiators signed the agreement after running late into the night. " + RAIL.text.splitlines()[1]
    moment = RAIL.published.astimezone(ZoneInfo("Asia/Baku")).strftime("%H:%M")
    head = f'<a href="{address}"><b>{RAIL.title}</b></a>\n{summary}\n\n'
    meta = f'Naila Example · {moment} · <a href="{address}">Example News</a>'
    share = shares(address, RAIL.title)
    preview = {"url": address, "prefer_large_media": True, "show_above_text": True}

    for post in (private, in_group):
        assert post.html == f"{head}World · {meta}"
        assert post.preview == preview and post.silent
        assert post.markup == {
            "inline_keyboard": [
                [{"text": label, "url": url} for label, url in share],
                [{"text": "Copy link", "copy_text": {"text": address}}],
            ]
        }
    row = " · ".join(f'<a href="{url.replace("&", "&amp;")}">{label}</a>' for label, url in share)
    assert commented.html == f"{head}#World · {meta}\nShare: {row}"
    assert commented.markup == {} and commented.preview == preview
    assert plain.html == f"{head}#World · {meta}"
    assert plain.markup == {
        "inline_keyboard": [
            [{"text": "Read on Example News ↗", "url": address}],
            [{"text": label, "url": url} for label, url in share],
        ]
    }
    assert photo.photo == pictured.image and photo.html.startswith(
        f'<a href="{site.address(BRIDGE)}"><b>{BRIDGE.title}'
    )
    assert captioned.photo == pictured.image and "\nShare: " in captioned.html and not captioned.markup


def shares(address: str, title: str) -> list[tuple[str, str]]:
    """Telegram · WhatsApp · Facebook · X, as the documents of each say."""
    url, words = quote(address, safe=""), quote(title, safe="")
    return [
        ("Telegram", f"https://t.me/share/url?url={url}&text={words}"),
        ("WhatsApp", f"https://wa.me/?text={words}%20{url}"),
        ("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={url}"),
        ("X", f"https://x.com/intent/post?url={url}&text={words}"),
    ]


# --- other ways to run -------------------------------------------------------------------------------------


async def test_cron_mode_does_one_round_of_everything(tmp_path: Path, site: Newsroom, api: BotApi) -> None:
    config = settings(tmp_path, site, api)
    api.private(NAILA)
    api.say(NAILA, NAILA, "/subscribe")
    await app.once(load(config))
    assert len(api.sent(NAILA)) == 1
    site.publish(RAIL)
    finished = await crier("--config", str(config), "run", "--once", cwd=tmp_path)
    assert finished.code == 0, finished.err
    assert titles(api.sent(NAILA))[1:] == [RAIL.title]


async def test_without_a_token_it_archives_and_says_so_once(tmp_path: Path, site: Newsroom) -> None:
    config = settings(tmp_path, site)
    async with running(config) as bot:
        await baseline(bot)
        assert sum("no telegram.token" in line for line in bot.lines) == 1
        assert await bot.stop() == 0
    assert len((await verb("latest", "--json", folder=tmp_path)).json["items"]) == len(OLD)


async def test_a_wrong_token_is_told_and_never_shown(tmp_path: Path, site: Newsroom, api: BotApi) -> None:
    wrong = "987654321:AAwrong-wrong_wrong-wrong_wrong-wrong"
    config = settings(tmp_path, site, api, token=wrong, more='[log]\nlevel = "debug"\n')
    async with running(config) as bot:
        await baseline(bot)
        await bot.says("@BotFather")
        await site.polled(2)  # the others go on
        assert await bot.stop() == 0
    assert sum("@BotFather" in line for line in bot.lines) == 1
    assert wrong not in bot.text and wrong.partition(":")[2] not in bot.text
    report = await verb("doctor", "--json", folder=tmp_path)
    checks = {check["name"]: check for check in report.json["checks"]}
    assert report.code == 1 and not report.json["ok"]
    assert checks["token"]["ok"] is False and checks["token"]["remedy"]
    assert all(checks[name]["ok"] for name in ("config", "database", "disk", "source example"))
    assert wrong not in report.out + report.err


async def test_an_unreachable_site_leaves_the_others_alone(tmp_path: Path, site: Newsroom) -> None:
    dead = '[[sources]]\nid = "dead"\nurl = "http://127.0.0.1:1/"\npoll_seconds = 1\n'
    async with running(settings(tmp_path, site, more=dead)) as bot:
        await baseline(bot)
        await bot.says("source dead")
        await site.polled(2)
    listed = await verb("sources", "list", "--json", folder=tmp_path)
    states = {source["id"]: source for source in listed.json["sources"]}
    assert states["dead"]["status"] == "failing" and states["dead"]["last_error"]
    assert states["example"]["status"] == "ok" and states["example"]["articles"] == len(OLD)


# --- what is refused ---------------------------------------------------------------------------------------


def corrupt(file: Path) -> None:
    file.write_bytes(b"this is no database, and never was one. " * 200)


def newer(file: Path) -> None:
    async def make() -> None:
        async with open_store(f"sqlite:///{file}", mode="run"):
            pass

    asyncio.run(make())
    with closing(sqlite3.connect(file)) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()


@pytest.mark.parametrize(("spoil", "told"), [(corrupt, "crier.db"), (newer, "newer")])
def test_a_database_that_cannot_be_used_is_told_in_one_line(
    tmp_path: Path, spoil: Callable[[Path], None], told: str
) -> None:
    (tmp_path / "config.toml").write_text(
        '[storage]\nurl = "sqlite:///crier.db"\n[[sources]]\nurl = "http://127.0.0.1:1/"\n'
    )
    spoil(tmp_path / "crier.db")
    check_refusal(here("run", "--config", str(tmp_path / "config.toml")), told)


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    """/proc: not even root can write there."""
    variables = {"CRIER_STORAGE__URL": "sqlite:////proc/crier/crier.db", "CRIER_SOURCES": "http://127.0.0.1:1/"}
    check_refusal(here("run", "--config", str(tmp_path / "none.toml"), **variables), "/proc/crier")


async def test_no_settings_at_all_is_told_in_one_line(tmp_path: Path) -> None:
    finished = await crier("run", cwd=tmp_path)
    check_refusal(finished, "make one with: cp config.example.toml config.toml")
    assert len(finished.err.splitlines()) == 1


def check_refusal(finished: Finished, told: str) -> None:
    errors = [line for line in finished.err.splitlines() if line.startswith("crier: ")]
    assert finished.code == 2, finished
    assert len(errors) == 1 and told in errors[0], finished
    assert "Traceback" not in finished.err and finished.out == ""


async def test_a_preview_stores_nothing(tmp_path: Path, site: Newsroom) -> None:
    site.publish(RAIL)
    allowed = {"CRIER_FETCH__ALLOW_PRIVATE_HOSTS": "127.0.0.1", "CRIER_SITE__NAME": "Example News"}
    home = await verb("preview", site.url, "--json", folder=tmp_path, **allowed)
    feed = await verb("preview", f"{site.url}rss.xml", "--json", folder=tmp_path, **allowed)
    page = await verb("preview", site.address(RAIL), "--json", folder=tmp_path, **allowed)
    nothing = await verb("preview", f"{site.url}gone", folder=tmp_path, **allowed)
    text = await crier("preview", site.url, cwd=tmp_path, **allowed)
    assert [each.json["kind"] for each in (home, feed, page)] == ["home", "feed", "page"]
    for each in (home, feed):
        assert each.json["url"] == f"{site.url}rss.xml" and each.json["language"] == "en"
        assert each.json["sections"] == ["World", "Economy"]
        assert each.json["items"][0]["title"] == RAIL.title and each.json["items"][0]["summary"]
    assert page.json["items"][0]["title"] == RAIL.title
    assert RAIL.title in text.out and "[ Copy link ]" in text.out
    assert (nothing.code, nothing.err.count("\n")) == (1, 1)
    assert files(tmp_path) == []
