"""The wiring of Telegram: its platform, who delivers, who answers."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from bot.adapters.storage.store import Store
from bot.adapters.telegram.answering import Answering
from bot.adapters.telegram.platform import TelegramPlatform
from bot.adapters.telegram.updates import TelegramUpdates
from bot.adapters.telegram.webhook import TelegramWebhook
from bot.adapters.wording import GettextWording
from bot.app.lifetime import Loop
from bot.app.messenger import Messenger, announcer, delivery, desk
from bot.app.parts import http_fetcher, now, style
from bot.app.roles import rate_of
from bot.config import Config, webhooks
from bot.ports import Signals
from bot.services.channels import Channels
from bot.services.composer import Composer
from bot.services.courier import Courier
from bot.services.desk import TELEGRAM
from bot.services.doubts import Doubts

if TYPE_CHECKING:
    from starlette.routing import BaseRoute


async def telegram(
    config: Config, store: Store, signals: Signals, stack: AsyncExitStack, roles: frozenset[str]
) -> Messenger:
    """Its loops, and how its updates come."""
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
    account = f"{platform.name}:{platform.account}"
    courier = Courier(
        platform=platform, composer=composer, rate=rate_of(config, roles), fetcher=fetcher, name=f"courier:{account}",
        **delivery(config, store, signals),
    )  # fmt: skip
    answering = Answering(
        platform,
        desk(config, store, signals, platform, composer, wording, operators=config.telegram.admins,
             access=config.telegram.access, manners=TELEGRAM, in_line=platform.in_line),
        store.addresses,
        store.notebook,
        signals,
        now,
        wording=wording,
        site_name=config.site.name,
        language=config.site.language,
        turn=courier.turn,
    )  # fmt: skip
    updates = _updates(config, store, answering)
    channels = Channels(platform=platform.name, addresses=store.addresses, directory=platform)
    doubts = Doubts(platform=platform.name, outbox=store.outbox, tell=announcer(config, store, signals).tell)
    return Messenger(
        answering=(
            Loop("chat", updates.run, updates.once),
            Loop("channels", channels.run, channels.once, role="chat"),
        ),
        delivering=(
            Loop("doubts", doubts.run, doubts.once, role="courier"),
            Loop("courier", courier.run, courier.once),
        ),
        reading=updates.reading,
        routes=_pushed(updates),
    )


def _updates(config: Config, store: Store, answering: Answering) -> TelegramUpdates | TelegramWebhook:
    if config.telegram.mode == "webhook":
        url, secret = webhooks.address(config), webhooks.secret(config)
        return TelegramWebhook(answering, store.leases, url=url, secret=secret)
    return TelegramUpdates(answering, store.leases)


def _pushed(updates: TelegramUpdates | TelegramWebhook) -> "Sequence[BaseRoute]":
    """Where updates come in that are not asked for."""
    if isinstance(updates, TelegramUpdates):
        return ()
    from bot.web.hooks import telegram_route  # only where it is served

    return (telegram_route(updates),)
