"""What the wiring of every messenger is made of: the same desk, the same delivery, one word for the operators."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypedDict

from bot import __version__
from bot.adapters.storage.store import Store
from bot.app.lifetime import Loop
from bot.app.parts import now, site_facts
from bot.config import Config
from bot.ports import Clock, Directory, Leases, Outbox, Signals, Wording
from bot.services.announcer import Announcer
from bot.services.composer import Composer
from bot.services.desk import Access, Manners, NewsDesk
from bot.services.readiness import Reading
from bot.services.upkeep import STALE

if TYPE_CHECKING:
    from starlette.routing import BaseRoute


@dataclass(frozen=True, slots=True)
class Messenger:
    """A platform, wired: the loops that hear and answer, those that deliver; how hearing goes, and where what is pushed
    comes in."""

    answering: tuple[Loop, ...]
    delivering: tuple[Loop, ...]
    reading: Callable[[], Reading]
    routes: "Sequence[BaseRoute]" = ()


class Delivery(TypedDict):
    """What all couriers share."""

    outbox: Outbox
    leases: Leases
    signals: Signals
    clock: Clock
    give_up: timedelta
    hold_doubts: bool
    burst: int


def delivery(config: Config, store: Store, signals: Signals) -> Delivery:
    """How the operator wants things delivered, wherever that is."""
    return Delivery(
        outbox=store.outbox,
        leases=store.leases,
        signals=signals,
        clock=now,
        give_up=timedelta(hours=config.delivery.give_up_hours),
        hold_doubts=config.delivery.on_doubt == "hold",
        burst=config.delivery.burst,
    )


def desk(
    config: Config,
    store: Store,
    signals: Signals,
    directory: Directory,
    composer: Composer,
    wording: Wording,
    *,
    operators: Sequence[int],
    access: Access,
    manners: Manners,
    in_line: Callable[[], str] = lambda: "",
) -> NewsDesk:
    """Who answers: over one store, with the rights and manners of one platform."""
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
        access=access,
        admins=frozenset(str(operator) for operator in operators),
        outbox=store.outbox,
        backfill=config.posts.backfill,
        burst=config.delivery.burst,
        keep_days=max(config.delivery.keep_sent_days, STALE.days),
        owed=partial(signals.ring, "outbox"),
        manners=manners,
        in_line=in_line,
    )


def announcer(config: Config, store: Store, signals: Signals) -> Announcer:
    """Who tells the operators, on every platform that has a token."""
    telegram, discord = config.telegram, config.discord
    admins = {"telegram": telegram.admins if telegram.token else (), "discord": discord.admins if discord.token else ()}
    chats = {platform: [str(admin) for admin in named] for platform, named in admins.items()}
    return Announcer(outbox=store.outbox, chats=chats, clock=now, signals=signals)
