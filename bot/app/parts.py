"""What is made of the settings alone: single adapters, and values for the services."""

from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot import __version__
from bot.adapters.fetching import HttpFetcher
from bot.adapters.reading import WebReader
from bot.adapters.storage.store import Store
from bot.app.lifetime import Loop
from bot.config import Config
from bot.domain.model import Source
from bot.domain.style import Style
from bot.ports import Signals
from bot.services.desk import SiteFacts


def ears(store: Store, signals: Signals) -> tuple[Loop, ...]:
    """The loop that hears of other processes' work, where there can be any."""
    if store.listen is None:
        return ()

    async def once() -> None:
        """Nothing is waited for."""

    return (Loop("ear", partial(store.listen, signals.ring), once),)


def user_agent(config: Config) -> str:
    """The name that sites know us by, with a contact (RFC 9110 §10.1.5)."""
    return config.fetch.user_agent or f"Crier/{__version__} (+{config.site.homepage})"


def http_fetcher(config: Config) -> HttpFetcher:
    """The fetcher, under the site's name."""
    fetch = config.fetch
    return HttpFetcher(
        user_agent=user_agent(config),
        timeout_seconds=fetch.timeout_seconds,
        max_bytes=fetch.max_bytes,
        allow_private_hosts=fetch.allow_private_hosts,
        proxy=fetch.proxy,
    )


def web_reader(config: Config) -> WebReader:
    """The reader; dates without a zone are meant in the site's."""
    return WebReader(zone=ZoneInfo(config.site.timezone))


def sources(config: Config) -> tuple[Source, ...]:
    """The configuration's sources as the domain's."""
    return tuple(Source(**source.model_dump(), origin="config") for source in config.sources)


def style(config: Config) -> Style:
    """How posts look."""
    return Style(
        site_name=config.site.name,
        homepage=config.site.homepage,
        timezone=config.site.timezone,
        share=config.posts.share,
        share_as=config.posts.share_as,
        images=config.posts.images,
        campaign=config.posts.campaign,
        language=config.site.language,
    )


def site_facts(config: Config) -> SiteFacts:
    """What /about says."""
    links = {key: address for key, address in config.site.links.model_dump().items() if address}
    return SiteFacts(
        name=config.site.name,
        homepage=config.site.homepage,
        language=config.site.language,
        rights=config.site.rights,
        links=links,
        timezone=config.site.timezone,
    )


def now() -> datetime:
    """The clock (port `Clock`)."""
    return datetime.now(UTC)
