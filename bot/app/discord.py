"""The wiring of Discord: its platform, who delivers, who answers. Only imported where there is a token."""

from contextlib import AsyncExitStack
from dataclasses import replace

from bot.adapters.discord.answering import Answering
from bot.adapters.discord.events import Events
from bot.adapters.discord.gateway import DiscordGateway
from bot.adapters.discord.markdown import units
from bot.adapters.discord.markup import MAX_LINK
from bot.adapters.discord.platform import DiscordPlatform
from bot.adapters.storage.store import Store
from bot.adapters.wording import GettextWording
from bot.app.lifetime import Loop
from bot.app.messenger import Messenger, announcer, delivery, desk
from bot.app.parts import http_fetcher, now, style
from bot.config import Config
from bot.domain.pacing import DISCORD_GAPS, DISCORD_RATE
from bot.ports import Desk, Signals, Wording
from bot.services.channels import Channels
from bot.services.composer import Composer
from bot.services.courier import Courier
from bot.services.crossposting import Crossposting
from bot.services.desk import DISCORD
from bot.services.doubts import Doubts


async def discord(config: Config, store: Store, signals: Signals, stack: AsyncExitStack) -> Messenger:
    """Its loops, and how the gateway does."""
    platform = await stack.enter_async_context(
        DiscordPlatform(
            token=config.discord.token,
            api_base_url=config.discord.api_base_url,
            site_name=config.site.name,
            logo=config.site.logo,
        )
    )
    wording = GettextWording()
    look = replace(style(config), platform=platform.name, cards=True, link_units=MAX_LINK)
    composer = Composer(look, wording, now, units=units)
    fetcher = await stack.enter_async_context(http_fetcher(config))
    account = f"{platform.name}:{platform.account}"
    courier = Courier(
        platform=platform, composer=composer, rate=DISCORD_RATE, gaps=DISCORD_GAPS, per_minute=0, fetcher=fetcher,
        name=f"courier:{account}", **delivery(config, store, signals),
    )  # fmt: skip
    answers = desk(
        config, store, signals, platform, composer, wording, operators=config.discord.admins,
        access=config.discord.access, manners=DISCORD,
    )  # fmt: skip
    gateway = _gateway(config, store, signals, platform, answers, wording)
    channels = Channels(platform=platform.name, addresses=store.addresses, directory=platform)
    doubts = Doubts(platform=platform.name, outbox=store.outbox, tell=announcer(config, store, signals).tell)
    crossposts = Crossposting(
        platform=platform.name, outbox=store.outbox, publisher=platform, leases=store.leases, clock=now,
        name=f"crossposts:{account}",
    )  # fmt: skip
    return Messenger(
        answering=(
            Loop("discord", gateway.run, gateway.once, role="chat"),
            Loop("discord channels", channels.run, channels.once, role="chat"),
        ),
        delivering=(
            Loop("discord doubts", doubts.run, doubts.once, role="courier"),
            Loop("discord courier", courier.run, courier.once, role="courier"),
            Loop("discord crossposts", crossposts.run, crossposts.once, role="courier"),
        ),
        reading=gateway.reading,
    )


def _gateway(
    config: Config, store: Store, signals: Signals, platform: DiscordPlatform, desk: Desk, wording: Wording
) -> DiscordGateway:
    return DiscordGateway(
        platform,
        Answering(platform.api, platform.directory, desk, wording, config.site.language),
        Events(platform, desk, store.addresses, signals, now),
        store.leases,
        store.notebook,
        signals,
        now,
        token=config.discord.token,
        wording=wording,
        language=config.site.language,
        operators=bool(config.discord.admins),
    )
