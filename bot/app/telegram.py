"""The wiring of Telegram: its platform, who delivers, who answers."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from bot import __version__
from bot.adapters.storage.store import Store
from bot.adapters.telegram.answering import Answering
from bot.adapters.telegram.platform import TelegramPlatform
from bot.adapters.telegram.updates import TelegramUpdates
from bot.adapters.telegram.webhook import TelegramWebhook
from bot.adapters.wording import GettextWording
from bot.app.lifetime import Loop
from bot.app.parts import http_fetcher, now, site_facts, style
from bot.config import Config, webhooks
from bot.ports import Directory, Fetcher, Signals, Wording
from bot.services.announcer import Announcer
from bot.services.channels import Channels
from bot.services.composer import Composer
from bot.services.courier import Courier
from bot.services.desk import NewsDesk
from bot.services.doubts import Doubts

if TYPE_CHECKING:
    from starlette.routing import BaseRoute


async def messenger(
    config: Config, store: Store, signals: Signals, stack: AsyncExitStack, rate: int
) -> tuple[TelegramUpdates | TelegramWebhook, tuple[Loop, ...]]:
    """How updates come, and the loops: those of the chat, then those of delivery. `rate`: messages a second."""
    platform = await stack.enter_async_context(
        TelegramPlatform(
            token=config.telegram.token,
            api_base_url=config.telegram.api_base_url,
            proxy=config.telegram.proxy,
            paid_broadcast=config.telegram.paid_broadcast,
        )
    )
    wording = GettextWording()
    composer = Composer(style(config), wording, now)
    fetcher = await stack.enter_async_context(http_fetcher(config))  # of its own: no page stands before a picture
    courier = _courier(config, store, signals, platform, composer, fetcher, rate)
    answering = Answering(
        platform,
        _desk(config, store, signals, platform, wording, composer),
        store.addresses,
        store.notebook,
        signals,
        now,
        wording=wording,
        site_name=config.site.name,
        language=config.site.language,
        turn=courier.turn,
    )
    updates = _updates(config, store, answering)
    channels = Channels(platform=platform.name, addresses=store.addresses, directory=platform)
    doubts = Doubts(platform=platform.name, outbox=store.outbox, tell=announcer(config, store, signals).tell)
    return updates, (
        Loop("chat", updates.run, updates.once),
        Loop("channels", channels.run, channels.once),
        Loop("doubts", doubts.run, doubts.once),
        Loop("courier", courier.run, courier.once),
    )


def _courier(
    config: Config,
    store: Store,
    signals: Signals,
    platform: TelegramPlatform,
    composer: Composer,
    fetcher: Fetcher,
    rate: int,
) -> Courier:
    return Courier(
        platform=platform,
        outbox=store.outbox,
        leases=store.leases,
        signals=signals,
        clock=now,
        composer=composer,
        rate=rate,
        give_up=timedelta(hours=config.delivery.give_up_hours),
        hold_doubts=config.delivery.on_doubt == "hold",
        burst=config.delivery.burst,
        fetcher=fetcher,
        name=f"courier:{platform.name}:{platform.account}",
    )


def _updates(config: Config, store: Store, answering: Answering) -> TelegramUpdates | TelegramWebhook:
    if config.telegram.mode == "webhook":
        url, secret = webhooks.address(config), webhooks.secret(config)
        return TelegramWebhook(answering, store.leases, url=url, secret=secret)
    return TelegramUpdates(answering, store.leases)


def _desk(
    config: Config, store: Store, signals: Signals, directory: Directory, wording: Wording, composer: Composer
) -> NewsDesk:
    return NewsDesk(
        addresses=store.addresses,
        articles=store.articles,
        sources=store.sources,
        notebook=store.notebook,
        figures=store.figures,
        directory=directory,
        wording=wording,
        clock=now,
        composer=composer,
        site=site_facts(config),
        sections=config.spellings(),
        version=__version__,
        access=config.telegram.access,
        admins=frozenset(str(admin) for admin in config.telegram.admins),
        outbox=store.outbox,
        backfill=config.posts.backfill,
        burst=config.delivery.burst,
        keep_days=config.delivery.keep_sent_days,
        owed=partial(signals.ring, "outbox"),
    )


def pushed(updates: TelegramUpdates | TelegramWebhook) -> "Sequence[BaseRoute]":
    """Where updates come in that are not asked for."""
    if isinstance(updates, TelegramUpdates):
        return ()
    from bot.web.hooks import telegram_route  # only where it is served

    return (telegram_route(updates),)


def announcer(config: Config, store: Store, signals: Signals) -> Announcer:
    """Who tells the operators."""
    chats = [str(admin) for admin in config.telegram.admins] if config.telegram.token else []
    return Announcer(outbox=store.outbox, platform=TelegramPlatform.name, chats=chats, clock=now, signals=signals)
