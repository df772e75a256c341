"""What `crier doctor` says of Discord, and of the chats in which the bot may not write."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.discord.gateway import PERMISSIONS
from bot.adapters.storage.store import open_store
from bot.app import parts
from bot.app.roles import INSTALLING
from bot.cli import checks, rights
from bot.cli.findings import Check
from bot.config import Config, load
from bot.demo.botapi import BotApi
from bot.domain.model import Place, Subscription
from tests.discordapi import DiscordApi


@pytest.fixture
async def api() -> AsyncIterator[DiscordApi]:
    async with DiscordApi() as api:
        yield api


def settings(folder: Path, text: str) -> Config:
    file = folder / "config.toml"
    file.write_text(
        f'[web]\nenabled = false\n[storage]\nurl = "sqlite:///crier.db"\n[[sources]]\nurl = "http://127.0.0.1:1/"\n{text}'
        '[site]\nhomepage = "http://127.0.0.1:1/"\n[fetch]\nallow_private_hosts = ["127.0.0.1"]\n'
    )
    return load(file)


def on_discord(folder: Path, api: DiscordApi, token: str = "") -> Config:
    return settings(folder, f'[discord]\ntoken = "{token or api.token}"\napi_base_url = "{api.base_url}"\n')


async def examined(config: Config) -> dict[str, Check]:
    return {check.name: check for check in await checks.examine(config)}


async def subscribed(config: Config, *places: Place) -> None:
    async with open_store(config.storage.url, mode="run") as store:
        for place in places:
            address = await store.addresses.ensure(place)
            await store.addresses.subscribe(address.id, Subscription("all"), parts.now())


async def test_a_bot_that_is_in_no_server_yet(tmp_path: Path, api: DiscordApi) -> None:
    found = await examined(on_discord(tmp_path, api))
    link = found["invitation"].found
    assert f"client_id={api.application_id}" in link and f"permissions={PERMISSIONS.value}" in link
    assert found["discord"] == Check(
        "discord", None, "crier, in no server yet", "open the invitation below, and choose one"
    )
    assert not {"token", "gateway", "discord rights"} & set(found)


async def test_the_rights_where_it_posts(tmp_path: Path, api: DiscordApi) -> None:
    guild = api.guild()
    news, shut = api.channel(guild, "news"), api.channel(guild, "shut")
    config = on_discord(tmp_path, api)
    places = [
        Place("discord", str(each.id), kind="group", title=each.name, server=str(guild.id)) for each in (news, shut)
    ]
    await subscribed(config, *places)
    found = await examined(config)
    assert found["discord"] == Check("discord", True, "crier, in 1 server")
    assert found["discord rights"] == Check("discord rights", True, "may post in all chats (2)")
    api.deny(shut, "send_messages")
    check = (await examined(config))["discord rights"]
    assert (check.ok, check.found) == (False, f"may not post in shut ({shut.id})")
    assert "Send Messages" in check.remedy
    api.fail("server_error", times=None, path=rf"/channels/{news.id}")
    api.allow(shut, "send_messages")
    check = (await examined(config))["discord rights"]
    assert check == Check("discord rights", None, "not known for 1 of 2 chats")


async def test_many_chats_are_named_in_part_and_not_waited_for(
    tmp_path: Path, api: DiscordApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = on_discord(tmp_path, api)
    await subscribed(config, *(Place("discord", str(10**17 + n), kind="group") for n in range(12)))
    check = (await examined(config))["discord rights"]
    assert check.ok is False and check.found.count("group (") == 10 and check.found.endswith(" and 2 more")
    monkeypatch.setattr(rights, "MOST", 11)
    assert (await examined(config))["discord rights"].found.endswith(" and 1 more")
    monkeypatch.setattr(rights, "PATIENCE", 0.2)
    api.fail("black_hole", times=None, path="/channels/.*")
    check = (await examined(config))["discord rights"]
    assert check.ok is None and check.found.startswith("not known: no answer within")


async def test_a_token_that_is_refused(tmp_path: Path, api: DiscordApi) -> None:
    found = await examined(on_discord(tmp_path, api, "wrong.token.here"))
    assert found["discord"].found == "the token was refused by Discord"
    assert found["discord"].ok is False and "discord.token" in found["discord"].remedy
    assert "wrong.token.here" not in str(found) and "invitation" not in found


async def test_no_way_to_discord(tmp_path: Path) -> None:
    config = settings(tmp_path, '[discord]\ntoken = "a.b.c"\napi_base_url = "http://127.0.0.1:1/api"\n')
    check = (await examined(config))["discord"]
    assert check.ok is False and "discord.api_base_url" in check.remedy


@pytest.mark.parametrize(("left", "ok"), [(40, None), (0, False)])
async def test_a_bot_that_has_connected_too_often(tmp_path: Path, api: DiscordApi, left: int, ok: bool | None) -> None:
    api.gateway.starts = left
    check = (await examined(on_discord(tmp_path, api)))["gateway"]
    assert check.ok is ok and check.found.startswith(f"{left} more connections") and "restarts" in check.remedy


async def test_what_discord_does_not_say(tmp_path: Path, api: DiscordApi) -> None:
    api.fail("server_error", times=None, path="/gateway/bot|/users/@me/guilds")
    found = await examined(on_discord(tmp_path, api))
    assert found["discord"].ok and "is not known" in found["discord"].found
    assert found["gateway"].ok is None


async def test_without_its_library(tmp_path: Path, api: DiscordApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    check = (await examined(on_discord(tmp_path, api)))["discord"]
    assert check.ok is False and INSTALLING in check.remedy


async def test_no_token_at_all(tmp_path: Path) -> None:
    found = await examined(settings(tmp_path, ""))
    assert found["token"].ok is None and "discord.token" in found["token"].remedy
    assert "discord" not in found


async def test_the_rights_on_telegram(tmp_path: Path) -> None:
    async with BotApi() as api:
        channel, group = api.channel(), api.supergroup(bot="restricted")
        config = settings(tmp_path, f'[telegram]\ntoken = "{api.token}"\napi_base_url = "{api.base_url}"\n')
        await subscribed(config, Place("telegram", str(channel.id), kind="channel", title="News"))
        assert (await examined(config))["telegram rights"] == Check(
            "telegram rights", True, "may post in all chats (1)"
        )
        await subscribed(config, Place("telegram", str(group.id), kind="group", title="Readers"))
        check = (await examined(config))["telegram rights"]
    assert (check.ok, check.found) == (False, f"may not post in Readers ({group.id})") and check.remedy
