"""What `crier doctor` says of how updates reach the bot."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.telegram.platform import TelegramPlatform
from bot.cli import hooks
from bot.cli.findings import Check
from bot.config import Config, load
from bot.demo.botapi import BotApi

HERE = "http://127.0.0.1:1/hooks/telegram"


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.webhook.again = 60
        yield api


async def look(config: Config) -> Check:
    telegram = config.telegram
    async with TelegramPlatform(token=telegram.token, api_base_url=telegram.api_base_url) as platform:
        return await hooks.check(config, platform)


def settings(folder: Path, api: BotApi, mode: str) -> Config:
    file = folder / "config.toml"
    file.write_text(
        f'[telegram]\ntoken = "{api.token}"\napi_base_url = "{api.base_url}"\nmode = "{mode}"\n'
        f'webhook_url = "{HERE}"\n[[sources]]\nurl = "http://127.0.0.1:1/"\n'
    )
    return load(file)


async def set_webhook(api: BotApi, url: str) -> None:
    async with TelegramPlatform(token=api.token, api_base_url=api.base_url) as platform:
        await platform.bot.set_webhook(url)


async def test_updates_that_are_polled(tmp_path: Path, api: BotApi) -> None:
    config = settings(tmp_path, api, "polling")
    api.say(1, 1, "/help")
    assert await look(config) == Check("updates", True, "polled, 1 wait")
    await set_webhook(api, HERE)
    found = await look(config)
    assert (found.ok, found.found) == (None, f"pushed to {HERE}, though telegram.mode is polling")
    assert "crier run removes it" in found.remedy


async def test_updates_that_are_pushed(tmp_path: Path, api: BotApi) -> None:
    config = settings(tmp_path, api, "webhook")
    assert await look(config) == Check("updates", None, "not pushed yet; 0 wait", "crier run sets the webhook")
    await set_webhook(api, "https://other.example/")
    found = await look(config)
    assert (found.ok, found.found) == (False, f"pushed to https://other.example/, not to {HERE}")
    assert "crier run sets it again" in found.remedy
    await set_webhook(api, HERE)
    assert await look(config) == Check("updates", True, f"pushed to {HERE}, 0 wait")


async def test_updates_that_cannot_be_pushed(tmp_path: Path, api: BotApi) -> None:
    config = settings(tmp_path, api, "webhook")
    await set_webhook(api, HERE)
    api.say(1, 1, "/help")
    await api.until(lambda: api.webhook.refused == 1)
    found = await look(config)
    assert found.ok is False and found.remedy == hooks.REACH
    assert found.found.startswith(f"1 wait to be pushed to {HERE}; last trouble ")
    assert found.found.endswith(" ago: Connection refused")
    api.clock = lambda: datetime.now(UTC).timestamp()
    api.webhook._trouble = (api.now() - 7200, "Connection refused")
    found = await look(config)
    assert found.ok is True and found.found.endswith("1 wait; last trouble 2 h ago: Connection refused")


async def test_telegram_that_does_not_say(tmp_path: Path, api: BotApi) -> None:
    api.fail("server_error", method="getWebhookInfo")
    found = await look(settings(tmp_path, api, "webhook"))
    assert found.ok is None and found.found.startswith("not known: ")
