"""What `crier doctor` looks at on Discord. Only imported where there is a token."""

from typing import Final

from bot.adapters.discord.api import Api
from bot.adapters.discord.gateway import invite
from bot.adapters.discord.platform import DiscordPlatform
from bot.adapters.discord.refusals import TOKEN_REFUSED
from bot.cli import rights
from bot.cli.findings import Check
from bot.config import Config
from bot.domain.errors import SendFailed, TokenRefused

NAME: Final = "discord"
PAGE: Final = 200  # servers that Discord names at once
FEW: Final = 100  # connections left of the 1,000 or so a day
RIGHTS: Final = (
    "give the bot's role View Channel, Send Messages and Embed Links there, in a thread Send Messages in Threads; or "
    "/unsubscribe it"
)


async def examine(config: Config) -> tuple[Check, ...]:
    """Token, servers, invitation, connections left, rights."""
    async with DiscordPlatform(
        token=config.discord.token, api_base_url=config.discord.api_base_url, site_name=config.site.name
    ) as platform:
        try:
            application = await platform.api.login()
        except TokenRefused:
            found, _, remedy = TOKEN_REFUSED.partition(": ")
            return (Check(NAME, False, found, remedy),)
        except SendFailed as error:
            return (Check(NAME, False, str(error), "look at the network and at discord.api_base_url"),)
        return (
            await _servers(platform.api),
            Check("invitation", True, invite(application)),
            *await _connections(platform.api),
            *await rights.check(config, platform.name, platform, RIGHTS),
        )


async def _servers(api: Api) -> Check:
    who = str(api.me["username"])
    try:
        count = len(await api.call("GET", "/users/@me/guilds"))
    except SendFailed as error:
        return Check(NAME, True, f"{who}; in how many servers is not known: {error}")
    if not count:
        return Check(NAME, None, f"{who}, in no server yet", "open the invitation below, and choose one")
    return Check(NAME, True, f"{who}, in {count}{' or more' * (count >= PAGE)} server{'s' * (count != 1)}")


async def _connections(api: Api) -> tuple[Check, ...]:
    """Where few are left: Discord revokes the token of a bot that connects too often."""
    try:
        shards, _, left, seconds = await api.gateway()
    except SendFailed as error:
        return (Check("gateway", None, f"not known: {error}"),)
    if left >= max(FEW, shards):
        return ()
    found = f"{left} more connections are allowed within {seconds / 3600:.0f} hours, {shards} are needed to start"
    remedy = "look in the log for what restarts the bot again and again; crier run waits where none is left"
    return (Check("gateway", None if left >= shards else False, found, remedy),)
